"""Event source mappings: SQS, Kinesis and DynamoDB streams, and the mappings that AWS refuses.

https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from golden import make_queue

from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, logs, queues, tables, until

if TYPE_CHECKING:
    from localstack_client.session import Session

LAX = pytest.mark.differs(localstack="takes mappings that AWS refuses, such as of a role that may not read")
MAY_READ = [f"arn:aws:iam::aws:policy/Amazon{service}FullAccess" for service in ("SQS", "Kinesis", "DynamoDB", "S3")]
BATCHES = "def handler(event, context):\n    print('batch', sorted(r['body'] for r in event['Records']))\n"
DECODED = """
import base64
def handler(event, context):
    data = [base64.b64decode(r["kinesis"]["data"]).decode() for r in event["Records"]]
    print("batch", data)
    if "bad" in data:
        raise ValueError("bad")
"""
SLOW = """
import time, boto3
def handler(event, context):
    told = boto3.client("sqs")
    url = told.get_queue_url(QueueName="told")["QueueUrl"]
    told.send_message(QueueUrl=url, MessageBody="started")
    time.sleep(12)
    told.send_message(QueueUrl=url, MessageBody="ended")
"""
PARTIAL = """
def handler(event, context):
    first = [r for r in event["Records"] if r["body"] == "bad" and r["attributes"]["ApproximateReceiveCount"] == "1"]
    print("batch", sorted(r["body"] for r in event["Records"]))
    return {"batchItemFailures": [{"itemIdentifier": r["messageId"]} for r in first]}
"""


@pytest.fixture
def cloud(session: Session) -> Cloud:
    return Cloud(session)


def deploy(cloud: Cloud, name: str, source: str, **settings: Any) -> str:
    role = deploying.role(cloud, "reader", MAY_READ)
    package = functions.zip_of({"index.py": source})
    return deploying.deploy(cloud, name, package, handler="index.handler", role_arn=role, **settings)


def connect(cloud: Cloud, function: str, source: str, **settings: Any) -> dict[str, Any]:
    found: dict[str, Any] = cloud.client("lambda").create_event_source_mapping(
        FunctionName=function, EventSourceArn=source, **settings
    )
    return found


def batches(cloud: Cloud, function: str) -> list[str]:
    return [line.text.removeprefix("batch ") for line in logs.lines(cloud, function) if line.text.startswith("batch ")]


def stream(cloud: Cloud, name: str = "views") -> str:
    kinesis = cloud.client("kinesis")
    kinesis.create_stream(StreamName=name, ShardCount=1)

    def arn() -> str | None:
        found = kinesis.describe_stream(StreamName=name)["StreamDescription"]
        return str(found["StreamARN"]) if found["StreamStatus"] == "ACTIVE" else None

    return until("the stream", arn, timeout=10)


def put(cloud: Cloud, *data: str, name: str = "views") -> None:
    records = [{"Data": text.encode(), "PartitionKey": "k"} for text in data]
    cloud.client("kinesis").put_records(StreamName=name, Records=records)


@pytest.mark.trigger("sqs")
def test_only_the_reported_messages_of_a_batch_come_back(cloud: Cloud) -> None:
    deploy(cloud, "f", PARTIAL, timeout=1)
    jobs = make_queue(cloud, "jobs", VisibilityTimeout="1")
    for body in ("bad", "good", "fine"):
        cloud.client("sqs").send_message(QueueUrl=jobs.url, MessageBody=body)
    connect(cloud, "f", jobs.arn, FunctionResponseTypes=["ReportBatchItemFailures"])
    until("the second try", lambda: sum(text.count("bad") for text in batches(cloud, "f")) == 2, timeout=10)
    assert sum(text.count("good") for text in batches(cloud, "f")) == 1
    until("an empty queue", lambda: queues.counts(cloud, jobs.url) == (0, 0), timeout=5)


@pytest.mark.trigger("sqs")
def test_a_batch_larger_than_ten_is_gathered_within_its_window(cloud: Cloud) -> None:
    deploy(cloud, "f", BATCHES)
    jobs = make_queue(cloud, "jobs")
    for start in (0, 10):
        entries = [{"Id": str(n), "MessageBody": f"m{start + n:02}"} for n in range(10)]
        cloud.client("sqs").send_message_batch(QueueUrl=jobs.url, Entries=entries)
    connect(cloud, "f", jobs.arn, BatchSize=20, MaximumBatchingWindowInSeconds=3)
    until("the batch", lambda: batches(cloud, "f"), timeout=10)
    assert batches(cloud, "f") == [str([f"m{n:02}" for n in range(20)])]


@pytest.mark.trigger("sqs")
def test_a_failing_message_ends_in_the_dead_letter_queue(cloud: Cloud) -> None:
    deploy(cloud, "f", "def handler(event, context):\n    raise ValueError\n", timeout=1)
    dead = make_queue(cloud, "dead")
    redrive = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": 2})
    jobs = make_queue(cloud, "jobs", VisibilityTimeout="1", RedrivePolicy=redrive)
    connect(cloud, "f", jobs.arn)
    cloud.client("sqs").send_message(QueueUrl=jobs.url, MessageBody="poison")
    found = until("the dead letter", lambda: queues.receive(cloud, dead.url, seconds=1), timeout=10)
    assert found[0]["Body"] == "poison"
    assert len(logs.invocations(cloud, "f")) == 2


@pytest.mark.trigger("sqs")
def test_a_fifo_queue_keeps_the_order_of_each_group(cloud: Cloud) -> None:
    source = "def handler(event, context):\n    for r in event['Records']:\n        print('batch', r['body'])\n"
    deploy(cloud, "f", source)
    jobs = make_queue(cloud, "jobs.fifo", FifoQueue="true", ContentBasedDeduplication="true")
    connect(cloud, "f", jobs.arn, BatchSize=3)
    for number in range(8):
        for group in ("a", "b"):
            body = f"{group}{number}"
            cloud.client("sqs").send_message(QueueUrl=jobs.url, MessageBody=body, MessageGroupId=group)
    until("all messages", lambda: len(batches(cloud, "f")) == 16, timeout=15)
    for group in ("a", "b"):
        assert [text for text in batches(cloud, "f") if text[0] == group] == [f"{group}{n}" for n in range(8)]


@pytest.mark.parametrize(
    ("pattern", "kept"),
    [
        ({"body": {"paper": ["A4"]}}, ["A4"]),
        ({"body": {"paper": [{"anything-but": {"prefix": "A"}}]}}, ["B1"]),
        ({"body": {"paper": [{"equals-ignore-case": "a3"}]}}, ["A3"]),
        ({"body": {"paper": [{"wildcard": "*4"}]}}, ["A4"]),
        ({"body": {"$or": [{"copies": [{"numeric": [">", 2]}]}, {"paper": ["B1"]}]}}, ["A3", "B1"]),
    ],
)
@pytest.mark.trigger("sqs")
def test_filters_know_every_operator_and_delete_what_they_refuse(cloud: Cloud, pattern: Any, kept: list[str]) -> None:
    source = (
        "import json\n\n\ndef handler(event, context):\n"
        "    for r in event['Records']:\n        print('batch', json.loads(r['body'])['paper'])\n"
    )
    deploy(cloud, "f", source)
    jobs = make_queue(cloud, "jobs")
    for copies, paper in ((1, "A4"), (3, "A3"), (2, "B1")):
        cloud.client("sqs").send_message(QueueUrl=jobs.url, MessageBody=json.dumps({"paper": paper, "copies": copies}))
    connect(cloud, "f", jobs.arn, FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]})
    until("the jobs", lambda: sorted(batches(cloud, "f")) == sorted(kept), timeout=10)
    until("an empty queue", lambda: queues.counts(cloud, jobs.url) == (0, 0), timeout=5)


@pytest.mark.trigger("kinesis")
def test_a_slow_function_does_not_delay_another_source(cloud: Cloud) -> None:
    deploy(cloud, "slow", SLOW, timeout=30)
    deploy(cloud, "quick", BATCHES)
    arn, jobs, told = stream(cloud), make_queue(cloud, "jobs"), make_queue(cloud, "told")
    connect(cloud, "slow", arn, StartingPosition="TRIM_HORIZON")
    connect(cloud, "quick", jobs.arn)
    put(cloud, "one")
    until("the slow one to start", lambda: queues.receive(cloud, told.url, seconds=1), timeout=10)
    cloud.client("sqs").send_message(QueueUrl=jobs.url, MessageBody="job")
    until("the job", lambda: batches(cloud, "quick"), timeout=10)
    assert not queues.receive(cloud, told.url, seconds=0), "the slow one had ended"


@pytest.mark.differs(localstack="does not bisect a failing batch")
@pytest.mark.trigger("kinesis")
def test_a_poison_record_is_cut_out_and_reported_and_the_shard_goes_on(cloud: Cloud) -> None:
    deploy(cloud, "f", DECODED)
    arn, failed = stream(cloud), make_queue(cloud, "failed")
    put(cloud, "1", "2", "bad", "4")
    connect(
        cloud, "f", arn, StartingPosition="TRIM_HORIZON", BisectBatchOnFunctionError=True, MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": failed.arn}},
    )  # fmt: skip
    until("the last record", lambda: "['4']" in batches(cloud, "f"), timeout=10)
    assert "['1', '2']" in batches(cloud, "f")
    note = json.loads(until("the record", lambda: queues.receive(cloud, failed.url, seconds=1), timeout=5)[0]["Body"])
    assert note["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert note["KinesisBatchInfo"]["batchSize"] == 1
    assert note["KinesisBatchInfo"]["streamArn"] == arn
    assert note["KinesisBatchInfo"]["startSequenceNumber"] == note["KinesisBatchInfo"]["endSequenceNumber"]


@pytest.mark.trigger("kinesis")
def test_a_partial_answer_goes_on_from_the_lowest_sequence_number(cloud: Cloud) -> None:
    source = """
import base64
tried = False
def handler(event, context):
    global tried
    data = [base64.b64decode(r["kinesis"]["data"]).decode() for r in event["Records"]]
    print("batch", data)
    if not tried:
        tried = True
        return {"batchItemFailures": [{"itemIdentifier": event["Records"][2]["kinesis"]["sequenceNumber"]}]}
"""
    deploy(cloud, "f", source)
    arn = stream(cloud)
    put(cloud, "1", "2", "3", "4")
    connect(cloud, "f", arn, StartingPosition="TRIM_HORIZON", FunctionResponseTypes=["ReportBatchItemFailures"])
    until("the second try", lambda: len(batches(cloud, "f")) == 2, timeout=10)
    assert batches(cloud, "f") == ["['1', '2', '3', '4']", "['3', '4']"]


@pytest.mark.trigger("kinesis")
def test_latest_starts_behind_what_is_there(cloud: Cloud) -> None:
    deploy(cloud, "f", DECODED)
    arn = stream(cloud)
    put(cloud, "old")
    identity = connect(cloud, "f", arn, StartingPosition="LATEST")["UUID"]
    lam = cloud.client("lambda")
    until("the mapping", lambda: lam.get_event_source_mapping(UUID=identity)["State"] == "Enabled", timeout=5)

    def heard() -> bool:
        put(cloud, "new")
        return bool(batches(cloud, "f"))

    until("a new record", heard, timeout=10, every=0.5)
    assert not any("old" in text for text in batches(cloud, "f"))


@pytest.mark.trigger("dynamodb")
def test_a_tables_changes_arrive_in_order_and_filtered(cloud: Cloud) -> None:
    source = (
        "def handler(event, context):\n"
        "    for r in event['Records']:\n        print('batch', r['eventName'], r['dynamodb']['Keys']['id']['S'])\n"
    )
    deploy(cloud, "f", source)
    arn = tables.create(cloud, "orders", "id", stream=True)["LatestStreamArn"]
    pattern = json.dumps({"eventName": [{"anything-but": "MODIFY"}]})
    connect(cloud, "f", arn, StartingPosition="TRIM_HORIZON", FilterCriteria={"Filters": [{"Pattern": pattern}]})
    client = cloud.client("dynamodb")
    client.put_item(TableName="orders", Item={"id": {"S": "1"}, "n": {"N": "1"}})
    client.put_item(TableName="orders", Item={"id": {"S": "1"}, "n": {"N": "2"}})
    client.delete_item(TableName="orders", Key={"id": {"S": "1"}})
    until("both changes", lambda: len(batches(cloud, "f")) == 2, timeout=10)
    assert batches(cloud, "f") == ["INSERT 1", "REMOVE 1"]


@pytest.mark.trigger("dynamodb")
def test_a_change_that_fails_again_and_again_is_reported_and_the_next_ones_come(cloud: Cloud) -> None:
    source = (
        "def handler(event, context):\n"
        "    keys = [r['dynamodb']['Keys']['id']['S'] for r in event['Records']]\n"
        "    print('batch', keys)\n    if 'bad' in keys:\n        raise ValueError('bad')\n"
    )
    deploy(cloud, "f", source)
    arn, failed = tables.create(cloud, "orders", "id", stream=True)["LatestStreamArn"], make_queue(cloud, "failed")
    connect(
        cloud, "f", arn, StartingPosition="TRIM_HORIZON", BatchSize=1, MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": failed.arn}},
    )  # fmt: skip
    for key in ("bad", "good"):
        cloud.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": key}})
    until("the next change", lambda: "['good']" in batches(cloud, "f"), timeout=20)
    assert batches(cloud, "f") == ["['bad']", "['bad']", "['good']"]
    note = json.loads(until("the record", lambda: queues.receive(cloud, failed.url, seconds=1), timeout=10)[0]["Body"])
    assert note["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert note["DDBStreamBatchInfo"]["batchSize"] == 1
    assert note["DDBStreamBatchInfo"]["streamArn"] == arn


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"StartingPosition": "AT_TIMESTAMP", "StartingPositionTimestamp": 1},
        {"StartingPosition": "LATEST", "BatchSize": 10_001},
        pytest.param({"StartingPosition": "LATEST", "MaximumRetryAttempts": 10_001}, marks=LAX),
    ],
    ids=["no position", "a time", "too large a batch", "too many retries"],
)
@pytest.mark.trigger("dynamodb")
def test_a_tables_mapping_that_aws_refuses_is_refused(cloud: Cloud, settings: dict[str, Any]) -> None:
    deploy(cloud, "f", BATCHES)
    arn = tables.create(cloud, "orders", "id", stream=True)["LatestStreamArn"]
    with pytest.raises(ClientError) as refused:
        connect(cloud, "f", arn, **settings)
    assert refused.value.response["Error"]["Code"] in ("InvalidParameterValueException", "ValidationException")


@pytest.mark.trigger("dynamodb")
def test_a_table_that_is_made_again_under_its_name_loses_no_change(cloud: Cloud) -> None:
    streams = cloud.client("dynamodbstreams")
    for round in ("first", "second", "third"):
        arn = tables.create(cloud, "orders", "id", stream=True)["LatestStreamArn"]
        cloud.client("dynamodb").put_item(TableName="orders", Item={"id": {"S": round}})
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        start = {"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"}

        def seen(start: dict[str, str] = start) -> list[str]:
            iterator = streams.get_shard_iterator(**start)["ShardIterator"]
            records = streams.get_records(ShardIterator=iterator)["Records"]
            return [record["dynamodb"]["Keys"]["id"]["S"] for record in records]

        until("the change", seen, timeout=10)
        assert seen() == [round]
        cleanup.remove(cloud, ["orders"], ["dynamodb"])


def refused_by_us(settings: dict[str, Any], told: str) -> Any:
    """Settings of a mapping that LocalStack takes, or refuses with another error."""
    return pytest.param(settings, told, marks=LAX)


REFUSED = [
    ({"BatchSize": 11}, "Maximum batch window in seconds must be greater than 0"),
    refused_by_us({"BatchSize": 10001, "MaximumBatchingWindowInSeconds": 1}, "10000"),
    refused_by_us({"StartingPosition": "LATEST"}, "StartingPosition is not valid"),
    refused_by_us(
        {"BisectBatchOnFunctionError": True, "MaximumRetryAttempts": 3}, "MaximumRetryAttempts is not supported"
    ),
    ({"FilterCriteria": {"Filters": [{"Pattern": "{no"}]}}, "Invalid filter pattern"),
    ({"FilterCriteria": {"Filters": [{"Pattern": '{"body": "A4"}'}]}}, "Invalid filter pattern"),
    refused_by_us({"ScalingConfig": {"MaximumConcurrency": 1001}}, "less than or equal to 1000"),
]


@pytest.mark.parametrize(("settings", "told"), REFUSED)
@pytest.mark.trigger("sqs")
def test_a_queues_mapping_that_aws_refuses_is_refused(cloud: Cloud, settings: dict[str, Any], told: str) -> None:
    deploy(cloud, "f", BATCHES)
    jobs = make_queue(cloud, "jobs")
    with pytest.raises(ClientError, match=told):
        connect(cloud, "f", jobs.arn, **settings)
    assert functions.mappings(cloud, function="f") == []


@LAX
@pytest.mark.trigger("sqs")
def test_a_visibility_timeout_below_the_functions_timeout_is_refused(cloud: Cloud) -> None:
    deploy(cloud, "f", BATCHES, timeout=31)
    with pytest.raises(ClientError, match="visibility timeout: 30 seconds is less than Function timeout: 31 seconds"):
        connect(cloud, "f", make_queue(cloud, "jobs").arn)


@pytest.mark.trigger("sqs")
def test_a_second_mapping_of_the_same_pair_is_a_conflict(cloud: Cloud) -> None:
    deploy(cloud, "f", BATCHES)
    jobs = make_queue(cloud, "jobs")
    identity = connect(cloud, "f", jobs.arn)["UUID"]
    with pytest.raises(ClientError, match=identity) as refused:
        connect(cloud, "f", jobs.arn)
    assert refused.value.response["Error"]["Code"] == "ResourceConflictException"


@LAX
@pytest.mark.trigger("sqs")
def test_a_role_that_may_not_read_the_queue_is_refused(cloud: Cloud) -> None:
    """A role whose own policies are all known is asked; one with a managed policy that MiniStack lacks is not."""
    iam = cloud.client("iam")
    role = iam.create_role(RoleName="poor", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    rights = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "logs:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="poor", PolicyName="logs", PolicyDocument=json.dumps(rights))
    package = functions.zip_of({"index.py": BATCHES})
    deploying.deploy(cloud, "f", package, handler="index.handler", role_arn=role)
    with pytest.raises(ClientError, match="ReceiveMessage on SQS"):
        connect(cloud, "f", make_queue(cloud, "jobs").arn)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "startingPosition"),
        refused_by_us({"StartingPosition": "AT_TIMESTAMP"}, "Timestamp"),
        refused_by_us({"StartingPosition": "LATEST", "ParallelizationFactor": 11}, "10"),
    ],
)
@pytest.mark.trigger("kinesis")
def test_a_streams_mapping_that_aws_refuses_is_refused(cloud: Cloud, settings: dict[str, Any], told: str) -> None:
    deploy(cloud, "f", DECODED)
    with pytest.raises(ClientError, match=told):
        connect(cloud, "f", stream(cloud), **settings)


@pytest.mark.trigger("sqs")
def test_a_source_that_is_not_there_is_refused(cloud: Cloud, account: str) -> None:
    deploy(cloud, "f", BATCHES)
    for source in (f"arn:aws:sqs:us-east-1:{account}:nowhere", f"arn:aws:kinesis:us-east-1:{account}:stream/nowhere"):
        position = {"StartingPosition": "LATEST"} if "kinesis" in source else {}
        with pytest.raises(ClientError):
            connect(cloud, "f", source, **position)


@pytest.mark.trigger("sqs")
def test_a_deleted_mapping_reads_no_more(cloud: Cloud) -> None:
    deploy(cloud, "f", BATCHES)
    jobs = make_queue(cloud, "jobs")
    lam = cloud.client("lambda")
    identity = connect(cloud, "f", jobs.arn)["UUID"]
    cloud.client("sqs").send_message(QueueUrl=jobs.url, MessageBody="one")
    until("the first", lambda: batches(cloud, "f"), timeout=10)
    lam.delete_event_source_mapping(UUID=identity)
    until("its end", lambda: not functions.mappings(cloud, function="f"), timeout=5)
    cloud.client("sqs").send_message(QueueUrl=jobs.url, MessageBody="two")
    found = until("the second, unread", lambda: queues.receive(cloud, jobs.url, seconds=1), timeout=5)
    assert found[0]["Body"] == "two"
