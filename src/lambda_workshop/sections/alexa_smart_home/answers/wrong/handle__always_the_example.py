"""expect: it reports `powerState` 'ON'

Turns the lamp on, whatever is asked, as in the example.
"""

import uuid
from datetime import UTC, datetime


def respond(directive, lamp):
    lamp.update({"power": "ON", "brightness": 40})
    now = {"timeOfSample": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "uncertaintyInMilliseconds": 500}
    name = "StateReport" if directive["header"]["name"] == "ReportState" else "Response"
    header = {"namespace": "Alexa", "name": name, "messageId": str(uuid.uuid4()), "payloadVersion": "3"}
    header["correlationToken"] = directive["header"]["correlationToken"]
    properties = [
        {"namespace": "Alexa.PowerController", "name": "powerState", "value": "ON", **now},
        {"namespace": "Alexa.BrightnessController", "name": "brightness", "value": 40, **now},
    ]
    event = {"header": header, "endpoint": {"endpointId": "print-room-lamp"}, "payload": {}}
    return {"event": event, "context": {"properties": properties}}
