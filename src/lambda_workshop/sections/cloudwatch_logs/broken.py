"""A pattern that looks for a field where it is not: the status is one object deeper."""

from __future__ import annotations

import json

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.sections.cloudwatch_logs.payments import write

ROOM = "inkwell-logs-debug"
PATTERN = '{ $.status = "refused" }'
CODE = """\
import base64
import gzip
import json


def handler(event, context):
    inside = json.loads(gzip.decompress(base64.b64decode(event["awslogs"]["data"])))
    if inside["messageType"] != "DATA_MESSAGE":
        return
    for item in inside["logEvents"]:
        print("call the customer of", json.loads(item["message"])["orderId"])
"""


def line(order: str, status: str) -> str:
    """What the shop's new payment service writes."""
    return json.dumps({"level": "INFO", "orderId": order, "payment": {"status": status, "provider": "card"}})


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, write two payments, and tell what was made."""
    remove(cloud, (ROOM,), ("lambda", "logs"))
    client = cloud.client("logs")
    client.create_log_group(logGroupName=ROOM)
    arn = deploying.deploy(
        cloud,
        ROOM,
        functions.zip_of({"index.py": CODE}),
        handler="index.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role"),
        timeout=10,
    )
    cloud.client("lambda").add_permission(
        FunctionName=ROOM, StatementId="logs", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com",
        SourceArn=f"arn:aws:logs:{cloud.region}:{cloud.account}:log-group:{ROOM}:*", SourceAccount=cloud.account,
    )  # fmt: skip
    client.put_subscription_filter(logGroupName=ROOM, filterName="refused", filterPattern=PATTERN, destinationArn=arn)
    write(cloud, line("A-7001", "taken"), line("A-7002", "refused"), group=ROOM)
    return [
        ("log group", f"{ROOM}: two payments were written, A-7002 was refused"),
        ("filter", f"refused: {PATTERN}"),
        ("function", f"{ROOM}: calls the customer of each refused payment"),
        ("what you hear", "a customer whose card was refused, and whom nobody called"),
    ]
