"""expect: POST /photos answered 400

Keeps the base64 text in the place of the bytes.
"""
### INSTEAD OF
    photo = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()
### THIS
    photo = body.encode()
