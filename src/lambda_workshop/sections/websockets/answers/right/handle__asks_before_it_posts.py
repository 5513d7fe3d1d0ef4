"""Lets a ClientError tell what is wrong, in threads, and logs counts only."""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import boto3
from boto3.dynamodb.conditions import Key
from botocore.exceptions import ClientError

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    told = event["requestContext"]
    api = boto3.client("apigatewaymanagementapi", endpoint_url="https://{domainName}/{stage}".format(**told))

    def is_gone(connection):
        try:
            api.post_to_connection(ConnectionId=connection, Data=data)
        except ClientError as error:
            if error.response["Error"]["Code"] != "GoneException":
                raise
            return connection
        return None

    me = table.get_item(Key={"connectionId": told["connectionId"]}, ConsistentRead=True).get("Item", {})
    try:
        body = json.loads(event["body"])
        if body["action"] != "say" or type(body["text"]) is not str or body["text"] == "":
            raise ValueError
        message, to = {"from": me["name"], "text": body["text"]}, []
        found = table.query(IndexName="by-order", KeyConditionExpression=Key("orderId").eq(me["orderId"]))
        to = [item["connectionId"] for item in found["Items"]]
    except (ValueError, KeyError, TypeError):
        message, to = {"error": "I did not understand"}, [told["connectionId"]]
    data = json.dumps(message, ensure_ascii=False).encode("utf-8")
    with ThreadPoolExecutor(4) as pool:
        gone = [connection for connection in pool.map(is_gone, to) if connection]
    for connection in gone:
        table.delete_item(Key={"connectionId": connection})
    print(f"{len(to)} connections, {len(gone)} gone")
    return {"statusCode": 200}
