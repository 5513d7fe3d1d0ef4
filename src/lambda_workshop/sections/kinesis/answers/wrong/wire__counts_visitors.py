"""expect: the table says

Counts by another field.
"""
### INSTEAD OF
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["page"]
### THIS
            page = json.loads(base64.b64decode(record["kinesis"]["data"]))["visitor"]
