"""expect: check paper, copies, JSON and key

Sells zero copies and half a copy.
"""
### INSTEAD OF
            wanted = {**event["pathParameters"], "copies": int(event.get("queryStringParameters", {}).get("copies", 1))}
        paper, copies = wanted["paper"], wanted["copies"]
        if copies not in range(1, 10_001):
            raise ValueError("copies must be a whole number from 1 to 10,000")
### THIS
            copies = event.get("queryStringParameters", {}).get("copies", "1")
            wanted = {"paper": event["pathParameters"]["paper"], "copies": int(copies)}
        paper, copies = wanted["paper"], wanted["copies"]
### INSTEAD OF
    headers = {"location": f"/orders/{key}", "content-type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps({"orderId": key, **price})}
### THIS
    return {"statusCode": 201, "headers": {"location": f"/orders/{key}"}, "body": json.dumps({"orderId": key, **price})}
