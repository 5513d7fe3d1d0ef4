"""Reports the connectivity as well, and gives the valid range with the error."""
### INSTEAD OF
        name, payload = "ErrorResponse", {"type": why, "message": kind}
### THIS
        name, payload = (
            "ErrorResponse",
            {"type": why, "message": kind, "validRange": {"minimumValue": 0, "maximumValue": 100}},
        )
### INSTEAD OF
    context = {} if name == "ErrorResponse" else {"context": {"properties": [power, light]}}
### THIS
    health = {"namespace": "Alexa.EndpointHealth", "name": "connectivity", "value": {"value": "OK"}, **now}
    context = {} if name == "ErrorResponse" else {"context": {"properties": [power, light, health]}}
