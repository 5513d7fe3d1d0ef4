"""expect: The function's policy does not let the API in

Gives the API a second permission.
"""

api = next(item["ApiId"] for item in gateway.get_apis()["Items"] if item["Name"] == "inkwell-http-api-debug")
lam.add_permission(
    FunctionName="inkwell-http-api-debug-status",
    StatementId="again",
    Action="lambda:InvokeFunction",
    Principal="apigateway.amazonaws.com",
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
)
cause = "a"
