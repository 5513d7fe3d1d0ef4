"""A function that writes where its own rule looks, with a brake so that it ends on every backend."""

from __future__ import annotations

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.sections.s3.pictures import stripes

STAMPER = "inkwell-s3-debug-stamper"
BRAKE = 6

CODE = f"""\
import os
from urllib.parse import unquote_plus

import boto3

storage = boto3.client("s3")


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        print(f"stamping {{key}}")
        if key.count("stamped-") >= {BRAKE}:
            print("emergency brake: this photo has been stamped {BRAKE} times")
            continue
        photo = storage.get_object(Bucket=bucket, Key=key)["Body"].read()
        target = os.environ["TARGET"] + "stamped-" + key.rpartition("/")[2]
        storage.put_object(Bucket=bucket, Key=target, Body=photo)
"""


def desk(cloud: Cloud) -> str:
    """The bucket's name in this account."""
    return f"inkwell-s3-debug-{cloud.account}"


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken wiring in place, upload one photo, and tell what was made."""
    remove(cloud, ("inkwell-s3-debug",), ("lambda", "s3", "logs"))
    bucket, s3 = desk(cloud), cloud.client("s3")
    s3.create_bucket(Bucket=bucket)
    rights = {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{bucket}/*"}
    role = deploying.role(cloud, "inkwell-s3-debug-role", [rights])
    arn = deploying.deploy(
        cloud,
        STAMPER,
        functions.zip_of({"index.py": CODE}),
        handler="index.handler",
        role_arn=role,
        timeout=5,
        memory=256,
        environment={"TARGET": "in/"},
    )
    cloud.client("lambda").add_permission(
        FunctionName=STAMPER,
        StatementId="desk",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
        SourceAccount=cloud.account,
    )
    rule = {"Id": "desk", "LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
    )
    s3.put_object(Bucket=bucket, Key="in/wedding.png", Body=stripes(40, 30))
    return [
        ("bucket", f"{bucket}: one photo was uploaded, `in/wedding.png`"),
        ("function", f"{STAMPER}: writes to `in/`, as its variable TARGET says"),
        ("what you hear", f"{BRAKE} stamped copies of one photo, and there would be more"),
    ]
