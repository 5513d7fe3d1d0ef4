"""expect: has no capability `Alexa`

Forgets the base interface.
"""
### INSTEAD OF
        "capabilities": [capability("Alexa"), *capabilities],
### THIS
        "capabilities": [*capabilities],
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
