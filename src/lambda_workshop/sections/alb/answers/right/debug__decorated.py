"""Leaves the function as it was, and makes an answer of its value in a decorator without `wraps`."""
### INSTEAD OF
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

### THIS
def answered(function):
    def call(event, context):
        value = function(event, context)
        whole = value if "statusCode" in value else {"statusCode": 200, "body": value}
        body = json.dumps(whole["body"], indent=1)
        return whole | {"isBase64Encoded": False, "headers": {"Content-Type": "application/json"}, "body": body}

    return call


@answered
def status(event, context):
    order = event["path"].rpartition("/")[2]
    if order not in ORDERS:
        return {"statusCode": 404, "body": {"error": "no such order"}}
    return {"order": order, **ORDERS[order]}

