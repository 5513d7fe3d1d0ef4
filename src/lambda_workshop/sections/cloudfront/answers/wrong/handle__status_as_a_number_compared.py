"""expect: the bucket's 403 became 403

The status is text: a number never equals it.
"""
### INSTEAD OF
    elif kind == "origin-response" and response["status"] in ("403", "404"):
### THIS
    elif kind == "origin-response" and response["status"] in (403, 404):
