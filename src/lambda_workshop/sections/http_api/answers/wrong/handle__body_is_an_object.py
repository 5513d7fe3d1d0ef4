"""expect: body is an object, not text: the client gets 500

Leaves the JSON to API Gateway, which wants text beside a status.
"""
### INSTEAD OF
            wanted = {**event["pathParameters"], "copies": int(event.get("queryStringParameters", {}).get("copies", 1))}
### THIS
            copies = event.get("queryStringParameters", {}).get("copies", "1")
            wanted = {"paper": event["pathParameters"]["paper"], "copies": int(copies)}
### INSTEAD OF
    headers = {"location": f"/orders/{key}", "content-type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps({"orderId": key, **price})}
### THIS
    return {"statusCode": 201, "headers": {"location": f"/orders/{key}"}, "body": {"orderId": key, **price}}
