"""The low-level client, an update in the place of a put, and posts in threads."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import boto3

dynamodb = boto3.client("dynamodb")
api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["ENDPOINT"])
TABLE = os.environ["TABLE"]


def query(attribute, value, **more):
    pages = dynamodb.get_paginator("query").paginate(
        TableName=TABLE,
        KeyConditionExpression=f"{attribute} = :value",
        ExpressionAttributeValues={":value": {"S": value}},
        **more,
    )
    return [item for page in pages for item in page["Items"]]


def leave(me):
    for item in query("connectionId", me, IndexName="by-connection"):
        key = {"orderId": item["orderId"], "connectionId": item["connectionId"]}
        dynamodb.delete_item(TableName=TABLE, Key=key)


def told(me, message):
    try:
        api.post_to_connection(ConnectionId=me, Data=json.dumps(message))
        return 1
    except api.exceptions.GoneException:
        leave(me)
    except Exception as error:
        print("not told:", me, type(error).__name__)
    return 0


def news(order, status, number):
    if status not in {"paid", "printing", "printed", "shipped"} or type(number) is not int or type(order) is not str:
        raise ValueError("not a change of an order")
    if not order:
        raise ValueError("which order?")
    try:
        dynamodb.update_item(
            TableName=TABLE,
            Key={"orderId": {"S": order}, "connectionId": {"S": "#"}},
            UpdateExpression="SET #s = :s, #n = :n",
            ConditionExpression="attribute_not_exists(#n) OR #n < :n",
            ExpressionAttributeNames={"#s": "status", "#n": "number"},
            ExpressionAttributeValues={":s": {"S": status}, ":n": {"N": str(number)}},
        )
    except dynamodb.exceptions.ConditionalCheckFailedException:
        return {"told": 0}
    followers = {item["connectionId"]["S"] for item in query("orderId", order, ConsistentRead=True)} - {"#"}
    with ThreadPoolExecutor(4) as pool:
        return {"told": sum(pool.map(lambda me: told(me, {"order": order, "status": status}), followers))}


def handler(event, context):
    where = event.get("requestContext")
    if where is None:
        return news(event.get("order"), event.get("status"), event.get("number"))
    me = where["connectionId"]
    match where["routeKey"]:
        case "$disconnect":
            leave(me)
        case "$default":
            told(me, {"error": "there is nothing but follow"})
        case "follow":
            order = json.loads(event["body"]).get("order")
            if type(order) is not str or order == "":
                told(me, {"error": "which order?"})
                return {"statusCode": 200}
            key = {"orderId": {"S": order}, "connectionId": {"S": me}}
            dynamodb.put_item(TableName=TABLE, Item=key)
            state = dynamodb.get_item(TableName=TABLE, Key=key | {"connectionId": {"S": "#"}}).get("Item")
            told(me, {"order": order, "status": state["status"]["S"] if state else "unknown"})
    return {"statusCode": 200}
