"""expect: any log group of anybody

A permission without a source.
"""
### INSTEAD OF
allow("inkwell-logs-alert", "inkwell-logs-payments")
### THIS
lam.add_permission(
    FunctionName="inkwell-logs-alert",
    StatementId="logs",
    Action="lambda:InvokeFunction",
    Principal="logs.amazonaws.com",
)
