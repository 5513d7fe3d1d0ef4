"""expect: a call made a client

Right, and slow: every call makes its own client.
"""
### INSTEAD OF
s3 = boto3.client("s3")


def handler(event, context):
    """Return the video's key, size and hash, and file them."""
### THIS
def handler(event, context):
    """Return the video's key, size and hash, and file them."""
    global s3
    s3 = boto3.client("s3")
