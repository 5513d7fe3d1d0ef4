"""Written anew: the welcome comes with the first thing that a tab says."""

import io
import zipfile

CODE = """
import json
import os

import boto3

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def post(api, to, message):
    try:
        api.post_to_connection(ConnectionId=to, Data=json.dumps(message).encode())
    except api.exceptions.GoneException:
        table.delete_item(Key={"connectionId": to})


def handler(event, context):
    told = event["requestContext"]
    key = {"connectionId": told["connectionId"]}
    if told["eventType"] == "CONNECT":
        table.put_item(Item=key | {"new": True})
    elif told["eventType"] == "DISCONNECT":
        table.delete_item(Key=key)
    else:
        api = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{told['domainName']}/{told['stage']}")
        everybody = table.scan(ConsistentRead=True)["Items"]
        if any(item.get("new") for item in everybody if item["connectionId"] == told["connectionId"]):
            post(api, told["connectionId"], {"from": "Inkwell", "text": "Welcome!"})
            table.put_item(Item=key)
        for item in everybody:
            post(api, item["connectionId"], {"text": json.loads(event["body"])["text"]})
    return {"statusCode": 200}
"""

cause = "b"
name = "inkwell-websockets-debug-chat"
package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", CODE)
lam.update_function_code(FunctionName=name, ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName=name)
