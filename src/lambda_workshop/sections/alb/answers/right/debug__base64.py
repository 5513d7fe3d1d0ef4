"""Returns its JSON as base64."""
### INSTEAD OF
import json
### THIS
import base64
import json
### INSTEAD OF
    found = order in ORDERS
### THIS
    found = order in ORDERS
    body = json.dumps({"order": order, **ORDERS[order]} if found else {"error": "no such order"})
### INSTEAD OF
        "isBase64Encoded": False,
        "headers": {"content-type": "application/json"},
        "body": json.dumps({"order": order, **ORDERS[order]} if found else {"error": "no such order"}),
### THIS
        "isBase64Encoded": True,
        "headers": {"content-type": "application/json"},
        "body": base64.b64encode(body.encode()).decode(),
