"""expect: the bucket's 403 became 403

The status is text: a number never equals it.
"""

SECURE = {"strict-transport-security": "max-age=63072000", "x-content-type-options": "nosniff"}


def handler(event, context):
    cf = event["Records"][0]["cf"]
    kind, request, response = cf["config"]["eventType"], cf["request"], cf.get("response")
    if kind == "viewer-request":
        if request["uri"] == "/sale":
            return {"status": "302", "headers": {"location": [{"key": "Location", "value": "/prints/"}]}}
        lines = [item["value"] for item in request["headers"].get("cookie", [])]
        cookies = [cookie.strip() for line in lines for cookie in line.split(";")]
        if request["uri"] == "/" and "variant=b" in cookies:
            request["uri"] = "/b/"
    elif kind == "origin-request" and request["uri"].endswith("/"):
        request["uri"] += "index.html"
    elif kind == "origin-response" and response["status"] in (403, 404):
        response.update(status="404", statusDescription="Not Found", body="<h1>There is no such page</h1>")
        response["headers"]["content-type"] = [{"key": "Content-Type", "value": "text/html"}]
    elif kind == "viewer-response":
        for name, value in SECURE.items():
            response["headers"][name] = [{"key": name, "value": value}]
    return response or request
