"""expect: names no rule, or no account

A permission without a source.
"""
### INSTEAD OF
allow("inkwell-iot-cooler", "inkwell_iot_hot")
### THIS
lam.add_permission(
    FunctionName="inkwell-iot-cooler",
    StatementId="rule",
    Action="lambda:InvokeFunction",
    Principal="iot.amazonaws.com",
)
