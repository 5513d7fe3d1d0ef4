"""Tells the methods apart by their verb, and gives the status as text."""
### INSTEAD OF
def handler(event, context):
### THIS
def handler(event, context):
    print(event["requestContext"]["requestId"])
### INSTEAD OF
        if event["resource"] == "/orders":
### THIS
        if event["httpMethod"] == "POST":
### INSTEAD OF
    return {"statusCode": status, "headers": page, "body": json.dumps(answer)}
### THIS
    return {"statusCode": str(status), "headers": page, "body": json.dumps(answer)}
