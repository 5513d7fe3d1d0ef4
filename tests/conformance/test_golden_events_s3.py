"""The event that the s3 section teaches is the one that the backend delivers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from lambda_workshop.cloud import Cloud, deploying, functions, logs, until
from lambda_workshop.section import load

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("s3")

SHOW = "import json\n\n\ndef handler(event, context):\n    print(json.dumps(event))\n"


def shape(value: Any) -> Any:
    """Keys and types, without the values."""
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


@pytest.mark.differs(localstack="a space in an object's key comes as %20, not as +")
def test_a_created_object_delivers_the_documented_event(session: Session, account: str) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html"""
    cloud = Cloud(session)
    golden = load("s3").events()["put"]
    bucket, name = f"golden-{account}", "golden-s3"
    cloud.client("s3").create_bucket(Bucket=bucket)
    role = deploying.role(cloud, "golden-role")
    package = functions.zip_of({"index.py": SHOW})
    arn = deploying.deploy(cloud, name, package, handler="index.handler", role_arn=role)
    cloud.client("lambda").add_permission(
        FunctionName=name,
        StatementId="golden",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
        SourceAccount=account,
    )
    rule = {"Id": "photos", "LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
    )
    cloud.client("s3").put_object(Bucket=bucket, Key="photos/My photo+1.png", Body=b"x" * 20)

    def delivered() -> Any:
        found = [line.text for line in logs.lines(cloud, name) if line.text.startswith("{")]
        return json.loads(found[0]) if found else None

    event = until("the event", delivered, timeout=10)
    assert shape(event) == shape(golden)
    record, wanted = event["Records"][0], golden["Records"][0]
    assert record["s3"]["object"]["key"] == wanted["s3"]["object"]["key"]
    assert record["eventVersion"].partition(".")[0] == "2"
    for key in ("eventName", "eventSource", "awsRegion"):
        assert record[key] == wanted[key]
