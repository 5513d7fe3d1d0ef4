"""expect: AWS would refuse it

The principal of EventBridge's rules.
"""
### INSTEAD OF
allow("inkwell-alarm-breaker", "inkwell-alarm-checkout-errors")
### THIS
lam.add_permission(
    FunctionName="inkwell-alarm-breaker",
    StatementId="alarm",
    Action="lambda:InvokeFunction",
    Principal="events.amazonaws.com",
    SourceArn=f"arn:aws:cloudwatch:us-east-1:{account}:alarm:inkwell-alarm-checkout-errors",
    SourceAccount=account,
)
