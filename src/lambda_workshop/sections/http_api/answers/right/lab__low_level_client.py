"""The low-level client, which says in the failed write what is there."""

import base64
import json
import os

import boto3

TABLE, CENTS = os.environ["TABLE"], {"A5": 15, "A4": 25, "A3": 60}
db = boto3.client("dynamodb")


def shown(item):
    order = {name: item[name]["S"] for name in ("orderId", "paper")}
    return order | {name: int(item[name]["N"]) for name in ("copies", "cents")}


def handler(event, context):
    me = {"S": event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]}
    match event["routeKey"]:
        case "GET /orders":
            pages = db.get_paginator("query").paginate(
                TableName=TABLE,
                KeyConditionExpression="customer = :me",
                ExpressionAttributeValues={":me": me},
                ConsistentRead=True,
            )
            return {"orders": [shown(item) for page in pages for item in page["Items"]]}
        case "GET /orders/{id}":
            key = {"customer": me, "orderId": {"S": event["pathParameters"]["id"]}}
            item = db.get_item(TableName=TABLE, Key=key, ConsistentRead=True).get("Item")
            return shown(item) if item else {"statusCode": 404, "body": '{"error": "no such order"}'}
    try:
        body = event.get("body") or ""
        order = json.loads(base64.b64decode(body) if event["isBase64Encoded"] else body)
        paper, copies, key = order["paper"], order["copies"], event["headers"]["idempotency-key"]
        if isinstance(copies, bool) or not isinstance(copies, int) or copies < 1 or copies > 10_000:
            raise ValueError("copies")
        cents = CENTS[paper] * copies
    except (LookupError, ValueError, TypeError) as error:
        return {"statusCode": 400, "body": json.dumps({"error": repr(error)})}
    item = {"customer": me, "orderId": {"S": key}, "paper": {"S": paper}}
    item |= {"copies": {"N": str(copies)}, "cents": {"N": str(cents)}}
    try:
        db.put_item(
            TableName=TABLE,
            Item=item,
            ConditionExpression="attribute_not_exists(customer)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except db.exceptions.ConditionalCheckFailedException as error:
        return shown(error.response["Item"])
    return {"statusCode": 201, "headers": {"Location": f"/orders/{key}"}, "body": json.dumps(shown(item))}
