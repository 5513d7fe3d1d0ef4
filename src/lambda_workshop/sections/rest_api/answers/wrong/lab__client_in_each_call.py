"""expect: a warm call made 1 client(s)

Makes the client in each call.
"""
### INSTEAD OF
    """Keep the photo of a POST, give the one of a GET."""
### THIS
    global s3
    s3 = boto3.client("s3")
