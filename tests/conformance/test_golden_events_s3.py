"""The event that the s3 section teaches is the one that the backend delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden import delivered, deploy_echo, permit_bucket, shape

from lambda_workshop.authoring.section import load
from lambda_workshop.cloud import Cloud

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("s3")


@pytest.mark.differs(localstack="a space in an object's key comes as %20, not as +")
def test_a_created_object_delivers_the_documented_event(session: Session, account: str) -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html"""
    cloud = Cloud(session)
    golden = load("s3").events()["put"]
    bucket = f"golden-{account}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    arn = deploy_echo(cloud)
    permit_bucket(cloud, bucket)
    rule = {"Id": "photos", "LambdaFunctionArn": arn, "Events": ["s3:ObjectCreated:*"]}
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [rule]}
    )
    cloud.client("s3").put_object(Bucket=bucket, Key="photos/My photo+1.png", Body=b"x" * 20)

    event = delivered(cloud)
    assert shape(event) == shape(golden)
    record, wanted = event["Records"][0], golden["Records"][0]
    assert record["s3"]["object"]["key"] == wanted["s3"]["object"]["key"]
    assert record["eventVersion"].partition(".")[0] == "2"
    for key in ("eventName", "eventSource", "awsRegion"):
        assert record[key] == wanted[key]
