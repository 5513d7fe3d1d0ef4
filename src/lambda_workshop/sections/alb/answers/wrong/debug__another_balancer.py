"""expect: there is no `inkwell-alb-debug` that the start made

Made anew at another address.
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


def status(event, context):
    order = event["path"].rpartition("/")[2]
    found = order in ORDERS
    return {
        "statusCode": 200 if found else 404,
        "statusDescription": "200 OK" if found else "404 Not Found",
        "isBase64Encoded": False,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"order": order, **ORDERS[order]} if found else {"error": "no such order"}),
    }
"""

package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", CODE)
cause = "c"

name = "inkwell-alb-debug-status"
lam.update_function_configuration(FunctionName=name, Handler="index.status")
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
fresh_balancer("inkwell-alb-debug")
