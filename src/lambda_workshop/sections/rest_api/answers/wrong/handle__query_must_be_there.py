"""expect: the handler raised `AttributeError

Takes null for a dictionary.
"""
### INSTEAD OF
            wanted = event["pathParameters"] | {"copies": int((event["queryStringParameters"] or {}).get("copies", 1))}
### THIS
            wanted = event["pathParameters"] | {"copies": int(event["queryStringParameters"].get("copies", 1))}
