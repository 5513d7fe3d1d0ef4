"""expect: the rule has the filter

Every object calls the function; the thumbnail too, once.
"""
### INSTEAD OF
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
### THIS
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        if key.startswith("thumbnails/"):
            continue
### INSTEAD OF
rules = [{"Name": "prefix", "Value": "photos/"}, {"Name": "suffix", "Value": ".png"}]
### THIS
rules = [{"Name": "suffix", "Value": ".png"}]
