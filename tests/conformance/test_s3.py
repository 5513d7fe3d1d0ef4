"""Bucket notifications: which change tells which function, and what becomes of a notification that fails.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html
https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from golden import deploy_echo, make_queue, permit_bucket

from lambda_workshop.cloud import Cloud, logs, queues, until

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("s3")
FAILS = """
def handler(event, context):
    print("event", context.aws_request_id)
    raise ValueError("no picture")
"""


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


@pytest.fixture
def bucket(cloud: Cloud, account: str) -> str:
    """An empty bucket whose changes the function `echo` may be told of."""
    name = f"photos-{account}"
    cloud.client("s3").create_bucket(Bucket=name)
    return name


def notify(cloud: Cloud, bucket: str, function: str, *events: str, keys: Sequence[tuple[str, str]] = ()) -> None:
    """Tell the function of these events, for keys with this prefix and suffix."""
    told: dict[str, Any] = {"LambdaFunctionArn": function, "Events": list(events)}
    if keys:
        told["Filter"] = {"Key": {"FilterRules": [{"Name": name, "Value": value} for name, value in keys]}}
    cloud.client("s3").put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"LambdaFunctionConfigurations": [told]}
    )


def told(cloud: Cloud) -> list[dict[str, Any]]:
    """The records that `echo` printed, in the order of its log."""
    lines = [line.text for line in logs.lines(cloud, "echo") if line.text.startswith("event {")]
    return [record for line in lines for record in json.loads(line.removeprefix("event "))["Records"]]


def names(cloud: Cloud, number: int) -> list[str]:
    """The names of the first events, once there are so many."""
    until(f"{number} events", lambda: len(told(cloud)) >= number, timeout=15)
    return sorted(record["eventName"] for record in told(cloud))


def test_every_way_of_making_an_object_has_its_own_name(cloud: Cloud, bucket: str) -> None:
    arn, s3 = deploy_echo(cloud), cloud.client("s3")
    permit_bucket(cloud, bucket)
    notify(cloud, bucket, arn, "s3:ObjectCreated:*")
    s3.put_object(Bucket=bucket, Key="put", Body=b"x")
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "put"})
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")["UploadId"]
    part = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload, PartNumber=1, Body=b"x")
    parts = {"Parts": [{"PartNumber": 1, "ETag": part["ETag"]}]}
    s3.complete_multipart_upload(Bucket=bucket, Key="parts", UploadId=upload, MultipartUpload=parts)
    s3.delete_object(Bucket=bucket, Key="put")
    assert names(cloud, 3) == ["ObjectCreated:CompleteMultipartUpload", "ObjectCreated:Copy", "ObjectCreated:Put"]
    assert {record["s3"]["object"]["key"] for record in told(cloud)} == {"put", "copy", "parts"}


def test_a_deleted_object_is_told_by_its_key_alone(cloud: Cloud, bucket: str) -> None:
    arn, s3 = deploy_echo(cloud), cloud.client("s3")
    permit_bucket(cloud, bucket)
    notify(cloud, bucket, arn, "s3:ObjectRemoved:*")
    s3.put_object(Bucket=bucket, Key="a.png", Body=b"x")
    s3.delete_object(Bucket=bucket, Key="a.png")
    assert names(cloud, 1) == ["ObjectRemoved:Delete"]
    assert told(cloud)[0]["s3"]["object"].keys() == {"key", "sequencer"}


@pytest.mark.parametrize("kind", ["queue", "topic"])
def test_a_queue_and_a_topic_are_told_the_same(cloud: Cloud, bucket: str, kind: str) -> None:
    s3 = cloud.client("s3")
    mailbox = make_queue(cloud, "told")
    allowed = {"Effect": "Allow", "Principal": {"Service": ["s3.amazonaws.com", "sns.amazonaws.com"]}, "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [{**allowed, "Action": ["sqs:*"]}]})
    cloud.client("sqs").set_queue_attributes(QueueUrl=mailbox.url, Attributes={"Policy": policy})
    target = {"QueueArn": mailbox.arn}
    if kind == "topic":
        sns = cloud.client("sns")
        topic = sns.create_topic(Name="deleted")["TopicArn"]
        policy = json.dumps({"Version": "2012-10-17", "Statement": [{**allowed, "Action": ["sns:Publish"]}]})
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=policy)
        raw = {"RawMessageDelivery": "true"}
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=mailbox.arn, Attributes=raw)
        target = {"TopicArn": topic}
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={f"{kind.title()}Configurations": [{**target, "Events": ["s3:ObjectRemoved:*"]}]},
    )
    s3.put_object(Bucket=bucket, Key="a.png", Body=b"x")
    s3.delete_object(Bucket=bucket, Key="a.png")
    bodies: list[dict[str, Any]] = []

    def came() -> bool:
        bodies.extend(json.loads(message["Body"]) for message in queues.receive(cloud, mailbox.url, seconds=1))
        return any("Records" in body for body in bodies)

    until("the event", came, timeout=15)
    (record,) = next(body["Records"] for body in bodies if "Records" in body)
    assert record["s3"]["object"].keys() == {"key", "sequencer"}


def test_in_a_bucket_with_versions_deleting_makes_a_marker(cloud: Cloud, bucket: str) -> None:
    arn, s3 = deploy_echo(cloud), cloud.client("s3")
    permit_bucket(cloud, bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    notify(cloud, bucket, arn, "s3:ObjectRemoved:*")
    first = s3.put_object(Bucket=bucket, Key="a.png", Body=b"x")["VersionId"]
    marker = s3.delete_object(Bucket=bucket, Key="a.png")["VersionId"]
    assert names(cloud, 1) == ["ObjectRemoved:DeleteMarkerCreated"]
    assert told(cloud)[0]["s3"]["object"]["versionId"] == marker
    s3.delete_object(Bucket=bucket, Key="a.png", VersionId=first)
    assert names(cloud, 2) == ["ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated"]


def test_only_keys_with_both_prefix_and_suffix_are_told(cloud: Cloud, bucket: str) -> None:
    arn, s3 = deploy_echo(cloud), cloud.client("s3")
    permit_bucket(cloud, bucket)
    notify(cloud, bucket, arn, "s3:ObjectCreated:Put", keys=[("prefix", "in/"), ("suffix", ".png")])
    for key in ("in/a.jpg", "out/b.png", "IN/c.png", "in/d.PNG", "in/e f.png"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"x")
    s3.put_object(Bucket=bucket, Key="in/last.png", Body=b"x")
    names(cloud, 2)
    keys = sorted(record["s3"]["object"]["key"].replace("%20", "+") for record in told(cloud))
    assert keys == ["in/e+f.png", "in/last.png"]


def test_a_failing_function_is_tried_three_times_and_then_the_failure_is_sent_on(cloud: Cloud, bucket: str) -> None:
    failed = make_queue(cloud, "failed")
    may = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
    arn = deploy_echo(cloud, may, source=FAILS)
    cloud.client("lambda").put_function_event_invoke_config(
        FunctionName="echo", DestinationConfig={"OnFailure": {"Destination": failed.arn}}
    )
    permit_bucket(cloud, bucket)
    notify(cloud, bucket, arn, "s3:ObjectCreated:*")
    cloud.client("s3").put_object(Bucket=bucket, Key="a.png", Body=b"x")
    found = until("the record", lambda: queues.receive(cloud, failed.url, seconds=1), timeout=20)
    record = json.loads(found[0]["Body"])
    assert record["requestContext"]["condition"] == "RetriesExhausted"
    assert record["requestContext"]["approximateInvokeCount"] == 3
    assert record["requestPayload"]["Records"][0]["s3"]["object"]["key"] == "a.png"
    tries = [line.text for line in logs.lines(cloud, "echo") if line.text.startswith("event ")]
    assert len(tries) == 3
    assert len(set(tries)) == 1, "a retry has the request id of the first try"


@pytest.mark.differs(localstack="takes events that do not exist")
@pytest.mark.parametrize(
    "events", [["s3:ObjectCreated"], ["s3:ObjectCreated:Upload"], ["ObjectCreated:Put"]], ids=lambda events: events[0]
)
def test_an_event_that_does_not_exist_is_refused(cloud: Cloud, bucket: str, events: list[str]) -> None:
    arn = deploy_echo(cloud)
    permit_bucket(cloud, bucket)
    with pytest.raises(ClientError) as refused:
        notify(cloud, bucket, arn, *events)
    assert refused.value.response["Error"]["Code"] in ("InvalidArgument", "MalformedXML")


@pytest.mark.parametrize("name", ["path", ""], ids=["unknown", "empty"])
def test_a_filter_is_for_a_prefix_or_a_suffix(cloud: Cloud, bucket: str, name: str) -> None:
    arn = deploy_echo(cloud)
    permit_bucket(cloud, bucket)
    assert refused_filter(cloud, bucket, arn, [("prefix", "in/"), (name, ".png")]) == "InvalidArgument"
    notify(cloud, bucket, arn, "s3:ObjectCreated:*", keys=[("Prefix", "in/"), ("SUFFIX", ".png")])


@pytest.mark.differs(localstack="takes two prefixes in one filter")
def test_a_filter_has_one_prefix(cloud: Cloud, bucket: str) -> None:
    arn = deploy_echo(cloud)
    permit_bucket(cloud, bucket)
    assert refused_filter(cloud, bucket, arn, [("prefix", "in/"), ("Prefix", "out/")]) == "InvalidArgument"


def refused_filter(cloud: Cloud, bucket: str, function: str, keys: Sequence[tuple[str, str]]) -> str:
    """The code of the error; one is expected."""
    with pytest.raises(ClientError) as refused:
        notify(cloud, bucket, function, "s3:ObjectCreated:*", keys=keys)
    return refused.value.response["Error"]["Code"]


def test_a_new_configuration_replaces_the_old_one_and_an_empty_one_silences(cloud: Cloud, bucket: str) -> None:
    arn, s3 = deploy_echo(cloud), cloud.client("s3")
    permit_bucket(cloud, bucket)
    notify(cloud, bucket, arn, "s3:ObjectCreated:*", keys=[("prefix", "old/")])
    notify(cloud, bucket, arn, "s3:ObjectCreated:*", keys=[("prefix", "new/")])
    s3.put_object(Bucket=bucket, Key="old/a", Body=b"x")
    s3.put_object(Bucket=bucket, Key="new/a", Body=b"x")
    names(cloud, 1)
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
    s3.put_object(Bucket=bucket, Key="new/b", Body=b"x")
    notify(cloud, bucket, arn, "s3:ObjectCreated:*", keys=[("prefix", "last/")])
    s3.put_object(Bucket=bucket, Key="last/c", Body=b"x")
    names(cloud, 2)
    assert sorted(record["s3"]["object"]["key"] for record in told(cloud)) == ["last/c", "new/a"]
