"""expect: answered `{"key":

The ETag looks like a hash, and is not the SHA-256 of the bytes.
"""
### INSTEAD OF
        receipt = {"key": key, "bytes": head["ContentLength"], "sha256": hash_of(bucket, key), "etag": head["ETag"]}
### THIS
        receipt = {"key": key, "bytes": head["ContentLength"], "sha256": head["ETag"].strip('"'), "etag": head["ETag"]}
