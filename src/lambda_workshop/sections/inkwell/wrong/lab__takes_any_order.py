"""expect: POST /orders with `[]` answered 500

Takes JSON for an object, and a field that is missing for one that says nothing.
"""

import json
import os
from urllib.parse import unquote_plus

import boto3
from thumbnail import NotAPicture, shrink

PAPERS = ("A5", "A4", "A3")

SOURCE = "inkwell.shop"
NEWS = {"placed": "OrderPlaced", "printed": "OrderPrinted"}
dynamodb = boto3.resource("dynamodb")
orders = dynamodb.Table(os.environ["ORDERS"])
followers = dynamodb.Table(os.environ["FOLLOWERS"])
desk = dynamodb.Table(os.environ["DESK"])
Refused = dynamodb.meta.client.exceptions.ConditionalCheckFailedException
events, s3, sns = boto3.client("events"), boto3.client("s3"), boto3.client("sns")
sockets = boto3.client("apigatewaymanagementapi", endpoint_url=os.environ["ENDPOINT"])


def reply(status, body):
    return {"statusCode": status, "headers": {"content-type": "application/json"}, "body": json.dumps(body)}


def shown(item):
    """An order as its customer sees it. DynamoDB's numbers are Decimals, which JSON does not know."""
    named = {name: item[name] for name in ("orderId", "paper", "status")}
    return named | {"copies": int(item["copies"])}


def find(order_id):
    return orders.get_item(Key={"orderId": order_id}, ConsistentRead=True).get("Item")


def wanted(event):
    """The order that the request asks for; raises KeyError, TypeError or ValueError."""
    body = json.loads(event.get("body") or "")
    key = event["headers"]["idempotency-key"]
    order = {"orderId": key} | {name: body.get(name, "-") for name in ("paper", "copies", "name", "address")}
    if type(order["copies"]) is not int or not 1 <= order["copies"] <= 1000 or order["paper"] not in PAPERS:
        raise ValueError("1 to 1,000 copies on A5, A4 or A3")
    if not all(isinstance(order[name], str) and order[name] for name in ("orderId", "name", "address")):
        raise ValueError("who gets it, and where?")
    return order


def shop(event, context):
    """HTTP API: place an order once, or show it to its customer."""
    customer = event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"]
    if event["routeKey"] == "GET /orders/{id}":
        item = find(event["pathParameters"]["id"])
        mine = item and item["customer"] == customer
        return reply(200, shown(item)) if mine else reply(404, {"error": "no such order"})
    try:
        order = wanted(event)
    except (KeyError, TypeError, ValueError) as error:
        return reply(400, {"error": f"{type(error).__name__}: {error}"})
    if desk.get_item(Key={"name": "shop"}, ConsistentRead=True).get("Item", {}).get("paused"):
        return reply(503, {"error": "the printers rest; try again later"})
    order |= {"customer": customer, "status": "placed"}
    try:
        orders.put_item(Item=order, ConditionExpression="attribute_not_exists(orderId)")
    except Refused:
        there = find(order["orderId"])
        mine = there["customer"] == customer
        return reply(200, shown(there)) if mine else reply(409, {"error": "take another key"})
    print("placed", order["orderId"])
    return reply(201, shown(order))


def publish(event, context):
    """Orders' stream: tell the bus what is placed and what is printed."""
    for record in event["Records"]:
        new, old = (record["dynamodb"].get(image, {}) for image in ("NewImage", "OldImage"))
        status = new.get("status", {}).get("S")
        if status not in NEWS or status == old.get("status", {}).get("S"):
            continue
        detail = {"orderId": new["orderId"]["S"], "paper": new["paper"]["S"], "copies": int(new["copies"]["N"])}
        entry = {"EventBusName": os.environ["BUS"], "Source": SOURCE, "DetailType": NEWS[status]}
        answer = events.put_events(Entries=[entry | {"Detail": json.dumps(detail)}])
        if answer["FailedEntryCount"]:
            print("not told:", answer["Entries"][0].get("ErrorCode"))
            return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    return {"batchItemFailures": []}


def printer(event, context):
    """Print queue: print each job once, and report those that fail."""
    failures = []
    for record in event["Records"]:
        try:
            print_job(json.loads(record["body"]))
        except Exception as error:
            print("failed:", record["messageId"], type(error).__name__)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def tell(event, context):
    """OrderPrinted on the bus: tell every tab that follows the order."""
    order_id = event["detail"]["orderId"]
    query = {"KeyConditionExpression": "orderId = :id", "ExpressionAttributeValues": {":id": order_id}}
    for item in followers.query(**query)["Items"]:
        post(item["connectionId"], {"order": order_id, "status": "printed"}, order_id)


def live(event, context):
    """WebSocket API: let tabs in, and let them follow an order."""
    route, me = event["requestContext"]["routeKey"], event["requestContext"]["connectionId"]
    if route == "follow":
        order_id = json.loads(event["body"]).get("order")
        if isinstance(order_id, str) and order_id:
            followers.put_item(Item={"orderId": order_id, "connectionId": me})
            post(me, {"order": order_id, "status": (find(order_id) or {}).get("status", "unknown")}, order_id)
        else:
            post(me, {"error": "follow which order?"})
    elif route == "$default":
        post(me, {"error": 'send {"action": "follow", "order": "..."}'})
    return {"statusCode": 200}


def thumbnail(event, context):
    """Uploaded photos: put a small one beside each."""
    for record in event["Records"]:
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
        try:
            small = shrink(s3.get_object(Bucket=bucket, Key=key)["Body"].read(), 64)
        except (NotAPicture, s3.exceptions.NoSuchKey) as error:
            print("no thumbnail:", type(error).__name__)
            continue
        name = f"thumbnails/{key.removeprefix('photos/')}"
        s3.put_object(Bucket=bucket, Key=name, Body=small, ContentType="image/png")


def pause(event, context):
    """Dead jobs' alarm: pause the shop, or open it again, and say so on the topic."""
    state = event["alarmData"]["state"]
    if state["value"] not in ("ALARM", "OK"):
        return
    paused = state["value"] == "ALARM"
    try:
        desk.update_item(
            Key={"name": "shop"},
            UpdateExpression="SET paused = :paused, since = :since",
            ConditionExpression="attribute_not_exists(since) OR since < :since",
            ExpressionAttributeValues={":paused": paused, ":since": state["timestamp"]},
        )
    except Refused:
        print("known before:", state["value"])
        return
    sns.publish(TopicArn=os.environ["TOPIC"], Message=json.dumps({"shop": "paused" if paused else "open"}))


def print_job(job):
    """Print what is placed; what is printed already is done. Raises whatever is wrong with anything else."""
    order_id, copies = job["orderId"], job["copies"]
    if type(copies) is not int:
        raise ValueError("copies")
    try:
        orders.update_item(
            Key={"orderId": order_id},
            UpdateExpression="SET #status = :printed ADD sheets :copies",
            ConditionExpression="#status = :placed",
            ExpressionAttributeNames={"#status": "status"},
            ExpressionAttributeValues={":printed": "printed", ":placed": "placed", ":copies": copies},
        )
    except Refused:
        if not find(order_id):
            raise
        print("printed before:", order_id)


def post(connection, message, order_id=""):
    """Tell one tab; a tab that is gone is forgotten, and one that fails stays."""
    try:
        sockets.post_to_connection(ConnectionId=connection, Data=json.dumps(message).encode())
    except sockets.exceptions.GoneException:
        followers.delete_item(Key={"orderId": order_id or "-", "connectionId": connection})
    except sockets.exceptions.ClientError as error:
        print("not told:", connection, error.response["Error"]["Code"])
