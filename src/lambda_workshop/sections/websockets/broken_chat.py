import json
import os
from typing import Any

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def post(event: dict[str, Any], connection: str, message: dict[str, Any]) -> None:
    told = event["requestContext"]
    address = f"https://{told['domainName']}/{told['stage']}"
    api = boto3.client("apigatewaymanagementapi", endpoint_url=address)
    try:
        api.post_to_connection(ConnectionId=connection, Data=json.dumps(message).encode())
    except api.exceptions.GoneException:
        print(f"{connection} is gone: forgotten")
        table.delete_item(Key={"connectionId": connection})


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    route, me = event["requestContext"]["routeKey"], event["requestContext"]["connectionId"]
    if route == "$connect":
        table.put_item(Item={"connectionId": me})
        print(f"{me} is in the table")
        post(event, me, {"from": "Inkwell", "text": "Welcome!"})
    elif route == "$disconnect":
        table.delete_item(Key={"connectionId": me})
    else:
        # Whoever speaks is alive.
        table.put_item(Item={"connectionId": me})
        for item in table.scan()["Items"]:
            post(event, item["connectionId"], {"text": json.loads(event["body"])["text"]})
    return {"statusCode": 200}
