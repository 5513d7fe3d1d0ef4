"""expect: is still in the table

The exception of one who is gone is swallowed.
"""

import io
import zipfile

CODE = """
import json
import os

import boto3
from boto3.dynamodb.conditions import Key

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    told = event["requestContext"]
    api = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{told['domainName']}/{told['stage']}")
    me = table.get_item(Key={"connectionId": told["connectionId"]})["Item"]
    found = table.query(IndexName="by-order", KeyConditionExpression=Key("orderId").eq(me["orderId"]))["Items"]
    message = {"from": me["name"], "text": json.loads(event["body"])["text"]}
    for item in found:
        try:
            api.post_to_connection(ConnectionId=item["connectionId"], Data=json.dumps(message, ensure_ascii=False).encode())
        except api.exceptions.GoneException:
            pass
    return {"statusCode": 200}
"""

package = io.BytesIO()
with zipfile.ZipFile(package, "w") as archive:
    archive.writestr("index.py", CODE)

api = fresh_api("inkwell-websockets-orders", RouteSelectionExpression="$request.body.action")
may_read = {
    "Action": ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:DeleteItem"],
    "Resource": [table_arn, f"{table_arn}/index/by-order"],
}
may_post = {
    "Action": "execute-api:ManageConnections",
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/POST/@connections/*",
}
role = websockets.role("inkwell-websockets-chat-role", policies=[may_read, may_post])
chat = websockets.deploy("inkwell-websockets-chat", handler, role=role, environment={"TABLE": table})
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default"))):
    made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn))
    for key in keys:
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{made['IntegrationId']}")
    allow(arn.split(":")[-1], api)
gateway.create_stage(ApiId=api, StageName="prod", AutoDeploy=True)
forget = {"Enabled": True, "AttributeName": "expires"}
tables.update_time_to_live(TableName=table, TimeToLiveSpecification=forget)
lam.update_function_code(FunctionName="inkwell-websockets-chat", ZipFile=package.getvalue())
lam.get_waiter("function_updated_v2").wait(FunctionName="inkwell-websockets-chat")
