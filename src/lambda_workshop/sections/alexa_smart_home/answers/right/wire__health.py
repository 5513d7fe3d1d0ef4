"""The lamp tells its health too, and the role has its two rights in two statements."""
### INSTEAD OF
warmth = capability("Alexa.TemperatureSensor", "temperature")
lamp = device("print-room-lamp", "Print room lamp", "LIGHT", power, light)
### THIS
health = capability("Alexa.EndpointHealth", "connectivity")
health["properties"]["retrievable"] = False
warmth = capability("Alexa.TemperatureSensor", "temperature")
lamp = device("print-room-lamp", "Print room lamp", "LIGHT", power, light, health)
### INSTEAD OF
role = alexa_smart_home.role("inkwell-alexa-smart-home-room-role", policies=[rights])
### THIS
role = alexa_smart_home.role(
    "inkwell-alexa-smart-home-room-role", policies=[rights | {"Action": action} for action in rights["Action"]]
)
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
