"""expect: the permission is for `amzn1.ask.skill.0

Copied the id of another skill.
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
    EventSourceToken="amzn1.ask.skill.00000000-0000-4000-8000-000000000000",
)
