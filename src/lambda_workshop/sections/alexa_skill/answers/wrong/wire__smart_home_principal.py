"""expect: the policy lets alexa-connectedhome.amazon.com in

Takes the principal of another kind of skill.
"""
### INSTEAD OF
allow("inkwell-alexa-skill-orders")
### THIS
lam.add_permission(
    FunctionName="inkwell-alexa-skill-orders",
    StatementId="alexa",
    Action="lambda:InvokeFunction",
    Principal="alexa-connectedhome.amazon.com",
    EventSourceToken=SKILL,
)
