"""expect: must be str, bytes or bytearray

Takes the detail for a text, as put_events does.
"""
### INSTEAD OF
def handler(event, context):
    source, kind, detail = event["source"], event["detail-type"], event["detail"]
### THIS
import json


def handler(event, context):
    source, kind, detail = event["source"], event["detail-type"], json.loads(event["detail"])
