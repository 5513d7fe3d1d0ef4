"""expect: any rule of any account

A permission without a source.
"""
### INSTEAD OF
allow("inkwell-bus-packer", large_arn)
### THIS
lam.add_permission(
    FunctionName="inkwell-bus-packer",
    StatementId="rule",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
)
