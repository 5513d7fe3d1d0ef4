"""Your functions on the events of their triggers, with moto in the place of AWS and a list in that of the tabs."""

import copy
import importlib
import json
import sys
from pathlib import Path
from urllib.parse import quote_plus

import boto3
import botocore.client
import pytest
from moto import mock_aws
from thumbnail import encode, size_of

HERE = Path(__file__).parent
TABLES = {"orders": ["orderId"], "followers": ["orderId", "connectionId"], "desk": ["name"]}
BUCKET = "photos-for-tests"


class Shop:
    """The shop's functions, its tables, and what was said to bus, topic and tabs."""

    def __init__(self):
        self.bus, self.news, self.told = [], [], []
        self.gone, self.slow, self.busy = set(), set(), False
        self.orders, self.followers, self.desk = (boto3.resource("dynamodb").Table(name) for name in TABLES)

    def run(self, name, event):
        return getattr(importlib.import_module("handler"), name)(event, None)

    def order(self, key="o-20417"):
        return self.orders.get_item(Key={"orderId": key}).get("Item")

    def post(self, key="o-20417", customer="ada", **changes):
        event = golden("request")
        event["headers"]["idempotency-key"] = key
        event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = customer
        event["body"] = json.dumps(json.loads(event["body"]) | changes)
        return answer(self.run("shop", event))

    def get(self, key="o-20417", customer="ada"):
        event = golden("request")
        event["routeKey"], event["pathParameters"] = "GET /orders/{id}", {"id": key}
        event["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = customer
        del event["body"]
        return answer(self.run("shop", event))


def golden(name):
    return json.loads((HERE / "events" / f"{name}.json").read_text("utf-8"))


def answer(reply):
    return reply["statusCode"], json.loads(reply["body"])


@pytest.fixture
def shop(monkeypatch):
    """The shop, empty; `handler.py` is imported afresh."""
    variables = {name.upper(): name for name in TABLES} | {"BUS": "inkwell", "TOPIC": "arn:aws:sns:us-east-1:1:desk"}
    variables["ENDPOINT"] = "https://b7c1d09e.execute-api.us-east-1.amazonaws.com/live"
    variables |= {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    call = botocore.client.BaseClient._make_api_call

    def heard(self, operation, arguments):
        if operation == "PutEvents":
            if found.busy:
                failed = [{"ErrorCode": "ThrottlingException"} for _ in arguments["Entries"]]
                return {"FailedEntryCount": len(failed), "Entries": failed}
            found.bus.extend((entry["DetailType"], json.loads(entry["Detail"])) for entry in arguments["Entries"])
            return {"FailedEntryCount": 0, "Entries": [{"EventId": "1"} for _ in arguments["Entries"]]}
        if operation == "Publish":
            found.news.append(json.loads(arguments["Message"]))
            return {"MessageId": "1"}
        if operation == "PostToConnection":
            to = arguments["ConnectionId"]
            for names, code in ((found.gone, "GoneException"), (found.slow, "LimitExceededException")):
                if to in names:
                    raise self.exceptions.from_code(code)({"Error": {"Code": code, "Message": ""}}, operation)
            found.told.append((to, json.loads(arguments["Data"])))
            return {}
        return call(self, operation, arguments)

    monkeypatch.setattr(botocore.client.BaseClient, "_make_api_call", heard)
    with mock_aws():
        for name, keys in TABLES.items():
            boto3.client("dynamodb").create_table(
                TableName=name,
                KeySchema=[
                    {"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
                ],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
                BillingMode="PAY_PER_REQUEST",
            )
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        found = Shop()
        sys.modules.pop("handler", None)
        yield found
        sys.modules.pop("handler", None)


def test_an_order_is_placed_once(shop):
    wanted = {"orderId": "o-20417", "paper": "A4", "copies": 12, "status": "placed"}
    assert shop.post() == (201, wanted)
    assert shop.post(copies=3) == (200, wanted)
    assert shop.get() == (200, wanted)
    assert shop.order()["address"] == "12 St James's Square"


def test_another_customer_sees_nothing_of_it(shop):
    shop.post()
    assert shop.get(customer="eve")[0] == 404
    assert shop.post(customer="eve")[0] == 409


@pytest.mark.parametrize(
    "wrong", [{"paper": "A9"}, {"copies": 0}, {"copies": 1001}, {"copies": "2"}, {"name": ""}], ids=str
)
def test_an_odd_order_is_refused(shop, wrong):
    status, body = shop.post(**wrong)
    assert status == 400
    assert body["error"]
    assert shop.order() is None


def test_what_happens_to_an_order_comes_to_the_bus(shop):
    detail = {"orderId": "o-20417", "paper": "A4", "copies": 12}
    for name, kind in (("order_placed", "OrderPlaced"), ("order_printed", "OrderPrinted")):
        assert shop.run("publish", golden(name)) == {"batchItemFailures": []}
        assert shop.bus.pop() == (kind, detail)


def test_a_change_of_something_else_does_not(shop):
    event = golden("order_printed")
    event["Records"][0]["dynamodb"]["OldImage"]["status"] = {"S": "printed"}
    assert shop.run("publish", event) == {"batchItemFailures": []}
    assert shop.bus == []


def test_what_the_bus_does_not_take_is_reported(shop):
    shop.busy, event = True, golden("order_placed")
    number = event["Records"][0]["dynamodb"]["SequenceNumber"]
    assert shop.run("publish", event) == {"batchItemFailures": [{"itemIdentifier": number}]}


def jobs(*bodies):
    (first,) = golden("jobs")["Records"]
    return {"Records": [first | {"messageId": f"m-{number}", "body": body} for number, body in enumerate(bodies)]}


def test_a_job_is_printed_once_and_bad_ones_come_back(shop):
    shop.post()
    job = golden("jobs")["Records"][0]["body"]
    failed = shop.run("printer", jobs("poison", job, '{"orderId": "o-nobody", "copies": 1}', job))
    assert [item["itemIdentifier"] for item in failed["batchItemFailures"]] == ["m-0", "m-2"]
    assert (shop.order()["status"], shop.order()["sheets"]) == ("printed", 12)
    assert shop.order("o-nobody") is None


def follow(shop, connection, order="o-20417"):
    event = golden("follow")
    event["requestContext"]["connectionId"] = connection
    event["body"] = json.dumps({"action": "follow", "order": order})
    assert shop.run("live", event)["statusCode"] == 200


def test_a_follower_hears_where_its_order_stands(shop):
    follow(shop, "a")
    shop.post()
    follow(shop, "b")
    follow(shop, "c", None)
    assert shop.told[:2] == [
        ("a", {"order": "o-20417", "status": "unknown"}),
        ("b", {"order": "o-20417", "status": "placed"}),
    ]
    assert shop.told[2][1]["error"]


def test_followers_are_told_and_the_gone_are_forgotten(shop):
    for connection in "abcd":
        follow(shop, connection)
    shop.told.clear()
    shop.gone, shop.slow = {"a"}, {"b"}
    shop.run("tell", golden("printed"))
    message = {"order": "o-20417", "status": "printed"}
    assert shop.told == [("c", message), ("d", message)]
    assert {item["connectionId"] for item in shop.followers.scan()["Items"]} == {"b", "c", "d"}


def test_a_photo_gets_a_thumbnail_and_a_text_stops_nothing(shop):
    s3, records = boto3.client("s3"), []
    photo = encode(128, 32, [bytes((9, 99, 199, 255)) * 128] * 32)
    for name, body in (("a.txt", b"text"), ("gone.png", None), ("My photo+1.png", photo)):
        if body is not None:
            s3.put_object(Bucket=BUCKET, Key=f"photos/{name}", Body=body)
        record = copy.deepcopy(golden("photo")["Records"][0])
        record["s3"]["bucket"]["name"] = BUCKET
        record["s3"]["object"]["key"] = quote_plus(f"photos/{name}", safe="/")
        records.append(record)
    shop.run("thumbnail", {"Records": records})
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=BUCKET, Prefix="thumbnails/")["Contents"]] == [
        "thumbnails/My photo+1.png"
    ]
    small = s3.get_object(Bucket=BUCKET, Key="thumbnails/My photo+1.png")["Body"].read()
    assert size_of(small) == (64, 16)


def alarm(shop, value, minute):
    event = golden("alarm")
    event["alarmData"]["state"] |= {"value": value, "timestamp": f"2026-11-23T09:{minute:02d}:00.000+0000"}
    shop.run("pause", event)


def test_the_newest_alarm_decides_and_is_told_once(shop):
    for value, minute in (("ALARM", 20), ("OK", 10), ("ALARM", 20), ("INSUFFICIENT_DATA", 30)):
        alarm(shop, value, minute)
        assert shop.post("o-1")[0] == 503
    alarm(shop, "OK", 40)
    assert shop.post("o-1")[0] == 201
    assert shop.news == [{"shop": "paused"}, {"shop": "open"}]


def test_nothing_of_a_customer_is_printed_or_put_on_the_bus(shop, capsys, caplog):
    caplog.set_level("INFO")
    shop.post()
    shop.post(copies=0)
    for name in ("order_placed", "order_printed"):
        shop.run("publish", golden(name))
    said = capsys.readouterr().out + caplog.text + json.dumps(shop.bus)
    assert "Ada" not in said
    assert "James" not in said
