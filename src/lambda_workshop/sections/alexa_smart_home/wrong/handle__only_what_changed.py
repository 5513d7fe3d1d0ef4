"""expect: does not report `brightness`

Reports only one property.
"""

import uuid
from datetime import UTC, datetime


def respond(directive, lamp):
    sent, wish = directive["header"], directive["payload"]
    kind, name, payload = sent["name"], "Response", {}
    if kind in ("TurnOn", "TurnOff"):
        lamp["power"] = kind.removeprefix("Turn").upper()
    elif kind == "SetBrightness" and 0 <= wish["brightness"] <= 100:
        lamp["brightness"] = wish["brightness"]
    elif kind == "AdjustBrightness":
        lamp["brightness"] = max(0, min(100, lamp["brightness"] + wish["brightnessDelta"]))
    elif kind == "ReportState":
        name = "StateReport"
    else:
        why = "VALUE_OUT_OF_RANGE" if kind == "SetBrightness" else "INVALID_DIRECTIVE"
        name, payload = "ErrorResponse", {"type": why, "message": kind}
    header = {**sent, "namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4())}
    endpoint = {"endpointId": directive["endpoint"]["endpointId"]}
    now = {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 0}
    power = {"namespace": "Alexa.PowerController", "name": "powerState", "value": lamp["power"], **now}
    light = {"namespace": "Alexa.BrightnessController", "name": "brightness", "value": lamp["brightness"], **now}
    context = (
        {} if name == "ErrorResponse" else {"context": {"properties": [light] if "Brightness" in kind else [power]}}
    )
    return {"event": {"header": header, "endpoint": endpoint, "payload": payload}, **context}
