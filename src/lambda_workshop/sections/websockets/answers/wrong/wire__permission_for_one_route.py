"""expect: not for `arn:aws:execute-api

The chat may be called for `say` only.
"""
### INSTEAD OF
    allow(arn.split(":")[-1], api)
### THIS
allow("inkwell-websockets-door", api)
lam.add_permission(
    FunctionName="inkwell-websockets-chat",
    StatementId="say",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/say",
)
