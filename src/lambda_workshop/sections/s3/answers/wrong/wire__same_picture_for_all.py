"""expect: a picture of this very photo

Draws a grey box of the right size instead of reading the photo.
"""
### INSTEAD OF
        photo = bucket_client.get_object(Bucket=bucket, Key=key)["Body"].read()
### THIS
        photo = bucket_client.get_object(Bucket=bucket, Key=key)["Body"].read()
        from thumbnail import decode, encode

        width, height, _ = decode(shrink(photo, 64))
        photo = encode(width, height, [b"\x01\x01\x01\xff" * width] * height)
