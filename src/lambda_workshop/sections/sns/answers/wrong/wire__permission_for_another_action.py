"""expect: do `lambda:GetFunction`, not `lambda:InvokeFunction`

A permission with the right principal and source, for another action.
"""
### INSTEAD OF
allow("inkwell-sns-invoice", orders)
### THIS
lam.add_permission(
    FunctionName="inkwell-sns-invoice",
    StatementId="topic",
    Action="lambda:GetFunction",
    Principal="sns.amazonaws.com",
    SourceArn=orders,
)
