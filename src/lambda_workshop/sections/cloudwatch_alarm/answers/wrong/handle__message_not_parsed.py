"""expect: the handler raised

Takes a topic's message for an object.
"""
### INSTEAD OF
        message = json.loads(event["Records"][0]["Sns"]["Message"])
### THIS
        message = event["Records"][0]["Sns"]["Message"]
