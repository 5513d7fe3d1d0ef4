"""The course's own tests of the lab: seconds, with moto in the place of DynamoDB."""

import importlib
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

TABLE = "book-for-tests"
EVENT = json.loads((Path(__file__).parent / "events" / "hot.json").read_text("utf-8"))


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
            KeySchema=[{"AttributeName": "printer", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "printer", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def book(client):
    items = client.scan(TableName=TABLE)["Items"]
    return {item["printer"]["S"]: (float(item["celsius"]["N"]), int(item["received"]["N"])) for item in items}


def test_a_reading_is_written(lab):
    client, handler = lab
    handler(EVENT, None)
    assert book(client) == {"north": (41.5, EVENT["received"])}


def test_a_late_and_a_repeated_reading_change_nothing(lab):
    client, handler = lab
    handler({**EVENT, "celsius": "20", "received": 100}, None)
    handler({**EVENT, "celsius": 30, "received": 99}, None)
    handler({**EVENT, "celsius": 40, "received": 100}, None)
    assert book(client) == {"north": (20.0, 100)}
    handler({**EVENT, "celsius": 50, "received": 101}, None)
    assert book(client) == {"north": (50.0, 101)}


@pytest.mark.parametrize("change", [{"celsius": "warm"}, {"celsius": None}, {"received": None}])
def test_what_is_no_reading_is_an_error(lab, change):
    client, handler = lab
    with pytest.raises(ValueError):
        handler({**EVENT, **change}, None)
    assert book(client) == {}
