"""expect: a warm call made 1 client(s)

The client is made in each call.
"""
### INSTEAD OF
    """Answer an event of the WebSocket API, or a call of the print room."""
### THIS
    """Answer an event of the WebSocket API, or a call of the print room."""
    global api
    api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["ENDPOINT"])
