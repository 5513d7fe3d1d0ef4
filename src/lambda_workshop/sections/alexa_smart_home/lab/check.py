"""Grades the lab: deploys the learner's handler as a smart home, fills its table, and switches what is in it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, logs
from lambda_workshop.sections.alexa_smart_home.home import SKILL, directive, home, story
from lambda_workshop.simulators.alexa import Answered, SmartHome
from lambda_workshop.simulators.alexa.smart_home import PRINCIPAL

ROOM = "inkwell-alexa-smart-home-lab"
TABLE, FUNCTION = f"{ROOM}-devices", f"{ROOM}-room"
SERVICES = ("lambda", "dynamodb", "iam", "logs")
_INTERFACES = {
    "lamp": {"Alexa", "Alexa.PowerController", "Alexa.BrightnessController"},
    "sensor": {"Alexa", "Alexa.TemperatureSensor"},
}
Devices = dict[str, dict[str, Any]]

LAB = Exercise(
    "lab",
    title="Every device of the print room",
    points=6,
    hints=(
        "Write one function that builds any answer, and one that reads a device as properties. What is left of each "
        "directive is a line or two.",
        "Let everything that is refused raise an exception of your own with the error's type, and catch it in one place. "
        "Numbers come out of DynamoDB as Decimal: make them `int` or `float`.",
        "`ConditionExpression='attribute_not_exists(#last) OR #last <> :id'` in `update_item`, with "
        "`ReturnValues='ALL_NEW'`. When the condition fails, answer with the item that you read.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "alexa-smart-home")


@LAB.step("Discovery tells of every device in the table", weight=2)
def found(cloud: Cloud, source: str, random: Random) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    devices = _devices(random)
    _build(cloud, source, devices)
    room = home(cloud, FUNCTION)
    discovered = room.discover()
    _fine(discovered, "the discovery")
    told = {name: set(item.capabilities) for name, item in room.endpoints.items()}
    wanted = {name: _INTERFACES[item["kind"]] for name, item in devices.items()}
    if told != wanted:
        raise NotYet(
            f"Alexa found {told}",
            expected=f"{wanted}",
            advice="make one endpoint of each item of the table",
            evidence=story([discovered]),
        )
    return Passed((room, devices), found=f"{len(devices)} devices", evidence=story([discovered]))


@LAB.step("Lamps obey, and the table knows it", weight=2)
def obeyed(cloud: Cloud, found: tuple[SmartHome, Devices], random: Random) -> Passed:
    room, devices = found
    lamp = next(name for name, item in devices.items() if item["kind"] == "lamp" and item["online"])
    percent = random.randint(30, 60)
    steps: tuple[tuple[Callable[[], Answered], tuple[str, int]], ...] = (
        (lambda: room.set_brightness(lamp, percent), ("OFF", percent)),
        (lambda: room.turn_on(lamp), ("ON", percent)),
        (lambda: room.adjust_brightness(lamp, -10), ("ON", percent - 10)),
        (lambda: room.adjust_brightness(lamp, 95), ("ON", 100)),
        (lambda: room.turn_off(lamp), ("OFF", 100)),
        (lambda: room.report_state(lamp), ("OFF", 100)),
    )
    answers = []
    for act, wanted in steps:
        answers.append(act())
        _fine(answers[-1], "the lamp", answers)
        item = _item(cloud, lamp)
        kept = (item["power"]["S"], int(item["brightness"]["N"]))
        values = {each.name: each.value for each in answers[-1].properties}
        told = (values.get("powerState"), values.get("brightness"))
        if kept != wanted or told != wanted:
            raise NotYet(
                f"the table holds {kept}, the answer reports {told}",
                expected=f"{wanted} in both",
                advice="write the lamp first, then report what was written",
                evidence=story(answers),
            )
    return Passed(lamp, found="six directives", evidence=story(answers))


@LAB.step("Sensors tell their temperature, and the grant is taken")
def told(found: tuple[SmartHome, Devices]) -> Passed:
    room, devices = found
    sensor, item = next((name, item) for name, item in devices.items() if item["kind"] == "sensor")
    answers = [room.report_state(sensor), room.accept_grant()]
    for answered in answers:
        _fine(answered, "the answer", answers)
    shown = room.shown(sensor)
    value = shown.temperature["value"] if shown and shown.temperature else None
    if value != item["celsius"]:
        raise NotYet(f"the app shows {value}", expected=f"{item['celsius']} CELSIUS", evidence=story(answers))
    return Passed(found=f"{value} CELSIUS", evidence=story(answers))


@LAB.step("What fails is an ErrorResponse, and changes nothing", weight=2)
def refused(cloud: Cloud, found: tuple[SmartHome, Devices], random: Random) -> Passed:
    _room, devices = found
    lamp = next(name for name, item in devices.items() if item["kind"] == "lamp" and item["online"])
    off = next(name for name, item in devices.items() if not item["online"])
    sensor = next(name for name, item in devices.items() if item["kind"] == "sensor")
    bright, power = "Alexa.BrightnessController", "Alexa.PowerController"
    before = {name: _item(cloud, name) for name in devices}
    for sent, wanted in (
        (directive(power, "TurnOn", {}, "lamp-of-nobody"), "NO_SUCH_ENDPOINT"),
        (directive(power, "TurnOn", {}, off), "ENDPOINT_UNREACHABLE"),
        (directive(bright, "SetBrightness", {"brightness": random.randint(101, 200)}, lamp), "VALUE_OUT_OF_RANGE"),
        (directive(power, "TurnOn", {}, sensor), "INVALID_DIRECTIVE"),
        (directive("Alexa.ColorController", "SetColor", {}, lamp), "INVALID_DIRECTIVE"),
        (directive(bright, "SetBrightness", {}, lamp), "INTERNAL_ERROR"),
    ):
        answer = functions.invoke(cloud, FUNCTION, {"directive": sent})
        name = f"{sent['header']['name']} {sent['payload']} for `{sent['endpoint']['endpointId']}`"
        got = _error_type(answer.value)
        if got != wanted:
            raise NotYet(
                f"{name} was answered with `{answer.error_text or got or answer.value}`",
                expected=f"an ErrorResponse of the type {wanted}",
                advice="read README.md, point 4",
                evidence=f"logged:\n{answer.log}",
            )
    if {name: _item(cloud, name) for name in devices} != before:
        raise NotYet("the table has changed", expected="the same items as before", advice="check first, then write")
    return Passed(found="six errors, each with its type")


@LAB.step("A directive that comes again changes nothing")
def once(cloud: Cloud, obeyed: str) -> Passed:
    sent = directive("Alexa.BrightnessController", "AdjustBrightness", {"brightnessDelta": -20}, obeyed)
    sent["header"]["messageId"] = str(uuid.uuid4())
    answers = [functions.invoke(cloud, FUNCTION, {"directive": sent}) for _ in range(2)]
    kept = int(_item(cloud, obeyed)["brightness"]["N"])
    if kept != 80 or _error_type(answers[1].value) or answers[1].error_text:
        raise NotYet(
            f"100 %, lowered by 20 with one directive that came twice, is {kept} %; the second answer is "
            f"`{answers[1].error_text or _error_type(answers[1].value) or 'a Response'}`",
            expected="80 %, and a Response both times",
            advice="keep the messageId in the item, and write only if it is another one",
            evidence=f"logged:\n{answers[1].log}",
        )
    return Passed(found="80 %")


@LAB.step("No token and no code in the log, no client made in a call")
def discreet(cloud: Cloud, found: object, obeyed: str, refused: object) -> Passed:
    sent = directive("Alexa", "ReportState", {}, obeyed)
    log = functions.invoke(cloud, FUNCTION, {"directive": sent}).log
    if f"{CLIENTS} 0" not in log:
        raise NotYet("a call made a client", expected="none", advice="make it at the top of the file", evidence=log)
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    if "Atza|" in text:
        raise NotYet("the log holds an access token", expected="none", advice="never print a whole event")
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="the log is clean")


def _devices(random: Random) -> Devices:
    number = random.randint(10, 99)
    return {
        f"lamp-{number}": {"kind": "lamp", "name": "Shelf lamp", "power": "OFF", "brightness": 7, "online": True},
        f"lamp-{number + 1}": {"kind": "lamp", "name": "Desk lamp", "power": "OFF", "brightness": 9, "online": False},
        f"sensor-{number}": {
            "kind": "sensor",
            "name": "Paper store",
            "celsius": random.randint(30, 50) / 2,
            "online": True,
        },
    }


def _build(cloud: Cloud, source: str, devices: Mapping[str, Mapping[str, Any]]) -> None:
    dynamodb = cloud.client("dynamodb")
    arn = dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )["TableDescription"]["TableArn"]
    for name, item in devices.items():
        dynamodb.put_item(
            TableName=TABLE, Item={"id": {"S": name}} | {key: _typed(value) for key, value in item.items()}
        )
    rights = {"Action": [f"dynamodb:{name}Item" for name in ("Get", "Put", "Update")], "Resource": arn}
    scan = {"Action": ["dynamodb:Scan", "dynamodb:Query"], "Resource": arn}
    deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER}),
        handler="wrapper.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", [rights, scan]),
        timeout=8,
        memory=256,
        environment={"TABLE": TABLE},
    )
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="alexa",
        Action="lambda:InvokeFunction",
        Principal=PRINCIPAL,
        EventSourceToken=SKILL,
    )


def _typed(value: object) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"BOOL": value}
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def _item(cloud: Cloud, name: str) -> dict[str, Any]:
    item: dict[str, Any] = cloud.client("dynamodb").get_item(
        TableName=TABLE, Key={"id": {"S": name}}, ConsistentRead=True
    )["Item"]
    return item


def _error_type(value: Any) -> str:
    """The type of an ErrorResponse; empty for any other answer."""
    event = value.get("event") if isinstance(value, dict) else None
    if not isinstance(event, dict) or (event.get("header") or {}).get("name") != "ErrorResponse":
        return ""
    return str((event.get("payload") or {}).get("type"))


def _fine(answered: Answered, what: str, answers: list[Answered] | None = None) -> None:
    if answered.fine:
        return
    why = (
        answered.problems[0] if answered.problems else f"ErrorResponse {answered.error.type if answered.error else ''}"
    )
    raise NotYet(
        f"{what}: {why}",
        expected="an answer that Alexa takes whole",
        advice="mend what is named, and run `python -m pytest` in the lab's folder",
        evidence=f"{story(answers or [answered])}\nlogged:\n{answered.log or '(nothing)'}",
    )
