"""expect: `version` is 3, and Alexa expects the text "3"

Writes the version as a number.
"""
### INSTEAD OF
    told = {"type": "AlexaInterface", "interface": interface, "version": "3"}
### THIS
    told = {"type": "AlexaInterface", "interface": interface, "version": 3}
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
