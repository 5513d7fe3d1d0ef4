"""The low-level client, one posting client for each address, and a function for each route."""

import functools
import json
import os

import boto3

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["TABLE"]


@functools.cache
def api_at(address):
    return boto3.client("apigatewaymanagementapi", endpoint_url=address)


def post(api, connection, message):
    try:
        api.post_to_connection(ConnectionId=connection, Data=json.dumps(message, ensure_ascii=False))
    except api.exceptions.GoneException:
        dynamodb.delete_item(TableName=TABLE, Key={"connectionId": {"S": connection}})


def say(api, me, body):
    text = json.loads(body).get("text")
    if not isinstance(text, str) or not text:
        return post(api, me, {"error": "a text is missing"})
    sender = dynamodb.get_item(TableName=TABLE, Key={"connectionId": {"S": me}})["Item"]
    pages = dynamodb.get_paginator("query").paginate(
        TableName=TABLE,
        IndexName="by-order",
        KeyConditionExpression="orderId = :order",
        ExpressionAttributeValues={":order": sender["orderId"]},
    )
    for page in pages:
        for item in page["Items"]:
            post(api, item["connectionId"]["S"], {"text": text, "from": sender["name"]["S"]})


def handler(event, context):
    told = event["requestContext"]
    api, me = api_at(f"https://{told['domainName']}/{told['stage']}"), told["connectionId"]
    if told["routeKey"] == "say":
        say(api, me, event["body"])
    else:
        post(api, me, {"error": f"there is no {told['routeKey']}"})
    return {"statusCode": 200, "body": "done"}
