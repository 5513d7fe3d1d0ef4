"""expect: the client gets 500 and no reason

Lets what cannot be raise.
"""
### INSTEAD OF
            wanted = {**event["pathParameters"], "copies": int(event.get("queryStringParameters", {}).get("copies", 1))}
### THIS
            copies = event.get("queryStringParameters", {}).get("copies", "1")
            wanted = {"paper": event["pathParameters"]["paper"], "copies": int(copies)}
### INSTEAD OF
    except (KeyError, TypeError, ValueError) as error:
### THIS
    except ZeroDivisionError as error:
### INSTEAD OF
    headers = {"location": f"/orders/{key}", "content-type": "application/json"}
    return {"statusCode": 201, "headers": headers, "body": json.dumps({"orderId": key, **price})}
### THIS
    return {"statusCode": 201, "headers": {"location": f"/orders/{key}"}, "body": json.dumps({"orderId": key, **price})}
