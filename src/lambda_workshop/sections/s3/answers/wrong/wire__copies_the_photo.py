"""expect: at most 64, in the photo

Copies the photo without shrinking it.
"""
### INSTEAD OF
        bucket_client.put_object(Bucket=bucket, Key=target, Body=shrink(photo, 64), ContentType="image/png")
### THIS
        bucket_client.put_object(Bucket=bucket, Key=target, Body=photo, ContentType="image/png")
