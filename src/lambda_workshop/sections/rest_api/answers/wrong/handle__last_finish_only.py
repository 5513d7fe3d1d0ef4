"""expect: a repeated parameter is whole in `multiValueQueryStringParameters` only

Reads the map that keeps one value for each name.
"""
### INSTEAD OF
            finishes = (event["multiValueQueryStringParameters"] or {}).get("finish", [])
### THIS
            finishes = [item for item in [(event["queryStringParameters"] or {}).get("finish")] if item]
