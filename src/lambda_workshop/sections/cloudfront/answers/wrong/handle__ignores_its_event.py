"""expect: at viewer-response CloudFront answers 502

The same answer for everything.
"""


def handler(event, context):
    return {"status": "200", "statusDescription": "OK", "body": "<h1>Inkwell</h1>"}
