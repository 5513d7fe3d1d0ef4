"""expect: so every skill in the world may call your function

Lets Alexa in without naming the skill.
"""
### INSTEAD OF
allow("inkwell-alexa-skill-orders")
### THIS
lam.add_permission(
    FunctionName="inkwell-alexa-skill-orders",
    StatementId="alexa",
    Action="lambda:InvokeFunction",
    Principal="alexa-appkit.amazon.com",
)
