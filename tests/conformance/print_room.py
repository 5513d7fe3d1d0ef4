"""The print room's smart-home skill: a lamp whose state is in DynamoDB, and a temperature sensor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deployed import Deployed, deploy

if TYPE_CHECKING:
    from localstack_client.session import Session

SKILL = "amzn1.ask.skill.7a60c1de-55d2-4a0c-9f0e-3f5f8f2f1c22"
PRINCIPAL = "alexa-connectedhome.amazon.com"
LAMP, SENSOR = "print-room-lamp", "print-room-temperature"
TABLE = "inkwell-devices"

SOURCE = """
import datetime
import uuid

import boto3

TABLE = boto3.resource("dynamodb").Table("inkwell-devices")
LAMP, SENSOR = "print-room-lamp", "print-room-temperature"


def capability(interface, *names):
    told = {"type": "AlexaInterface", "interface": interface, "version": "3"}
    if names:
        supported = [{"name": name} for name in names]
        told["properties"] = {"supported": supported, "proactivelyReported": False, "retrievable": True}
    return told


def device(endpoint_id, name, category, *capabilities):
    return {
        "endpointId": endpoint_id,
        "manufacturerName": "Inkwell",
        "friendlyName": name,
        "description": "In the print room of Inkwell",
        "displayCategories": [category],
        "cookie": {"shelf": "3"},
        "capabilities": [capability("Alexa"), *capabilities],
    }


def devices():
    return [
        device(
            LAMP,
            "Print room lamp",
            "LIGHT",
            capability("Alexa.PowerController", "powerState"),
            capability("Alexa.BrightnessController", "brightness"),
        ),
        device(SENSOR, "Print room", "TEMPERATURE_SENSOR", capability("Alexa.TemperatureSensor", "temperature")),
    ]


def reported(namespace, name, value):
    now = datetime.datetime.now(datetime.timezone.utc)
    sample = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    told = {"namespace": namespace, "name": name, "value": value}
    return told | {"timeOfSample": sample, "uncertaintyInMilliseconds": 500}


def answer(directive, namespace, name, payload=None, properties=None):
    header = {"namespace": namespace, "name": name, "messageId": str(uuid.uuid4()), "payloadVersion": "3"}
    event = {"header": header, "payload": payload or {}}
    if "correlationToken" in directive["header"]:
        header["correlationToken"] = directive["header"]["correlationToken"]
        event["endpoint"] = {"endpointId": directive["endpoint"]["endpointId"]}
    return {"event": event} | ({"context": {"properties": properties}} if properties is not None else {})


def error(directive, kind, message):
    return answer(directive, "Alexa", "ErrorResponse", {"type": kind, "message": message})


def lamp():
    item = TABLE.get_item(Key={"id": LAMP}).get("Item", {})
    return {"power": item.get("power", "OFF"), "brightness": int(item.get("brightness", 100))}


def lamp_properties(state):
    return [
        reported("Alexa.PowerController", "powerState", state["power"]),
        reported("Alexa.BrightnessController", "brightness", state["brightness"]),
    ]


def handler(event, context):
    directive = event["directive"]
    name = directive["header"]["name"]
    if name == "Discover":
        return answer(directive, "Alexa.Discovery", "Discover.Response", {"endpoints": devices()})
    if name == "AcceptGrant":
        return answer(directive, "Alexa.Authorization", "AcceptGrant.Response")
    endpoint = directive["endpoint"]["endpointId"]
    if endpoint == SENSOR:
        celsius = {"value": 21.5, "scale": "CELSIUS"}
        warmth = [reported("Alexa.TemperatureSensor", "temperature", celsius)]
        return answer(directive, "Alexa", "StateReport", properties=warmth)
    if endpoint != LAMP:
        return error(directive, "NO_SUCH_ENDPOINT", endpoint)
    state = lamp()
    if name == "ReportState":
        return answer(directive, "Alexa", "StateReport", properties=lamp_properties(state))
    if name in ("TurnOn", "TurnOff"):
        state["power"] = "ON" if name == "TurnOn" else "OFF"
    elif name == "SetBrightness":
        if not 0 <= directive["payload"]["brightness"] <= 100:
            return error(directive, "VALUE_OUT_OF_RANGE", "0 to 100")
        state["brightness"] = directive["payload"]["brightness"]
    elif name == "AdjustBrightness":
        state["brightness"] = max(0, min(100, state["brightness"] + directive["payload"]["brightnessDelta"]))
    else:
        return error(directive, "INVALID_DIRECTIVE", name)
    TABLE.put_item(Item={"id": LAMP, **state})
    return answer(directive, "Alexa", "Response", properties=lamp_properties(state))
"""


def changed(*replacements: tuple[str, str]) -> str:
    """The skill's source with texts replaced; each must be there."""
    source = SOURCE
    for old, new in replacements:
        assert old in source, f"the skill has no {old!r}"
        source = source.replace(old, new)
    return source


def wrapped(change: str) -> str:
    """The skill's source with `change` done to every `event` (the answer to `directive`) before it is returned."""
    lines = "\n".join(f"    {line}" for line in change.strip().splitlines())
    return (
        SOURCE.replace("def handler(event, context):", "def answered(event, context):")
        + "\n\ndef handler(event, context):\n    directive = event['directive']\n"
        + "    event = answered(event, context)\n"
        + "    if directive['header']['name'] == 'Discover':\n        return event\n"
        + lines
        + "\n    return event\n"
    )


def deploy_home(session: Session, account: str, source: str = SOURCE, *, permit: bool = True) -> Deployed:
    """The table, and the function that Alexa may invoke for the skill unless `permit` is false."""
    tables = session.client("dynamodb")
    tables.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    function = deploy(session, account, source, name="inkwell-home", Timeout=10, MemorySize=256)
    waiter = function.functions.get_waiter("function_active_v2")
    waiter.wait(FunctionName="inkwell-home", WaiterConfig={"Delay": 0.1, "MaxAttempts": 600})
    if permit:
        permit_home(session)
    return function


def permit_home(session: Session, token: str = SKILL, principal: str = PRINCIPAL) -> None:
    """What the Lambda console does for the trigger "Alexa", product "Smart Home"."""
    session.client("lambda").add_permission(
        FunctionName="inkwell-home",
        StatementId=f"home-{token[-6:]}-{principal[6:10]}",
        Action="lambda:InvokeFunction",
        Principal=principal,
        EventSourceToken=token,
    )
