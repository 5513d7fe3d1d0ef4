"""expect: the bucket's 403 became 403

A private bucket says 403 for what it has not.
"""
### INSTEAD OF
    elif kind == "origin-response" and response["status"] in ("403", "404"):
### THIS
    elif kind == "origin-response" and response["status"] == "404":
