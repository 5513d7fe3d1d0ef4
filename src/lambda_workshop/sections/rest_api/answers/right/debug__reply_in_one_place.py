"""One place that makes every answer."""

import io
import zipfile

CODE = """
import json

ORDERS = {
    "o-1042": {"paid": True, "cents": 300},
    "o-2077": {"paid": True, "cents": 180},
    "o-3110": {"paid": False, "cents": 3750},
}


def reply(status, value, **headers):
    return {"statusCode": status, "headers": headers, "body": json.dumps(value)}


def handler(event, context):
    number = event["pathParameters"]["order"]
    order, headers = ORDERS.get(number), {"Content-Type": "application/json"}
    if order is None:
        return reply(404, {"error": "no such order"})
    if not order["paid"]:
        return reply(409, {"error": "not paid yet"})
    body = json.dumps({"order": number, "cents": order["cents"]})
    return {"statusCode": 200, "headers": {**headers, "X-Cents": str(order["cents"])}, "body": body}
"""

package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", CODE)
name = "inkwell-rest-api-debug-receipt"
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
cause = "c"
