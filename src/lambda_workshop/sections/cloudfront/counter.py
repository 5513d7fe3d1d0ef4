from typing import Any


def handler(event: dict[str, Any], context: object) -> Any:
    """At viewer-response: tell the browser which home page it has, so that our pages can count it."""
    cf = event["Records"][0]["cf"]
    request, response = cf["request"], cf["response"]
    lines = [item["value"] for item in request["headers"].get("cookie", [])]
    cookies = [cookie.strip() for line in lines for cookie in line.split(";")]
    variant = "b" if "variant=b" in cookies else "a"
    response["headers"]["x-edge-variant"] = [{"key": "X-Edge-Variant", "value": variant}]
    print(f"{request['uri']} is shown as variant {variant}")
    return response
