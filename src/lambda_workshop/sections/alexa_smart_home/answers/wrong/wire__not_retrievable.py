"""expect: is not retrievable, so the app never asks

Leaves the flag out.
"""
### INSTEAD OF
        told["properties"] = {"supported": supported, "proactivelyReported": False, "retrievable": True}
### THIS
        told["properties"] = {"supported": supported, "proactivelyReported": False}
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
