"""expect: a request without a query string has no `queryStringParameters`

Takes a missing key for null, as format 1.0 has it.
"""
### INSTEAD OF
            wanted = {**event["pathParameters"], "copies": int(event.get("queryStringParameters", {}).get("copies", 1))}
### THIS
            copies = (event["queryStringParameters"] or {}).get("copies", "1")
            wanted = {"paper": event["pathParameters"]["paper"], "copies": int(copies)}
### INSTEAD OF
    headers = {"location": f"/orders/{key}", "content-type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps({"orderId": key, **price})}
### THIS
    return {"statusCode": 201, "headers": {"location": f"/orders/{key}"}, "body": json.dumps({"orderId": key, **price})}
