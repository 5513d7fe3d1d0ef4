"""A function for each event, in a dictionary."""


def viewer_request(cf):
    request = cf["request"]
    if request["uri"] == "/sale":
        location = [{"value": "/prints/"}]
        return {"status": "302", "statusDescription": "Found", "headers": {"location": location}}
    cookies = "; ".join(item["value"] for item in request["headers"].get("cookie", []))
    if request["uri"] == "/" and "variant=b" in cookies.replace(" ", "").split(";"):
        return request | {"uri": "/b/"}
    return request


def origin_request(cf):
    request = cf["request"]
    return request | {"uri": request["uri"] + "index.html"} if request["uri"].endswith("/") else request


def origin_response(cf):
    response = cf["response"]
    if int(response["status"]) in (403, 404):
        page = [{"key": "Content-Type", "value": "text/html; charset=utf-8"}]
        headers = response["headers"] | {"content-type": page}
        return {"status": "404", "headers": headers, "body": "PGgxPm5vIHN1Y2ggcGFnZTwvaDE+", "bodyEncoding": "base64"}
    return response


def viewer_response(cf):
    response = cf["response"]
    response["headers"].update(
        {
            "strict-transport-security": [{"key": "Strict-Transport-Security", "value": "max-age=63072000"}],
            "x-content-type-options": [{"key": "X-Content-Type-Options", "value": "nosniff"}],
        }
    )
    return response


EVENTS = {
    "viewer-request": viewer_request,
    "origin-request": origin_request,
    "origin-response": origin_response,
    "viewer-response": viewer_response,
}


def handler(event, context):
    cf = event["Records"][0]["cf"]
    return EVENTS[cf["config"]["eventType"]](cf)
