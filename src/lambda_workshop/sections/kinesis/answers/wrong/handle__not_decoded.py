"""expect: it answered

Takes the data for JSON.
"""
### INSTEAD OF
import base64
### THIS
### INSTEAD OF
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
### THIS
            page = json.loads(record["kinesis"]["data"])["page"]
