"""expect: only `/` with the whole cookie `variant=b` is rewritten

Looks for the letters anywhere in the header.
"""

SECURE = {"strict-transport-security": "max-age=63072000", "x-content-type-options": "nosniff"}


def handler(event, context):
    cf = event["Records"][0]["cf"]
    kind, request, response = cf["config"]["eventType"], cf["request"], cf.get("response")
    if kind == "viewer-request":
        if request["uri"] == "/sale":
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
        lines = [item["value"] for item in request["headers"].get("cookie", [])]
        if request["uri"] == "/" and any("variant=b" in line for line in lines):
            request["uri"] = "/b/"
    elif kind == "origin-request" and request["uri"].endswith("/"):
        request["uri"] += "index.html"
    elif kind == "origin-response" and response["status"] in ("403", "404"):
        response.update(status="404", statusDescription="Not Found", body="<h1>There is no such page</h1>")
        response["headers"]["content-type"] = [{"key": "Content-Type", "value": "text/html"}]
    elif kind == "viewer-response":
        for name, value in SECURE.items():
            response["headers"][name] = [{"key": name, "value": value}]
    return response or request
