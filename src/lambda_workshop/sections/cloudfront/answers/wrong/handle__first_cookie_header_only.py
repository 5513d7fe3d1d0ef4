"""expect: with the cookie `variant=b` the path became `/`

HTTP/2 may send several Cookie headers.
"""
### INSTEAD OF
        lines = [item["value"] for item in request["headers"].get("cookie", [])]
### THIS
        lines = [item["value"] for item in request["headers"].get("cookie", [])[:1]]
