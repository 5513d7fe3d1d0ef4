"""expect: set `isBase64Encoded`

Forgets to say that the body is base64.
"""
### INSTEAD OF
        "isBase64Encoded": True,
### THIS
