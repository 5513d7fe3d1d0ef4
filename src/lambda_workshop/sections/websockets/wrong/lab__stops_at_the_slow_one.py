"""expect: catch what a post raises around each single post, and go on

Only 410 is caught: a client that is slow stops the others' news.
"""

import json
import os

import boto3
from boto3.dynamodb.conditions import Attr, Key

STATUSES = ("paid", "printing", "printed", "shipped")
STATE = "#"
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
api = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["ENDPOINT"])


def every(**query):
    """All items of a query, page by page."""
    while True:
        page = table.query(**query)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        query["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def forget(connection):
    """Delete the connection with every order that it follows."""
    for item in every(IndexName="by-connection", KeyConditionExpression=Key("connectionId").eq(connection)):
        table.delete_item(Key={"orderId": item["orderId"], "connectionId": connection})


def post(connection, message):
    """Whether the connection was told."""
    try:
        api.post_to_connection(ConnectionId=connection, Data=json.dumps(message, ensure_ascii=False).encode())
    except api.exceptions.GoneException:
        forget(connection)
        return False
    return True


def follow(connection, body):
    order = body.get("order") if isinstance(body, dict) else None
    if not isinstance(order, str) or not order:
        post(connection, {"error": "follow which order?"})
        return
    table.put_item(Item={"orderId": order, "connectionId": connection})
    state = table.get_item(Key={"orderId": order, "connectionId": STATE}, ConsistentRead=True).get("Item", {})
    post(connection, {"order": order, "status": state.get("status", "unknown")})


def announce(change):
    order, status, number = change.get("order"), change.get("status"), change.get("number")
    if not isinstance(order, str) or not order or status not in STATUSES or type(number) is not int:
        raise ValueError("a change has an order, a status and a whole number")
    try:
        table.put_item(
            Item={"orderId": order, "connectionId": STATE, "status": status, "number": number},
            ConditionExpression=Attr("number").not_exists() | Attr("number").lt(number),
        )
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        print(f"{order}: {number} is no news")
        return {"told": 0}
    followers = [item["connectionId"] for item in every(KeyConditionExpression=Key("orderId").eq(order))]
    told = [post(connection, {"order": order, "status": status}) for connection in followers if connection != STATE]
    return {"told": sum(told)}


def handler(event, context):
    """Answer an event of the WebSocket API, or a call of the print room."""
    if "requestContext" not in event:
        return announce(event)
    route, me = event["requestContext"]["routeKey"], event["requestContext"]["connectionId"]
    if route == "follow":
        follow(me, json.loads(event["body"]))
    elif route == "$disconnect":
        forget(me)
    elif route == "$default":
        post(me, {"error": 'send {"action": "follow", "order": "..."}'})
    return {"statusCode": 200}
