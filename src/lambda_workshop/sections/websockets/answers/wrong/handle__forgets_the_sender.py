"""expect: is connected, and its item was deleted

Deletes the one who spoke, not the one who is gone.
"""

import json
import os

import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    told = event["requestContext"]
    api = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{told['domainName']}/{told['stage']}")
    me = table.get_item(Key={"connectionId": told["connectionId"]})["Item"]
    text = json.loads(event["body"]).get("text") if told["routeKey"] == "say" else None
    found, message = [me], {"error": "say something"}
    if isinstance(text, str) and text:
        condition = Key("orderId").eq(me["orderId"])
        found = table.query(IndexName="by-order", KeyConditionExpression=condition)["Items"]
        message = {"from": me["name"], "text": text}
    for item in found:
        try:
            api.post_to_connection(
                ConnectionId=item["connectionId"], Data=json.dumps(message, ensure_ascii=False).encode()
            )
        except api.exceptions.GoneException:
            table.delete_item(Key={"connectionId": me["connectionId"]})
    return {"statusCode": 200}
