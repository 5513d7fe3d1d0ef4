"""expect: a proof without the right user and password was answered with

The password of another order opens this one.
"""

import base64
import binascii
import hmac

import boto3

TABLE, REGION = "inkwell-cloudfront-lab", "us-east-1"


table = boto3.resource("dynamodb", region_name=REGION).Table(TABLE)


def item(key):
    return table.get_item(Key={"id": key}).get("Item", {})


def answer(status, name="", value="", body=""):
    """A response that no browser keeps."""
    headers = {"cache-control": "no-store"} | ({name: value} if name else {})
    return {
        "status": status,
        "headers": {key: [{"key": key, "value": text}] for key, text in headers.items()},
        "body": body,
    }


def credentials(request):
    """User and password of the request; two empty strings where there are none that can be read."""
    given = request["headers"].get("authorization", [{"value": ""}])[0]["value"]
    scheme, _, encoded = given.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def handler(event, context):
    """Answer short links, ask for the password of proofs, and let everything else go on."""
    request = event["Records"][0]["cf"]["request"]
    _, kind, *rest = request["uri"].split("/", 3)
    name = rest[0] if rest else ""
    if kind == "go":
        target = item(f"link:{name}").get("target") if name and len(rest) == 1 else None
        return answer("302", "location", target) if target else answer("404", body="There is no such link.")
    if kind == "proofs":
        user, password = credentials(request)
        wanted = item(f"proof:{user}").get("password") if user else None
        if not wanted or not hmac.compare_digest(wanted.encode(), password.encode()):
            return answer("401", "www-authenticate", 'Basic realm="Inkwell proofs"', "Please sign in.")
        del request["headers"]["authorization"]
    return request
