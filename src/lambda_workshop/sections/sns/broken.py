"""A filter that looks at the attributes of messages that have none: the shop writes the country into the body."""

from __future__ import annotations

import json

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove

ROOM = "inkwell-sns-debug"
SHOP, TAX = f"{ROOM}-shop", f"{ROOM}-tax"
POLICY = {"country": ["CH"]}
SHOP_CODE = """\
import json
import os

import boto3

sns = boto3.client("sns")


def handler(event, context):
    order = {"orderId": event["orderId"], "country": event["country"]}
    sns.publish(TopicArn=os.environ["TOPIC"], Message=json.dumps(order))
    print("published", json.dumps(order))
"""
TAX_CODE = """\
import json


def handler(event, context):
    order = json.loads(event["Records"][0]["Sns"]["Message"])
    print("customs paper for", order["orderId"], order["country"])
"""


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, publish two orders, and tell what was made."""
    remove(cloud, (ROOM,), ("lambda", "sns", "logs"))
    sns = cloud.client("sns")
    topic = sns.create_topic(Name=ROOM)["TopicArn"]
    role = deploying.role(cloud, f"{ROOM}-role", [{"Action": "sns:Publish", "Resource": topic}])
    arns = {}
    for name, code in ((SHOP, SHOP_CODE), (TAX, TAX_CODE)):
        arns[name] = deploying.deploy(
            cloud,
            name,
            functions.zip_of({"index.py": code}),
            handler="index.handler",
            role_arn=role,
            timeout=10,
            environment={"TOPIC": topic},
        )
    cloud.client("lambda").add_permission(
        FunctionName=TAX, StatementId="topic", Action="lambda:InvokeFunction", Principal="sns.amazonaws.com",
        SourceArn=topic,
    )  # fmt: skip
    sns.subscribe(
        TopicArn=topic, Protocol="lambda", Endpoint=arns[TAX], Attributes={"FilterPolicy": json.dumps(POLICY)}
    )
    for number, country in (("A-7001", "AT"), ("A-7002", "CH")):
        functions.invoke(cloud, SHOP, {"orderId": number, "country": country})
    return [
        ("function", f"{SHOP}: publishes each order to the topic {ROOM}"),
        ("function", f"{TAX}: writes customs papers for orders to Switzerland"),
        ("filter", f"{json.dumps(POLICY)}, on the subscription of {TAX}"),
        ("what happened", "A-7001 went to AT, A-7002 to CH, and no paper was written"),
    ]
