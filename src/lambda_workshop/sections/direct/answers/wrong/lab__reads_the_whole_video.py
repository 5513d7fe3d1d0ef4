"""expect: the function failed

The whole video in memory: it does not fit.
"""
### INSTEAD OF
    for piece in s3.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(1 << 20):
        found.update(piece)
### THIS
    found.update(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
