"""expect: the permission is for `amzn1.ask.skill.

Copied the id of another skill.
"""
### INSTEAD OF
allow("inkwell-alexa-skill-orders")
### THIS
lam.add_permission(
    FunctionName="inkwell-alexa-skill-orders",
    StatementId="alexa",
    Action="lambda:InvokeFunction",
    Principal="alexa-appkit.amazon.com",
    EventSourceToken="amzn1.ask.skill.00000000-0000-4000-8000-000000000000",
)
