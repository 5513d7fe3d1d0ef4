"""expect: API Gateway may not call the function

Everything is there, and the function lets nobody in.
"""
### INSTEAD OF
granted = lam.add_permission(
    FunctionName="inkwell-http-api-shop",
    StatementId=f"api-{api}",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
)
### THIS
