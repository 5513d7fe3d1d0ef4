"""The course's own tests of the lab: seconds, with moto in the place of DynamoDB."""

import copy
import importlib
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

TABLE = "letters-for-tests"
EVENT = json.loads((Path(__file__).parent / "events" / "order.json").read_text("utf-8"))


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
            KeySchema=[{"AttributeName": "message", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "message", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def event(number, body, **attributes):
    found = copy.deepcopy(EVENT)
    found["Records"][0]["Sns"] |= {
        "MessageId": number,
        "Message": body if isinstance(body, str) else json.dumps(body),
        "MessageAttributes": {name: {"Type": "String", "Value": value} for name, value in attributes.items()},
    }
    return found


def letters(client):
    return {item["message"]["S"]: item for item in client.scan(TableName=TABLE)["Items"]}


ORDER = {"orderId": "A-1", "customer": "c-1", "cents": 1750}


def test_a_message_becomes_a_letter(lab):
    client, handler = lab
    handler(event("1", ORDER, language="en"), None)
    handler(event("2", ORDER), None)
    assert letters(client)["1"] == {
        "message": {"S": "1"}, "order": {"S": "A-1"}, "cents": {"N": "1750"}, "language": {"S": "en"},
    }  # fmt: skip
    assert letters(client)["2"]["language"]["S"] == "de"


def test_a_repeated_message_leaves_the_letter_alone(lab):
    client, handler = lab
    handler(event("1", ORDER), None)
    client.update_item(
        TableName=TABLE,
        Key={"message": {"S": "1"}},
        UpdateExpression="SET printed = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )
    handler(event("1", ORDER), None)
    assert letters(client)["1"]["printed"] == {"BOOL": True}


@pytest.mark.parametrize("body", ["no JSON", "[]", '{"cents": 5}', "7"])
def test_what_is_no_order_is_an_error(lab, body):
    client, handler = lab
    with pytest.raises(ValueError, match="m-7"):
        handler(event("m-7", body), None)
    assert letters(client) == {}
