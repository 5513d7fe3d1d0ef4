"""expect: the client gets 200: `{"title": "

Takes parameters as they come, as API Gateway lets one do.
"""
### INSTEAD OF
    wish = {name: unquote_plus(value) for name, value in event["queryStringParameters"].items()}
### THIS
    wish = dict(event["queryStringParameters"])
