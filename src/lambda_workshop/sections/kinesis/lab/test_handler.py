"""The course's own tests of the lab: seconds, with moto in the place of DynamoDB."""

import base64
import copy
import importlib
import json
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

TABLE = "pages-for-tests"
EVENT = json.loads((Path(__file__).parent / "events" / "page_view.json").read_text("utf-8"))


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
            KeySchema=[{"AttributeName": "page", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "page", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        module = importlib.reload(importlib.import_module("handler"))
        yield client, module.handler


def record(number, view):
    found = copy.deepcopy(EVENT["Records"][0])
    data = view if isinstance(view, bytes) else json.dumps(view).encode()
    found["eventID"] = f"shardId-000000000000:{number}"
    found["kinesis"] |= {"sequenceNumber": number, "data": base64.b64encode(data).decode()}
    return found


def pages(client):
    items = client.scan(TableName=TABLE)["Items"]
    return {
        item["page"]["S"]: (int(item["views"]["N"]), int(item["ms"]["N"])) for item in items if "views" in item
    }  # fmt: skip


def view(page, ms=100):
    return {"visitor": "v", "page": page, "ms": ms}


def test_views_are_counted(lab):
    client, handler = lab
    batch = [record("1", view("/a")), record("2", view("/b", 50)), record("3", view("/a", 25))]
    assert handler({"Records": batch}, None) == {"batchItemFailures": []}
    assert pages(client) == {"/a": (2, 125), "/b": (1, 50)}


def test_a_batch_that_comes_again_counts_once(lab):
    client, handler = lab
    for _ in range(2):
        handler({"Records": [record("1", view("/a")), record("2", view("/a"))]}, None)
    assert pages(client) == {"/a": (2, 200)}


@pytest.mark.parametrize("bad", [b"no JSON", b"[]", {"page": "/a"}, {"ms": 1}, {"page": "/a", "ms": "long"}])
def test_the_batch_stops_at_what_is_no_view(lab, bad):
    client, handler = lab
    batch = [record("1", view("/a")), record("2", bad), record("3", view("/a"))]
    assert handler({"Records": batch}, None) == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert pages(client) == {"/a": (1, 100)}
