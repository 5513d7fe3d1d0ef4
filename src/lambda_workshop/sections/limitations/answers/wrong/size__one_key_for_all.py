"""expect: two callers may ask at once

Every album under the same key.
"""
### INSTEAD OF
    place = {"Bucket": os.environ["BUCKET"], "Key": f"albums/{uuid.uuid4()}.json"}
### THIS
    place = {"Bucket": os.environ["BUCKET"], "Key": "albums/album.json"}
