"""expect: the content type is `application/octet-stream`

Names no content type.
"""
### INSTEAD OF
    return about | {"isBase64Encoded": encoded, "headers": {"content-type": kind}, "body": body}
### THIS
    return about | {"isBase64Encoded": encoded, "headers": {}, "body": body}
