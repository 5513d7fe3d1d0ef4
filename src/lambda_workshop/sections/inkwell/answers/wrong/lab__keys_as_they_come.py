"""expect: there is no picture `thumbnails/

Takes a key as it stands in the event, where it is quoted.
"""
### INSTEAD OF
from urllib.parse import unquote_plus
### THIS
### INSTEAD OF
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
### THIS
        bucket, key = record["s3"]["bucket"]["name"], record["s3"]["object"]["key"]
