"""Downloads the video to /tmp, and hashes the file."""
### INSTEAD OF
import os
### THIS
import os
import tempfile
### INSTEAD OF
    found = hashlib.sha256()
    for piece in s3.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(1 << 20):
        found.update(piece)
    return found.hexdigest()
### THIS
    with tempfile.TemporaryFile() as file:
        for piece in s3.get_object(Bucket=bucket, Key=key)["Body"].iter_chunks(1 << 20):
            file.write(piece)
        file.seek(0)
        return hashlib.file_digest(file, "sha256").hexdigest()
