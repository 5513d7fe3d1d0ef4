"""The low-level client, and a regular expression for the paths."""

import base64
import re
import secrets

import boto3

TABLE, REGION = "inkwell-cloudfront-lab", "us-east-1"
dynamodb = boto3.client("dynamodb", region_name=REGION)
NO_STORE = [{"key": "Cache-Control", "value": "no-store"}]
REALM = [{"key": "WWW-Authenticate", "value": 'Basic realm="Inkwell proofs"'}]


def look_up(key, name):
    found = dynamodb.get_item(TableName=TABLE, Key={"id": {"S": key}})
    return found.get("Item", {}).get(name, {}).get("S", "")


def signed_in(request, order):
    value = request["headers"].get("authorization", [{"value": ""}])[0]["value"]
    match = re.fullmatch(r"(?i:basic) +(\S+)", value)
    try:
        user, _, password = base64.b64decode(match[1], validate=True).decode("utf-8").partition(":")
    except (TypeError, ValueError):
        return False
    wanted = look_up(f"proof:{order}", "password") if user == order else ""
    return bool(wanted) and secrets.compare_digest(wanted.encode(), password.encode())


def handler(event, context):
    request = event["Records"][0]["cf"]["request"]
    uri = request["uri"]
    if uri == "/go" or uri.startswith("/go/"):
        link = re.fullmatch(r"/go/([^/]+)", uri)
        if link and (target := look_up(f"link:{link[1]}", "target")):
            return {"status": 302, "headers": {"location": [{"value": target}], "cache-control": NO_STORE}}
        return {"status": "404", "headers": {"cache-control": NO_STORE}, "body": "No such link."}
    if uri == "/proofs" or uri.startswith("/proofs/"):
        order = (uri + "/").split("/")[2]
        if not order or not signed_in(request, order):
            return {"status": "401", "headers": {"www-authenticate": REALM, "cache-control": NO_STORE}}
        request["headers"].pop("authorization")
    return request
