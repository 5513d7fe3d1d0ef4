"""expect: an HTTP API writes header names

Takes the joined parameter for one field.
"""
### INSTEAD OF
    fields = event.get("queryStringParameters", {}).get("field", "status").split(",")
### THIS
    fields = event.get("queryStringParameters", {}).get("field", "status").split(",")[:1]
