"""expect: the policy lets alexa-appkit.amazon.com in

Takes the principal of a custom skill.
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
    Principal="alexa-appkit.amazon.com",
    EventSourceToken=SKILL,
)
