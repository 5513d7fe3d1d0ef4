"""Your handler on the events of a WebSocket API, with moto in the place of DynamoDB and a list in that of the tabs."""

import importlib
import json
import sys
from pathlib import Path

import boto3
import botocore.client
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())


class Tabs:
    """Which connections are open, and what each of them was told."""

    def __init__(self):
        self.told, self.gone, self.slow = [], set(), set()

    def of(self, connection):
        return [message for to, message in self.told if to == connection]


@pytest.fixture
def tabs(monkeypatch):
    """The table, empty, and tabs that hear everything; `handler.py` is imported afresh."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TABLE": "followers",
        "ENDPOINT": "https://b7c1d09e.execute-api.us-east-1.amazonaws.com/dev",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    found, call = Tabs(), botocore.client.BaseClient._make_api_call

    def heard(self, operation, arguments):
        if operation != "PostToConnection":
            return call(self, operation, arguments)
        to, data = arguments["ConnectionId"], arguments["Data"]
        for names, code in ((found.gone, "GoneException"), (found.slow, "LimitExceededException")):
            if to in names:
                raise self.exceptions.from_code(code)({"Error": {"Code": code, "Message": ""}}, operation)
        found.told.append((to, json.loads(data)))
        return {}

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", heard)
    with mock_aws():
        names = ("orderId", "connectionId")
        boto3.resource("dynamodb").create_table(
            TableName="followers",
            KeySchema=[
                {"AttributeName": "orderId", "KeyType": "HASH"},
                {"AttributeName": "connectionId", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in names],
            GlobalSecondaryIndexes=[
                {
                    "IndexName": "by-connection",
                    "KeySchema": [{"AttributeName": "connectionId", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "ALL"},
                }
            ],
            BillingMode="PAY_PER_REQUEST",
        )
        sys.modules.pop("handler", None)
        yield found
        sys.modules.pop("handler", None)


def call(event):
    return importlib.import_module("handler").handler(event, None)


def send(connection, route, body=None):
    """The example event of this route, for this connection."""
    name = {"$connect": "connect", "$disconnect": "disconnect"}.get(route, "message")
    event = json.loads((EVENTS / f"{name}.json").read_text("utf-8"))
    event["requestContext"] |= {"routeKey": route, "connectionId": connection}
    if body is not None:
        event["body"] = body if isinstance(body, str) else json.dumps(body)
    answer = call(event)
    assert answer["statusCode"] == 200


def follow(connection, order="O-1", **more):
    send(connection, "follow", {"action": "follow", "order": order, **more})


def change(status, number, order="O-1"):
    return call({"order": order, "status": status, "number": number})


def test_everybody_is_let_in(tabs):
    send("a", "$connect")
    assert tabs.told == []


def test_followers_are_told(tabs):
    follow("a")
    follow("b")
    follow("c", "O-2")
    assert change("printing", 1) == {"told": 2}
    assert tabs.of("a") == tabs.of("b")
    assert tabs.of("a") == [{"order": "O-1", "status": "unknown"}, {"order": "O-1", "status": "printing"}]
    assert tabs.of("c") == [{"order": "O-2", "status": "unknown"}]


def test_a_new_follower_hears_the_last_status(tabs):
    change("paid", 1)
    change("printed", 5)
    follow("a")
    assert tabs.of("a") == [{"order": "O-1", "status": "printed"}]


@pytest.mark.parametrize("number", [3, 2, -1])
def test_what_is_no_news_tells_nobody(tabs, number):
    change("printed", 3)
    follow("a")
    assert change("printing", number) == {"told": 0}
    assert tabs.of("a") == [{"order": "O-1", "status": "printed"}]
    follow("b")
    assert tabs.of("b") == [{"order": "O-1", "status": "printed"}]


def test_whoever_is_gone_is_forgotten(tabs):
    for name in ("a", "b", "c"):
        follow(name)
    tabs.gone |= {"a"}
    assert change("paid", 1) == {"told": 2}
    tabs.gone.clear()
    assert change("printing", 2) == {"told": 2}
    assert len(tabs.of("a")) == 1


def test_a_slow_follower_stays_and_holds_nobody_up(tabs):
    for name in ("a", "b", "c"):
        follow(name)
    tabs.slow |= {"a"}
    assert change("paid", 1) == {"told": 2}
    tabs.slow.clear()
    assert change("printing", 2) == {"told": 3}


def test_a_closed_tab_follows_nothing_any_more(tabs):
    for order in ("O-1", "O-2"):
        follow("a", order)
        follow("b", order)
    send("a", "$disconnect")
    assert change("paid", 1) == {"told": 1}
    assert change("paid", 1, "O-2") == {"told": 1}


@pytest.mark.parametrize(
    ("route", "body"),
    [
        ("$default", "hello?"),
        ("$default", {"action": "sing"}),
        ("follow", {"action": "follow"}),
        ("follow", {"action": "follow", "order": ""}),
        ("follow", {"action": "follow", "order": 7}),
    ],
    ids=str,
)
def test_nonsense_is_answered(tabs, route, body):
    send("a", route, body)
    [message] = tabs.of("a")
    assert message["error"]


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"order": "O-1", "status": "paid"},
        {"order": "O-1", "status": "eaten", "number": 1},
        {"order": "", "status": "paid", "number": 1},
        {"order": "O-1", "status": "paid", "number": "1"},
        {"status": "paid", "number": 1},
    ],
    ids=str,
)
def test_a_change_that_makes_no_sense_is_an_error(tabs, event):
    follow("a")
    with pytest.raises(ValueError):
        call(event)
    assert change("paid", 1) == {"told": 1}


def test_the_log_says_nothing_of_the_customer(tabs, capsys, caplog):
    caplog.set_level("INFO")
    follow("a", email="ada@example.com")
    send("a", "$default", {"action": "sing", "email": "ada@example.com"})
    assert "ada@example.com" not in capsys.readouterr().out + caplog.text
