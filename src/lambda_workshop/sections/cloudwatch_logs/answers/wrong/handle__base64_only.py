"""expect: the handler raised

Forgets that it is compressed.
"""
### INSTEAD OF
import gzip
### THIS
### INSTEAD OF
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
### THIS
    inside = json.loads(base64.b64decode(event["awslogs"]["data"]))
