"""expect: is not one of the choices

Mends the function, and names no cause.
"""

import io
import zipfile

CODE = """
import json

ORDERS = {
    "o-1042": {"paid": True, "cents": 300},
    "o-2077": {"paid": True, "cents": 180},
    "o-3110": {"paid": False, "cents": 3750},
}


def handler(event, context):
    number = event["pathParameters"]["order"]
    order, headers = ORDERS.get(number), {"Content-Type": "application/json"}
    if order is None:
        return {"statusCode": 404, "headers": headers, "body": json.dumps({"error": "no such order"})}
    if not order["paid"]:
        return {"statusCode": 409, "headers": headers, "body": json.dumps({"error": "not paid yet"})}
    body = json.dumps({"order": number, "cents": order["cents"]})
    return {"statusCode": 200, "headers": {**headers, "X-Cents": str(order["cents"])}, "body": body}
"""

package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", CODE)
name = "inkwell-rest-api-debug-receipt"
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
cause = "the answer"
