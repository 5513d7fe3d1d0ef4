"""expect: `thumbnail` raised

Lets a text among the photos end the call.
"""
### INSTEAD OF
from thumbnail import NotAPicture, shrink
### THIS
from thumbnail import shrink
### INSTEAD OF
        try:
            small = shrink(s3.get_object(Bucket=bucket, Key=key)["Body"].read(), 64)
        except (NotAPicture, s3.exceptions.NoSuchKey) as error:
            print("no thumbnail:", type(error).__name__)
            continue
### THIS
        small = shrink(s3.get_object(Bucket=bucket, Key=key)["Body"].read(), 64)
