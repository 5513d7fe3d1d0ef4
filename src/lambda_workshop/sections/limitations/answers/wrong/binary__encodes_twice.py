"""expect: came back with other bytes

Encodes what is base64 already.
"""
### INSTEAD OF
        "body": base64.b64encode(data).decode(),
### THIS
        "body": base64.b64encode(body.encode()).decode(),
