"""A match statement, errors raised inside and caught outside."""

import uuid
from datetime import UTC, datetime


class Refused(Exception):
    pass


def change(name, wish, lamp):
    match name:
        case "TurnOn":
            lamp["power"] = "ON"
        case "TurnOff":
            lamp["power"] = "OFF"
        case "SetBrightness" if wish["brightness"] not in range(101):
            raise Refused("VALUE_OUT_OF_RANGE")
        case "SetBrightness":
            lamp["brightness"] = wish["brightness"]
        case "AdjustBrightness":
            lamp["brightness"] = sorted((0, lamp["brightness"] + wish["brightnessDelta"], 100))[1]
        case "ReportState":
            return "StateReport"
        case _:
            raise Refused("INVALID_DIRECTIVE")
    return "Response"


def respond(directive, lamp):
    sent = directive["header"]
    header = {"namespace": "Alexa", "messageId": uuid.uuid4().hex, "payloadVersion": "3"}
    header["correlationToken"] = sent["correlationToken"]
    answer = {"event": {"header": header, "endpoint": directive["endpoint"], "payload": {}}}
    try:
        header["name"] = change(sent["name"], directive["payload"], lamp)
    except Refused as refused:
        header["name"] = "ErrorResponse"
        answer["event"]["payload"] = {"type": str(refused), "message": "no"}
        return answer
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    answer["context"] = {
        "properties": [
            {"namespace": space, "name": name, "value": value, "timeOfSample": now, "uncertaintyInMilliseconds": 200}
            for space, name, value in (
                ("Alexa.PowerController", "powerState", lamp["power"]),
                ("Alexa.BrightnessController", "brightness", lamp["brightness"]),
            )
        ]
    }
    return answer
