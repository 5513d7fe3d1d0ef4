"""expect: lets every API call `inkwell-websockets-chat`, also those of other accounts

A permission without a source.
"""
### ADD
lam.add_permission(
    FunctionName="inkwell-websockets-chat",
    StatementId="anybody",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
)
