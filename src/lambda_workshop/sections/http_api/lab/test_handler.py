"""Your handler on events in payload format 2.0, with moto in the place of DynamoDB."""

import base64
import importlib
import json
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())
GOOD = {"paper": "A4", "copies": 12}


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
            KeySchema=[
                {"AttributeName": "customer", "KeyType": "HASH"},
                {"AttributeName": "orderId", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[
                {"AttributeName": "customer", "AttributeType": "S"},
                {"AttributeName": "orderId", "AttributeType": "S"},
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        sys.modules.pop("handler", None)
        yield table
        sys.modules.pop("handler", None)


def request(route, customer="ana", *, body=None, key=None, encoded=False, order=None):
    """The example event of a signed-in customer, for this route."""
    event = json.loads((EVENTS / "me.json").read_text("utf-8"))
    method, _space, path = route.partition(" ")
    event["routeKey"] = event["requestContext"]["routeKey"] = route
    event["rawPath"] = event["requestContext"]["http"]["path"] = path.replace("{id}", order or "")
    event["requestContext"]["http"]["method"] = method
    event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = customer
    if order is not None:
        event["pathParameters"] = {"id": order}
    if key is not None:
        event["headers"]["idempotency-key"] = key
    if body is not None:
        text = body if isinstance(body, str) else json.dumps(body)
        event["body"] = base64.b64encode(text.encode()).decode() if encoded else text
        event["isBase64Encoded"] = encoded
    return event


def send(*arguments, **options):
    """Status, body and headers of the handler's answer, as a client sees them."""
    value = importlib.import_module("handler").handler(request(*arguments, **options), None)
    if not isinstance(value, dict) or "statusCode" not in value:
        return 200, value, {}
    headers = {name.lower(): text for name, text in value.get("headers", {}).items()}
    return int(value["statusCode"]), json.loads(value["body"]), headers


def place(key, customer="ana", body=GOOD, **options):
    return send("POST /orders", customer, body=body, key=key, **options)


def test_an_order_is_placed_and_found(orders):
    status, order, headers = place("o-1")
    assert (status, headers["location"]) == (201, "/orders/o-1")
    assert order == {"orderId": "o-1", "paper": "A4", "copies": 12, "cents": 300}
    assert send("GET /orders/{id}", order="o-1")[:2] == (200, order)


def test_a_body_in_base64_is_the_same_order(orders):
    status, order, _headers = place("o-1", encoded=True)
    assert (status, order) == (201, {"orderId": "o-1", "paper": "A4", "copies": 12, "cents": 300})


def test_the_same_key_again_is_the_first_order(orders):
    first = place("o-1")[1]
    assert place("o-1", body={"paper": "A3", "copies": 1})[:2] == (200, first)
    assert send("GET /orders")[1] == {"orders": [first]}


def test_orders_come_in_the_order_of_their_ids(orders):
    for key in ("o-3", "o-1", "o-2"):
        place(key)
    status, body, _headers = send("GET /orders")
    assert status == 200
    assert [order["orderId"] for order in body["orders"]] == ["o-1", "o-2", "o-3"]


def test_who_has_no_orders_gets_an_empty_list(orders):
    assert send("GET /orders")[:2] == (200, {"orders": []})


def test_another_customers_order_is_not_there(orders):
    place("o-1", customer="ana")
    status, body, _headers = send("GET /orders/{id}", "eve", order="o-1")
    assert status == 404
    assert body["error"]
    assert place("o-1", customer="eve")[0] == 201
    assert len(send("GET /orders", "eve")[1]["orders"]) == 1


@pytest.mark.parametrize(
    "body",
    ["", "not JSON", "[]", "null", {"paper": "A4"}, {"copies": 1}, {"paper": "A9", "copies": 1}]
    + [{"paper": "A4", "copies": copies} for copies in (0, 10_001, "2", 2.5, None, True)],
    ids=str,
)
def test_what_cannot_be_is_refused(orders, body):
    status, answer, _headers = place("o-1", body=body)
    assert status == 400
    assert answer["error"]
    assert send("GET /orders")[1] == {"orders": []}


def test_an_order_without_a_key_is_refused(orders):
    assert place(None)[0] == 400


def test_the_log_says_nothing_of_the_customer(orders, capsys, caplog):
    caplog.set_level("INFO")
    place("o-1", customer="2623493d-6fe9")
    send("GET /orders", "2623493d-6fe9")
    said = capsys.readouterr().out + caplog.text
    assert "2623493d-6fe9" not in said
    assert "eyJ" not in said
