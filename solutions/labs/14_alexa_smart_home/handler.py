"""The print room's smart home: called by Alexa with every directive for its devices."""

import os
import uuid
from datetime import UTC, datetime

import boto3
from botocore.exceptions import ClientError

table = boto3.resource("dynamodb").Table(os.environ["TABLE"])
FLAGS = {"proactivelyReported": False, "retrievable": True}
KINDS = {
    "lamp": ("LIGHT", {"Alexa.PowerController": "powerState", "Alexa.BrightnessController": "brightness"}),
    "sensor": ("TEMPERATURE_SENSOR", {"Alexa.TemperatureSensor": "temperature"}),
}


class Refused(Exception):
    """What an ErrorResponse tells: its type and a message."""


def answer(directive, name, payload=None, properties=None, namespace="Alexa"):
    header = {**directive["header"], "namespace": namespace, "name": name, "messageId": str(uuid.uuid4())}
    event = {"header": header, "payload": payload or {}}
    if "endpoint" in directive:
        event["endpoint"] = {"endpointId": directive["endpoint"]["endpointId"]}
    return {"event": event} | ({"context": {"properties": properties}} if properties else {})


def endpoint(item):
    category, properties = KINDS[item["kind"]]
    base = {"type": "AlexaInterface", "interface": "Alexa", "version": "3"}
    more = [
        {**base, "interface": interface, "properties": {"supported": [{"name": name}], **FLAGS}}
        for interface, name in properties.items()
    ]
    return {
        "endpointId": item["id"],
        "manufacturerName": "Inkwell",
        "friendlyName": item["name"],
        "description": f"{item['name']}, by Inkwell",
        "displayCategories": [category],
        "capabilities": [base, *more],
    }


def properties_of(item):
    values = {
        "powerState": lambda: item["power"],
        "brightness": lambda: int(item["brightness"]),
        "temperature": lambda: {"value": float(item["celsius"]), "scale": "CELSIUS"},
    }
    now = {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 500}
    named = KINDS[item["kind"]][1].items()
    return [{"namespace": space, "name": name, "value": values[name](), **now} for space, name in named]


def wish_of(name, payload, lamp):
    """The attributes that the lamp is to have."""
    if name in ("TurnOn", "TurnOff"):
        return {"power": name.removeprefix("Turn").upper()}
    if name == "SetBrightness":
        if not 0 <= payload["brightness"] <= 100:
            raise Refused("VALUE_OUT_OF_RANGE", "0 to 100")
        return {"brightness": payload["brightness"]}
    return {"brightness": max(0, min(100, int(lamp["brightness"]) + payload["brightnessDelta"]))}


def write(item, wish, message_id):
    """Write the wish, unless this directive was the last that changed the lamp."""
    ((name, value),) = wish.items()
    try:
        return table.update_item(
            Key={"id": item["id"]},
            UpdateExpression="SET #name = :value, #last = :id",
            ConditionExpression="attribute_not_exists(#last) OR #last <> :id",
            ExpressionAttributeNames={"#name": name, "#last": "lastDirective"},
            ExpressionAttributeValues={":value": value, ":id": message_id},
            ReturnValues="ALL_NEW",
        )["Attributes"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return item


def control(directive):
    header = directive["header"]
    item = table.get_item(Key={"id": directive["endpoint"]["endpointId"]}, ConsistentRead=True).get("Item")
    if item is None:
        raise Refused("NO_SUCH_ENDPOINT", "no such device")
    if not item["online"]:
        raise Refused("ENDPOINT_UNREACHABLE", "it is offline")
    if (header["namespace"], header["name"]) == ("Alexa", "ReportState"):
        return answer(directive, "StateReport", properties=properties_of(item))
    able = KINDS[item["kind"]][1]
    if header["namespace"] not in able or header["name"] not in (
        "TurnOn",
        "TurnOff",
        "SetBrightness",
        "AdjustBrightness",
    ):
        raise Refused("INVALID_DIRECTIVE", header["name"])
    item = write(item, wish_of(header["name"], directive["payload"], item), header["messageId"])
    return answer(directive, "Response", properties=properties_of(item))


def handler(event, context):
    """Answer one directive of Alexa's."""
    directive = event["directive"]
    name = directive["header"]["name"]
    print(directive["header"]["namespace"], name)
    try:
        if name == "Discover":
            endpoints = [endpoint(item) for item in table.scan()["Items"]]
            return answer(directive, "Discover.Response", {"endpoints": endpoints}, namespace="Alexa.Discovery")
        if name == "AcceptGrant":
            return answer(directive, "AcceptGrant.Response", namespace="Alexa.Authorization")
        return control(directive)
    except Refused as refused:
        kind, message = refused.args
    except Exception as error:
        print(f"failed: {type(error).__name__}")
        kind, message = "INTERNAL_ERROR", "see the log"
    return answer(directive, "ErrorResponse", {"type": kind, "message": message})
