"""Asks for the video range by range."""
### INSTEAD OF
    for piece in s3.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(1 << 20):
        found.update(piece)
### THIS
    size, at, step = s3.head_object(Bucket=bucket, Key=key)["ContentLength"], 0, 8 << 20
    while at < size:
        found.update(s3.get_object(Bucket=bucket, Key=key, Range=f"bytes={at}-{at + step - 1}")["Body"].read())
        at += step
