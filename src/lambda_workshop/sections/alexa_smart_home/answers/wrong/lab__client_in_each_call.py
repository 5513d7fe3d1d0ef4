"""expect: a call made a client

Makes its client in each call.
"""
### INSTEAD OF
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
### THIS
table = None
### INSTEAD OF
    """Answer one directive of Alexa's."""
### THIS
    """Answer one directive of Alexa's."""
    global table
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
