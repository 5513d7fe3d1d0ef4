"""expect: JSON carries text

Bytes in the answer.
"""
### INSTEAD OF
        "body": base64.b64encode(data).decode(),
### THIS
        "body": data,
