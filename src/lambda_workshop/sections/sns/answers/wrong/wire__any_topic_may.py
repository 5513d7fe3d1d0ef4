"""expect: any topic of anybody

A permission without a source.
"""
### INSTEAD OF
allow("inkwell-sns-invoice", orders)
### THIS
lam.add_permission(
    FunctionName="inkwell-sns-invoice",
    StatementId="topic",
    Action="lambda:InvokeFunction",
    Principal="sns.amazonaws.com",
)
