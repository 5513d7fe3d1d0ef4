"""expect: no device has the endpointId `print-room-temperature`

Tells of the lamp alone.
"""
### INSTEAD OF
endpoints = [lamp, device("print-room-temperature", "Print room", "TEMPERATURE_SENSOR", warmth)]
### THIS
endpoints = [lamp]
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
