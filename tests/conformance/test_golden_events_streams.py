"""The events that the kinesis and dynamodb sections teach are the ones that their streams deliver.

https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from golden import delivered, deploy_echo, golden, shape

from lambda_workshop.cloud import Cloud, tables

if TYPE_CHECKING:
    from localstack_client.session import Session

ITEM = {"orderId": {"S": "A-1042"}, "status": {"S": "placed"}, "cents": {"N": "1700"}}
MORE = {"orderId": {"S": "A-1042"}, "status": {"S": "printed"}, "cents": {"N": "1700"}}


@pytest.mark.trigger("kinesis")
def test_a_page_view_arrives_as_documented(session: Session) -> None:
    cloud, wanted = Cloud(session), golden("kinesis", "page_view")
    view = wanted["Records"][0]["kinesis"]
    kinesis = cloud.client("kinesis")
    kinesis.create_stream(StreamName="inkwell-kinesis-views", ShardCount=1)
    kinesis.get_waiter("stream_exists").wait(StreamName="inkwell-kinesis-views", WaiterConfig={"Delay": 1})
    arn = kinesis.describe_stream(StreamName="inkwell-kinesis-views")["StreamDescription"]["StreamARN"]
    kinesis.put_record(
        StreamName="inkwell-kinesis-views", Data=base64.b64decode(view["data"]), PartitionKey="visitor-7"
    )
    function = deploy_echo(cloud, "arn:aws:iam::aws:policy/AmazonKinesisFullAccess")
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=function, EventSourceArn=arn, StartingPosition="TRIM_HORIZON"
    )
    event = delivered(cloud)
    assert shape(event) == shape(wanted)
    record = event["Records"][0]
    assert (record["kinesis"]["data"], record["kinesis"]["partitionKey"]) == (view["data"], "visitor-7")
    assert record["eventID"] == f"shardId-000000000000:{record['kinesis']['sequenceNumber']}"
    assert record["eventSourceARN"] == arn
    for key in ("eventSource", "eventName", "eventVersion", "awsRegion"):
        assert record[key] == wanted["Records"][0][key]


@pytest.mark.differs(localstack="a change's SizeBytes is not the size of its images")
@pytest.mark.trigger("dynamodb")
@pytest.mark.parametrize("name", ["insert", "modify", "remove"])
def test_a_change_of_an_order_arrives_as_documented(session: Session, name: str) -> None:
    cloud, wanted = Cloud(session), golden("dynamodb", name)
    arn = tables.create(cloud, "inkwell-dynamodb-orders", "orderId", stream=True)["LatestStreamArn"]
    dynamodb = cloud.client("dynamodb")
    function = deploy_echo(cloud, "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess")
    dynamodb.put_item(TableName="inkwell-dynamodb-orders", Item=ITEM)
    if name == "modify":
        dynamodb.put_item(TableName="inkwell-dynamodb-orders", Item=MORE)
    if name == "remove":
        dynamodb.delete_item(TableName="inkwell-dynamodb-orders", Key={"orderId": ITEM["orderId"]})
    pattern = json.dumps({"eventName": [name.upper()]})
    cloud.client("lambda").create_event_source_mapping(
        FunctionName=function,
        EventSourceArn=arn,
        StartingPosition="TRIM_HORIZON",
        FilterCriteria={"Filters": [{"Pattern": pattern}]},
    )
    event = delivered(cloud)
    assert shape(event) == shape(wanted)
    record, documented = event["Records"][0], wanted["Records"][0]
    for image in ("Keys", "OldImage", "NewImage", "StreamViewType", "SizeBytes"):
        assert record["dynamodb"].get(image) == documented["dynamodb"].get(image)
    for key in ("eventSource", "eventName", "eventVersion", "awsRegion"):
        assert record[key] == documented[key]
