"""expect: do `lambda:GetFunction`, not `lambda:InvokeFunction`

A permission with the right principal and token, for another action.
"""
### ADD
lam.remove_permission(FunctionName="inkwell-alexa-skill-orders", StatementId="alexa")
lam.add_permission(
    FunctionName="inkwell-alexa-skill-orders",
    StatementId="alexa",
    Action="lambda:GetFunction",
    Principal="alexa-appkit.amazon.com",
    EventSourceToken=SKILL,
)
