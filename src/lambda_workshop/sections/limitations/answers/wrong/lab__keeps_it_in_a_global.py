"""expect: globals and `/tmp` end with their environment

What was bound stays in the environment.
"""
### INSTEAD OF
def bound_so_far(key):
    try:
        found = s3.get_object(Bucket=BUCKET, Key=key)
    except s3.exceptions.NoSuchKey:
        return b"", 0
    return found["Body"].read(), int(found["Metadata"]["pages"])
### THIS
kept = {}


def bound_so_far(key):
    return kept.get(key, (b"", 0))
### INSTEAD OF
        s3.put_object(Bucket=BUCKET, Key=key, Body=data, Metadata={"pages": str(done)})
### THIS
        kept[key] = data, done
        s3.put_object(Bucket=BUCKET, Key=key, Body=data)
