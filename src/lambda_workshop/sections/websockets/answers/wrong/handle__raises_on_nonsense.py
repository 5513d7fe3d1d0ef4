"""expect: the function raised `JSONDecodeError

Parses what came to `$default` too.
"""
### INSTEAD OF
    text = json.loads(event["body"]).get("text") if told["routeKey"] == "say" else None
### THIS
    text = json.loads(event["body"])["text"]
