"""The course's own tests of the lab: seconds, with moto in the place of DynamoDB."""

import copy
import importlib
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

TABLE = "revenue-for-tests"
EVENTS = Path(__file__).parent / "events"


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
            KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "name", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def change(number, old=None, new=None):
    name = "insert" if old is None else "remove" if new is None else "modify"
    record = copy.deepcopy(json.loads((EVENTS / f"{name}.json").read_text("utf-8"))["Records"][0])
    record["eventID"], record["dynamodb"]["SequenceNumber"] = f"e-{number}", f"s-{number}"
    for image, cents in (("OldImage", old), ("NewImage", new)):
        record["dynamodb"].pop(image, None)
        if cents is not None:
            record["dynamodb"][image] = {"orderId": {"S": "A-1"}, "cents": cents}
    return record


def n(value):
    return {"N": str(value)}


def total(client):
    item = client.get_item(TableName=TABLE, Key={"name": {"S": "total"}}).get("Item", {})
    return int(item.get("cents", {"N": "0"})["N"])


def test_every_change_counts_by_its_difference(lab):
    client, handler = lab
    changes = [change(1, None, n(1700)), change(2, n(1700), n(2000)), change(3, n(500), None)]
    assert handler({"Records": changes}, None) == {"batchItemFailures": []}
    assert total(client) == 1500


def test_a_batch_that_comes_again_counts_once(lab):
    client, handler = lab
    for _ in range(2):
        handler({"Records": [change(1, None, n(1700)), change(2, n(1700), n(2000))]}, None)
    assert total(client) == 2000


def test_a_change_that_adds_nothing_writes_nothing(lab):
    client, handler = lab
    handler({"Records": [change(1, n(1700), n(1700))]}, None)
    assert client.scan(TableName=TABLE)["Items"] == []


def test_the_batch_stops_at_what_cannot_be_counted(lab):
    client, handler = lab
    batch = [change(1, None, n(100)), change(2, None, {"S": "many"}), change(3, None, n(1000))]
    assert handler({"Records": batch}, None) == {"batchItemFailures": [{"itemIdentifier": "s-2"}]}
    assert total(client) == 100
