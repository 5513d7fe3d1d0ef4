"""expect: GET /basket?add=

Takes titles as they come.
"""
### INSTEAD OF
    titles = [unquote_plus(title) for title in event["multiValueQueryStringParameters"].get("add", [])]
### THIS
    titles = list(event["multiValueQueryStringParameters"].get("add", []))
