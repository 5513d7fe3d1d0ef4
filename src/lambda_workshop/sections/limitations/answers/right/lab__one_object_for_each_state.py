"""The number of pages in the key, so that nothing is ever overwritten."""
### INSTEAD OF
def bound_so_far(key):
    try:
        found = s3.get_object(Bucket=BUCKET, Key=key)
    except s3.exceptions.NoSuchKey:
        return b"", 0
    return found["Body"].read(), int(found["Metadata"]["pages"])
### THIS
def bound_so_far(prefix):
    listed = s3.list_objects_v2(Bucket=BUCKET, Prefix=f"{prefix}/").get("Contents", [])
    if not listed:
        return b"", 0
    last = max(item["Key"] for item in listed)
    return s3.get_object(Bucket=BUCKET, Key=last)["Body"].read(), int(last.rsplit("/", 1)[-1])
### INSTEAD OF
        s3.put_object(Bucket=BUCKET, Key=key, Body=data, Metadata={"pages": str(done)})
### THIS
        s3.put_object(Bucket=BUCKET, Key=f"{key}/{done:06d}", Body=data)
### INSTEAD OF
        place = {"Bucket": BUCKET, "Key": key}
### THIS
        place = {"Bucket": BUCKET, "Key": f"{key}/{done:06d}"}
