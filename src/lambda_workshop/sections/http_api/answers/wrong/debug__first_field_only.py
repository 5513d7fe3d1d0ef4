"""expect: an HTTP API writes header names

Takes the joined parameter for one field.
"""

import io
import zipfile

CODE = """
import json

ORDERS = {
    "o-1042": {"status": "printing", "copies": 12, "paper": "A4"},
    "o-2077": {"status": "shipped", "copies": 3, "paper": "A3"},
    "o-3110": {"status": "paid", "copies": 250, "paper": "A5"},
}


def handler(event, context):
    order = event["pathParameters"]["order"]
    fields = event.get("queryStringParameters", {}).get("field", "status").split(",")[:1]
    language = event["headers"].get("accept-language", "en")
    cookies = dict(cookie.split("=", 1) for cookie in event.get("cookies", []))
    visits = int(cookies.get("visits", 0)) + 1
    answer = {"order": order, "language": language} | {name: ORDERS[order][name] for name in fields}
    return {
        "statusCode": 200,
        "cookies": [f"visits={visits}", f"language={language}"],
        "body": json.dumps(answer),
    }
"""

package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", CODE)
name = "inkwell-http-api-debug-status"
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
cause = "b"
