"""expect: the client gets 200

Misspells the one key that API Gateway looks for.
"""
### INSTEAD OF
            wanted = {**event["pathParameters"], "copies": int(event.get("queryStringParameters", {}).get("copies", 1))}
### THIS
            copies = event.get("queryStringParameters", {}).get("copies", "1")
            wanted = {"paper": event["pathParameters"]["paper"], "copies": int(copies)}
### INSTEAD OF
        return {"statusCode": 400, "body": json.dumps({"error": f"{type(error).__name__}: {error}"})}
### THIS
        return {"status": 400, "body": json.dumps({"error": str(error)})}
### INSTEAD OF
    headers = {"location": f"/orders/{key}", "content-type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps({"orderId": key, **price})}
### THIS
    return {"statusCode": 201, "headers": {"location": f"/orders/{key}"}, "body": json.dumps({"orderId": key, **price})}
