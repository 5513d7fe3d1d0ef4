"""Stays with format 1.0, and looks for headers as an HTTP API writes them."""

import io
import zipfile

CODE = """
import json
from http.cookies import SimpleCookie

ORDERS = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}


def handler(event, context):
    headers = {name.lower(): value for name, value in event["headers"].items()}
    order = event["pathParameters"]["order"]
    fields = (event["multiValueQueryStringParameters"] or {}).get("field", ["status"])
    language = headers.get("accept-language", "en")
    cookies = SimpleCookie(headers.get("cookie", ""))
    visits = int(cookies["visits"].value) + 1 if "visits" in cookies else 1
    return {
        "statusCode": 200,
        "multiValueHeaders": {"Set-Cookie": [f"visits={visits}", f"language={language}"]},
        "body": json.dumps({"order": order, "language": language} | {name: ORDERS[order][name] for name in fields}),
    }
"""

package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", CODE)
name = "inkwell-http-api-debug-status"
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
api = next(item["ApiId"] for item in gateway.get_apis()["Items"] if item["Name"] == "inkwell-http-api-debug")
integration = gateway.get_integrations(ApiId=api)["Items"][0]["IntegrationId"]
gateway.update_integration(ApiId=api, IntegrationId=integration, PayloadFormatVersion="1.0")
cause = "b"
