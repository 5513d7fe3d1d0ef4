"""Your handler on the events of a FIFO queue, with moto in the place of DynamoDB."""

import copy
import importlib
import json
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())


@pytest.fixture
def orders(monkeypatch):
    """The table, empty, with `handler.py` freshly imported beside it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TABLE": "orders",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    with mock_aws():
        table = boto3.resource("dynamodb").create_table(
            TableName="orders",
            KeySchema=[{"AttributeName": "orderId", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "orderId", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        sys.modules.pop("handler", None)
        yield table
        sys.modules.pop("handler", None)


def run(event):
    """The message ids that the handler reports, in order."""
    answer = importlib.import_module("handler").handler(event, None)
    return [item["itemIdentifier"] for item in answer["batchItemFailures"]]


def event_of(*bodies):
    """The example event's first record, once for each body, as message m-1, m-2, ..."""
    (first, *_) = json.loads((EVENTS / "fifo.json").read_text("utf-8"))["Records"]
    records = []
    for number, body in enumerate(bodies, start=1):
        record = copy.deepcopy(first)
        text = body if isinstance(body, str) else json.dumps(body)
        records.append(record | {"messageId": f"m-{number}", "body": text})
    return {"Records": records}


def update(order, status):
    customer = {"name": "Ada Byron", "email": "ada@example.com"}
    return {"orderId": order, "status": status, "customer": customer}


def history(table, order):
    return table.get_item(Key={"orderId": order}).get("Item", {}).get("history", [])


def test_the_example_batch_is_applied_in_order(orders):
    assert run(json.loads((EVENTS / "fifo.json").read_text("utf-8"))) == []
    item = orders.get_item(Key={"orderId": "O-7301"})["Item"]
    assert item["status"] == "printing"
    assert item["history"] == ["paid", "printing"]


def test_each_order_has_its_own_history(orders):
    assert run(event_of(update("O-1", "paid"), update("O-2", "paid"), update("O-1", "printing"))) == []
    assert history(orders, "O-1") == ["paid", "printing"]
    assert history(orders, "O-2") == ["paid"]


def test_a_message_that_arrives_twice_is_applied_once(orders):
    event = event_of(update("O-1", "paid"), update("O-1", "printing"))
    assert run(event) == []
    assert run(event) == []
    assert history(orders, "O-1") == ["paid", "printing"]


def test_the_same_status_in_another_message_is_another_update(orders):
    assert run(event_of(update("O-1", "printing"), update("O-1", "printing"))) == []
    assert history(orders, "O-1") == ["printing", "printing"]


def test_a_failure_holds_back_what_follows_it(orders):
    failed = run(event_of(update("O-1", "paid"), update("O-1", "lost"), update("O-1", "printing")))
    assert failed == ["m-2", "m-3"]
    assert history(orders, "O-1") == ["paid"]


def test_a_batch_that_comes_back_goes_on_where_it_stopped(orders):
    assert run(event_of(update("O-1", "paid"), "not JSON", update("O-1", "printing"))) == ["m-2", "m-3"]
    assert run(event_of(update("O-1", "paid"), update("O-1", "printing"), update("O-1", "printed"))) == []
    assert history(orders, "O-1") == ["paid", "printing", "printed"]


@pytest.mark.parametrize(
    "body",
    ["", "not JSON", "[]", "null", {"orderId": "O-1"}, {"status": "paid"}, {"orderId": "O-1", "status": "eaten"}],
    ids=str,
)
def test_an_odd_body_fails_and_does_not_raise(orders, body):
    assert run(event_of(body)) == ["m-1"]
    assert history(orders, "O-1") == []


def test_the_log_says_which_message_failed_and_nothing_of_the_customer(orders, capsys, caplog):
    caplog.set_level("INFO")
    run(event_of(update("O-1", "paid"), update("O-1", "lost")))
    said = capsys.readouterr().out + caplog.text
    assert "m-2" in said
    assert "Ada" not in said
    assert "ada@example.com" not in said
