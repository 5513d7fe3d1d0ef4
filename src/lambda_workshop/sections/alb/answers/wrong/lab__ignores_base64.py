"""expect: POST /photos, image/png answered 201

Counts the letters of base64.
"""
### INSTEAD OF
    content = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()
### THIS
    content = event["body"].encode()
