"""expect: the function may run for 30 s

Gives the function half a minute.
"""

role, refused = cognito.role("inkwell-cognito-rules-role"), {"REFUSED": json.dumps(["throwaway.example"])}
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused, timeout=30)

customers = fresh_pool(
    "inkwell-cognito-customers",
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules, "PreTokenGeneration": rules},
)
may_call = lam.add_permission(
    FunctionName="inkwell-cognito-rules", StatementId=customers["Id"], Action="lambda:InvokeFunction",
    Principal="cognito-idp.amazonaws.com", SourceArn=customers["Arn"],
)  # fmt: skip
shop = idp.create_user_pool_client(
    UserPoolId=customers["Id"],
    ClientName="inkwell-cognito-shop",
    ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
)["UserPoolClient"]
