"""Your handler on the directives that Alexa sends, with moto in the place of DynamoDB."""

import copy
import importlib
import json
import sys
import uuid
from decimal import Decimal
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent
EVENTS = next(folder for folder in (HERE / "events", HERE.parent / "events") if folder.is_dir())
LAMP, SENSOR = "print-room-lamp", "print-room-temperature"


@pytest.fixture
def devices(monkeypatch):
    """The table with a lamp and a sensor, and `handler.py` freshly imported beside it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "TABLE": "devices",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    with mock_aws():
        table = boto3.resource("dynamodb").create_table(
            TableName="devices",
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        lamp = {"id": LAMP, "kind": "lamp", "name": "Print room lamp", "power": "OFF", "brightness": 40, "online": True}
        sensor = {"id": SENSOR, "kind": "sensor", "name": "Print room", "celsius": Decimal("19.5"), "online": True}
        table.put_item(Item=lamp)
        table.put_item(Item=sensor)
        sys.modules.pop("handler", None)
        yield table
        sys.modules.pop("handler", None)


def event(name):
    return json.loads((EVENTS / f"{name}.json").read_text("utf-8"))


def run(sent):
    answer = importlib.import_module("handler").handler(copy.deepcopy(sent), None)
    json.dumps(answer)  # plain numbers: DynamoDB's Decimal is none
    return answer


def reported(answer):
    return {item["name"]: item["value"] for item in answer["context"]["properties"]}


def lamp_in(table):
    item = table.get_item(Key={"id": LAMP})["Item"]
    return item["power"], int(item["brightness"])


def error_of(answer):
    assert answer["event"]["header"]["name"] == "ErrorResponse"
    assert isinstance(answer["event"]["payload"]["message"], str)
    return answer["event"]["payload"]["type"]


def test_discovery_tells_of_every_item(devices):
    endpoints = run(event("discover"))["event"]["payload"]["endpoints"]
    told = {item["endpointId"]: {able["interface"] for able in item["capabilities"]} for item in endpoints}
    assert told == {
        LAMP: {"Alexa", "Alexa.PowerController", "Alexa.BrightnessController"},
        SENSOR: {"Alexa", "Alexa.TemperatureSensor"},
    }


@pytest.mark.parametrize("name", ["turn_on", "turn_off", "set_brightness", "adjust_brightness"])
def test_a_lamp_obeys_and_reports_what_the_table_holds(devices, name):
    sent = event(name)
    answer = run(sent)
    header = answer["event"]["header"]
    assert (header["namespace"], header["name"], header["payloadVersion"]) == ("Alexa", "Response", "3")
    assert header["correlationToken"] == sent["directive"]["header"]["correlationToken"]
    assert header["messageId"] != sent["directive"]["header"]["messageId"]
    told = reported(answer)
    assert (told["powerState"], told["brightness"]) == lamp_in(devices)


def test_the_brightness_stays_within_its_range(devices):
    sent = event("adjust_brightness")
    for delta, brightness in ((90, 100), (-100, 0)):
        sent["directive"]["payload"]["brightnessDelta"] = delta
        sent["directive"]["header"]["messageId"] = str(uuid.uuid4())
        assert reported(run(sent))["brightness"] == brightness


def test_the_sensor_tells_its_temperature(devices):
    answer = run(event("report_state"))
    assert answer["event"]["header"]["name"] == "StateReport"
    assert reported(answer)["temperature"] == {"value": 19.5, "scale": "CELSIUS"}


def test_the_same_directive_again_changes_nothing(devices):
    sent = event("adjust_brightness")
    first = reported(run(sent))
    assert reported(run(sent)) == first
    assert lamp_in(devices)[1] == first["brightness"]


def test_what_cannot_be_done_is_told_and_changes_nothing(devices):
    before = lamp_in(devices)
    far = event("set_brightness")
    far["directive"]["payload"]["brightness"] = 101
    assert error_of(run(far)) == "VALUE_OUT_OF_RANGE"
    strange = event("turn_on")
    strange["directive"]["header"] |= {"namespace": "Alexa.ColorController", "name": "SetColor"}
    assert error_of(run(strange)) == "INVALID_DIRECTIVE"
    gone = event("turn_on")
    gone["directive"]["endpoint"]["endpointId"] = "lamp-99"
    assert error_of(run(gone)) == "NO_SUCH_ENDPOINT"
    on_the_sensor = event("turn_on")
    on_the_sensor["directive"]["endpoint"]["endpointId"] = SENSOR
    assert error_of(run(on_the_sensor)) == "INVALID_DIRECTIVE"
    odd = event("set_brightness")
    odd["directive"]["payload"] = {}
    assert error_of(run(odd)) == "INTERNAL_ERROR"
    assert lamp_in(devices) == before


def test_a_device_that_is_offline_is_unreachable(devices):
    devices.put_item(Item=devices.get_item(Key={"id": LAMP})["Item"] | {"online": False})
    assert error_of(run(event("turn_on"))) == "ENDPOINT_UNREACHABLE"
    assert lamp_in(devices)[0] == "OFF"


def test_the_grant_is_accepted_and_nothing_secret_is_logged(devices, capsys, caplog):
    caplog.set_level("INFO")
    grant, switch = event("accept_grant"), event("turn_on")
    header = run(grant)["event"]["header"]
    assert (header["namespace"], header["name"]) == ("Alexa.Authorization", "AcceptGrant.Response")
    run(switch)
    said = capsys.readouterr().out + caplog.text
    assert grant["directive"]["payload"]["grant"]["code"] not in said
    assert switch["directive"]["endpoint"]["scope"]["token"] not in said
