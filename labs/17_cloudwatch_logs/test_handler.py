"""The course's own tests of the lab: seconds, with moto in the place of DynamoDB."""

import base64
import gzip
import importlib
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

TABLE = "tally-for-tests"
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
            KeySchema=[{"AttributeName": "reason", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "reason", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def event(*lines):
    found = json.loads((EVENTS / "errors.json").read_text("utf-8"))
    inside = json.loads(gzip.decompress(base64.b64decode(found["awslogs"]["data"])))
    inside["logEvents"] = [
        {"id": number, "timestamp": 1, "message": body if isinstance(body, str) else json.dumps(body)}
        for number, body in lines
    ]
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(inside).encode())).decode()}}


def tally(client):
    items = client.scan(TableName=TABLE)["Items"]
    return {item["reason"]["S"]: int(item["count"]["N"]) for item in items if "count" in item}


def test_failures_are_counted_by_their_reason(lab):
    client, handler = lab
    handler(event(("1", {"status": "refused"}), ("2", {"status": "taken"}), ("3", {"status": "refused"})), None)
    handler(event(("4", {"status": "expired"})), None)
    assert tally(client) == {"refused": 2, "expired": 1}


def test_a_line_counts_once(lab):
    client, handler = lab
    for _ in range(2):
        handler(event(("1", {"status": "refused"})), None)
    assert tally(client) == {"refused": 1}


def test_a_bad_line_stops_nothing(lab):
    client, handler = lab
    handler(event(("1", "no JSON"), ("2", "[]"), ("3", {"cents": 1}), ("4", {"status": "refused"})), None)
    assert tally(client) == {"unreadable": 3, "refused": 1}


def test_a_control_message_changes_nothing(lab):
    client, handler = lab
    handler(json.loads((EVENTS / "control.json").read_text("utf-8")), None)
    assert tally(client) == {}
