"""The course's own tests of the lab: seconds, with moto in the place of DynamoDB."""

import copy
import importlib
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

TABLE = "points-for-tests"
EVENT = json.loads((Path(__file__).parent / "events" / "order_placed.json").read_text("utf-8"))


@pytest.fixture
def lab(monkeypatch):
    for name, value in (("ACCESS_KEY_ID", "test"), ("SECRET_ACCESS_KEY", "test"), ("DEFAULT_REGION", "us-east-1")):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("TABLE", TABLE)
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName=TABLE,
            KeySchema=[{"AttributeName": "customer", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "customer", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def event(number, kind="OrderPlaced", cents=1750, source="inkwell.orders"):
    found = copy.deepcopy(EVENT)
    found |= {"id": number, "source": source, "detail-type": kind}
    found["detail"] = {"orderId": "A-1", "customer": "c-1", "cents": cents}
    return found


def points(client):
    item = client.get_item(TableName=TABLE, Key={"customer": {"S": "c-1"}}).get("Item", {})
    return int(item.get("points", {"N": "0"})["N"])


def test_an_order_gives_a_point_for_every_full_hundred(lab):
    client, handler = lab
    handler(event("1"), None)
    handler(event("2", cents=99), None)
    assert points(client) == 17


def test_a_cancelled_order_takes_them_back(lab):
    client, handler = lab
    handler(event("1"), None)
    handler(event("2", "OrderCancelled"), None)
    assert points(client) == 0


def test_the_same_event_counts_once(lab):
    client, handler = lab
    handler(event("1"), None)
    handler(event("1"), None)
    assert points(client) == 17


def test_other_events_change_nothing(lab):
    client, handler = lab
    handler(event("1", "OrderPacked"), None)
    handler(event("2", source="aws.s3"), None)
    assert client.scan(TableName=TABLE)["Items"] == []
