"""One place that makes every answer."""
### INSTEAD OF
def receipt(event, context):
### THIS
def reply(status, value, **headers):
    return {"statusCode": status, "headers": headers, "body": json.dumps(value)}


def receipt(event, context):
### INSTEAD OF
        return {"statusCode": 404, "headers": headers, "body": json.dumps({"error": "no such order"})}
    if not order["paid"]:
        return {"statusCode": 409, "headers": headers, "body": json.dumps({"error": "not paid yet"})}
### THIS
        return reply(404, {"error": "no such order"})
    if not order["paid"]:
        return reply(409, {"error": "not paid yet"})
