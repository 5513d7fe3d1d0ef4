"""expect: so every smart-home skill in the world may call your function

Lets Alexa in without naming the skill.
"""
### INSTEAD OF
where = {"TABLE": name}
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment=where)
allow(room)
### THIS
alexa_smart_home.deploy(room, respond, role=role, files=files, entry="room.handler", environment={"TABLE": name})
lam.add_permission(
    FunctionName=room,
    StatementId="alexa",
    Action="lambda:InvokeFunction",
    Principal="alexa-connectedhome.amazon.com",
)
