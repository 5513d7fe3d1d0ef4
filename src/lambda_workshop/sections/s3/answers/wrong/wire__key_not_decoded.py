"""expect: the key in the event is URL-encoded

Fetches the key as it stands in the event.
"""
### INSTEAD OF
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
### THIS
        bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
