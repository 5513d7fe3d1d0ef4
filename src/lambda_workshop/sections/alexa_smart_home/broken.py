"""The drying lamp that Alexa switches and never dims: put in place, and asked as its users ask."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import Cloud, cleanup, deploying, functions
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.alexa_smart_home.home import SKILL, app, home
from lambda_workshop.simulators.alexa import Answered
from lambda_workshop.simulators.alexa.smart_home import PRINCIPAL

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

ROOM = "inkwell-alexa-smart-home-debug"
FUNCTION, ROLE = f"{ROOM}-dryer", f"{ROOM}-role"

CODE = """\
import json
import os
import uuid
from datetime import UTC, datetime

state = {"powerState": "OFF", "brightness": 100}


def answer(sent, namespace, name, payload):
    header = {**sent, "namespace": namespace, "name": name, "messageId": str(uuid.uuid4())}
    return {"event": {"header": header, "payload": payload}}


def handler(event, context):
    directive = event["directive"]
    sent, wish = directive["header"], directive["payload"]
    if sent["name"] == "Discover":
        endpoints = json.loads(os.environ["ENDPOINTS"])
        print("discovered", json.dumps(endpoints, indent=2))
        return answer(sent, "Alexa.Discovery", "Discover.Response", {"endpoints": endpoints})
    print(sent["namespace"], sent["name"], wish)
    if sent["name"] in ("TurnOn", "TurnOff"):
        state["powerState"] = "ON" if sent["name"] == "TurnOn" else "OFF"
    if sent["name"] == "SetBrightness":
        state["brightness"] = wish["brightness"]
    told = answer(sent, "Alexa", "StateReport" if sent["name"] == "ReportState" else "Response", {})
    told["event"]["endpoint"] = {"endpointId": directive["endpoint"]["endpointId"]}
    at = {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 0}
    power = {"namespace": "Alexa.PowerController", "name": "powerState", "value": state["powerState"], **at}
    light = {"namespace": "Alexa.BrightnessController", "name": "brightness", "value": state["brightness"], **at}
    return {**told, "context": {"properties": [power, light]}}
"""


def broken_endpoints(lamp: str) -> list[dict[str, Any]]:
    """The dryer as the broken skill tells of it: its brightness has a number for a version, and texts for objects."""
    flags = {"proactivelyReported": False, "retrievable": True}
    kind = {"type": "AlexaInterface"}
    return [
        {
            "endpointId": lamp,
            "manufacturerName": "Inkwell",
            "friendlyName": "Drying lamp",
            "description": "Dries the prints, by Inkwell",
            "displayCategories": ["LIGHT"],
            "capabilities": [
                {**kind, "interface": "Alexa", "version": "3"},
                {
                    **kind,
                    "interface": "Alexa.PowerController",
                    "version": "3",
                    "properties": {"supported": [{"name": "powerState"}], **flags},
                },
                {
                    **kind,
                    "interface": "Alexa.BrightnessController",
                    "version": 3,
                    "properties": {"supported": ["brightness"], **flags},
                },
            ],
        }
    ]


def put_in_place(cloud: Cloud) -> list[tuple[str, str]]:
    """Deploy the broken skill, permitted as it should be, and let Alexa discover it; returns what there is to show."""
    cleanup.remove(cloud, (ROOM,), ("lambda", "iam", "logs"))
    lamp = f"drying-lamp-{Random().randint(100, 999)}"
    deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"index.py": CODE}),
        handler="index.handler",
        role_arn=deploying.role(cloud, ROLE),
        environment={"ENDPOINTS": json.dumps(broken_endpoints(lamp)), "LAMP": lamp},
    )
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="alexa",
        Action="lambda:InvokeFunction",
        Principal=PRINCIPAL,
        EventSourceToken=SKILL,
    )
    home(cloud, FUNCTION).discover()
    return [
        ("function", f"{FUNCTION}: tells Alexa of the device in its variable ENDPOINTS"),
        ("device", f"Drying lamp, `{lamp}`"),
        ("permission", f"{PRINCIPAL} with the skill's id"),
        ("what you hear", "it can be switched; nobody can dim it, and the app has no slider"),
    ]


def try_it(lesson: Lesson) -> Output:
    """Discover, switch and dim the drying lamp, and see what the customer sees: no more than that."""
    room = home(lesson.cloud, FUNCTION)
    room.discover()
    lamp = lesson.client("lambda").get_function_configuration(FunctionName=FUNCTION)["Environment"]["Variables"]["LAMP"]
    rows = []
    asked: tuple[tuple[str, Callable[[], Answered]], ...] = (
        ("turn on the drying lamp", lambda: room.turn_on(lamp)),
        ("set the drying lamp to 30 percent", lambda: room.set_brightness(lamp, 30)),
    )
    for sentence, action in asked:
        answered = action()
        sent = answered.directive["directive"]["header"]["name"] if answered.directive else "nothing"
        says = "OK." if answered.fine else "That device doesn't support this."
        shown = room.shown(lamp)
        rows.append((sentence, sent, says, app(shown) if shown else "no such device"))
    return Output(Table("Drying lamp", ("You say", "Alexa sends", "Alexa says", "The app shows"), rows))
