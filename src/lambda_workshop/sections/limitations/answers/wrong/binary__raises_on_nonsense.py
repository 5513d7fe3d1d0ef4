"""expect: a request may hold anything

No guard around the decoding.
"""
### INSTEAD OF
    try:
        data = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
    except ValueError:
        data = b""
### THIS
    if True:
        data = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
