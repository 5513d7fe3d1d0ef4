"""expect: every page once, in order, byte for byte

Pages are text, or so it thinks.
"""
### INSTEAD OF
        data += s3.get_object(Bucket=BUCKET, Key=pages[done])["Body"].read()
### THIS
        data += s3.get_object(Bucket=BUCKET, Key=pages[done])["Body"].read().decode("utf-8", "replace").encode()
