"""The course's own tests of the lab: seconds, with moto in the place of DynamoDB."""

import copy
import importlib
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

TABLE = "book-for-tests"
EVENT = json.loads((Path(__file__).parent / "events" / "alarm.json").read_text("utf-8"))


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
            KeySchema=[{"AttributeName": "alarm", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "alarm", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def event(state, minute, name="jam"):
    found = copy.deepcopy(EVENT)
    found["alarmData"]["alarmName"] = name
    found["alarmData"]["state"] = {
        "value": state,
        "reason": f"it is {state}",
        "timestamp": f"2026-11-23T12:{minute:02d}:00.000+0000",
    }
    return found


def book(client, name="jam"):
    item = client.get_item(TableName=TABLE, Key={"alarm": {"S": name}}).get("Item", {})
    return {key: value["S"] for key, value in item.items()}


def test_an_alarm_opens_an_incident_and_ok_closes_it(lab):
    client, handler = lab
    handler(event("ALARM", 1), None)
    assert book(client) == {
        "alarm": "jam", "status": "open", "since": "2026-11-23T12:01:00.000+0000", "reason": "it is ALARM",
    }  # fmt: skip
    handler(event("OK", 2), None)
    assert (book(client)["status"], book(client)["since"]) == ("closed", "2026-11-23T12:02:00.000+0000")


def test_a_late_event_and_a_repeated_one_change_nothing(lab):
    client, handler = lab
    handler(event("OK", 5), None)
    before = book(client)
    handler(event("ALARM", 3), None)
    handler(event("ALARM", 5), None)
    assert book(client) == before


def test_not_knowing_changes_nothing(lab):
    client, handler = lab
    handler(event("ALARM", 1), None)
    before = book(client)
    handler(event("INSUFFICIENT_DATA", 2), None)
    assert book(client) == before


def test_what_is_no_alarm_is_heard_of(lab):
    _client, handler = lab
    with pytest.raises(ValueError):
        handler({"Records": []}, None)
