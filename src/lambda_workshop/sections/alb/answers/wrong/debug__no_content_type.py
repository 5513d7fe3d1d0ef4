"""expect: the content type is `application/octet-stream`

Browsers offer a download.
"""
### INSTEAD OF
        "headers": {"content-type": "application/json"},
### THIS
        "headers": {},
