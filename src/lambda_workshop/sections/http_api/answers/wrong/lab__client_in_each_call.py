"""expect: a warm call made

Makes its client for every request.
"""
### INSTEAD OF
    """Answer one request of a customer who is signed in."""
### THIS
    """Answer one request of a customer who is signed in."""
    global table
    table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
