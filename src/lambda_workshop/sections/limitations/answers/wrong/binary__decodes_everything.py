"""expect: a text that is a PNG's base64 got `200`

Decodes whatever there is, flag or no flag.
"""
### INSTEAD OF
        data = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else body.encode()
### THIS
        data = base64.b64decode(body, validate=True)
