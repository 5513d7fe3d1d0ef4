"""expect: `inkwell-websockets-orders` is an HTTP API

The other protocol of the same service.
"""

for old in gateway.get_apis()["Items"]:
    if old["Name"] == "inkwell-websockets-orders":
        gateway.delete_api(ApiId=old["ApiId"])
api = gateway.create_api(Name="inkwell-websockets-orders", ProtocolType="HTTP")["ApiId"]
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
forget = {"Enabled": True, "AttributeName": "expires"}
tables.update_time_to_live(TableName=table, TimeToLiveSpecification=forget)
