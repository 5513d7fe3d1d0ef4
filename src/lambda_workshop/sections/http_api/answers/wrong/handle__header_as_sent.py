"""expect: the client gets 400

Looks for the header in the spelling of the client.
"""
### INSTEAD OF
            wanted, key = json.loads(body), event["headers"]["idempotency-key"]
        else:
            wanted = {**event["pathParameters"], "copies": int(event.get("queryStringParameters", {}).get("copies", 1))}
### THIS
            wanted, key = json.loads(body), event["headers"]["Idempotency-Key"]
        else:
            copies = event.get("queryStringParameters", {}).get("copies", "1")
            wanted = {"paper": event["pathParameters"]["paper"], "copies": int(copies)}
### INSTEAD OF
    headers = {"location": f"/orders/{key}", "content-type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps({"orderId": key, **price})}
### THIS
    return {"statusCode": 201, "headers": {"location": f"/orders/{key}"}, "body": json.dumps({"orderId": key, **price})}
