"""Clients that are made when they are first needed, once for each environment."""
### INSTEAD OF
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["ENDPOINT"])
### THIS
table = api = None


def begin():
    global table, api
    if table is None:
        table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
        api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["ENDPOINT"])
### INSTEAD OF
    """Answer an event of the WebSocket API, or a call of the print room."""
### THIS
    """Answer an event of the WebSocket API, or a call of the print room."""
    begin()
