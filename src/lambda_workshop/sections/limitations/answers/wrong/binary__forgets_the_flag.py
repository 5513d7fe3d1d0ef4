"""expect: the caller gets the base64 text, and no photo

The flag is missing beside the body.
"""
### INSTEAD OF
        "isBase64Encoded": True,
### THIS
