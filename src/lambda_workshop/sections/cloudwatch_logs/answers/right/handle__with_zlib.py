"""Decompresses with zlib."""
### INSTEAD OF
import gzip
import json


def handler(event, context):
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
### THIS
import json
import zlib


def handler(event, context):
    inside = json.loads(zlib.decompress(base64.b64decode(event["awslogs"]["data"]), 31))
