"""expect: call `post_to_connection`: what the function returns does not reach the client

The message as the return value, as behind an HTTP API.
"""

import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    told = event["requestContext"]
    me = table.get_item(Key={"connectionId": told["connectionId"]})["Item"]
    text = json.loads(event["body"]).get("text") if told["routeKey"] == "say" else None
    message = {"error": "say something"}
    if isinstance(text, str) and text:
        message = {"from": me["name"], "text": text}
    return {"statusCode": 200, "body": json.dumps(message)}
