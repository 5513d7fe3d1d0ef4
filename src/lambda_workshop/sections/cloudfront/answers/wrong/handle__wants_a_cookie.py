"""expect: the handler raised `KeyError

Takes for granted that every browser sends a cookie.
"""
### INSTEAD OF
        if request["uri"] == "/sale":
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
        lines = [item["value"] for item in request["headers"].get("cookie", [])]
### THIS
        if request["uri"] == "/sale" and request["headers"]:
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
        lines = [item["value"] for item in request["headers"]["cookie"]]
