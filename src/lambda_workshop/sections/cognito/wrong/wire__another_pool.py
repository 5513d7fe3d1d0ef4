"""expect: invoke it for arn:aws:cognito-idp

Names the pool of the example.
"""

role, refused = cognito.role("inkwell-cognito-rules-role"), {"REFUSED": json.dumps(["throwaway.example"])}
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused)

customers = fresh_pool(
    "inkwell-cognito-customers",
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules, "PreTokenGeneration": rules},
)
may_call = lam.add_permission(
    FunctionName="inkwell-cognito-rules", StatementId=customers["Id"], Action="lambda:InvokeFunction",
    Principal="cognito-idp.amazonaws.com", SourceArn=pool["Arn"],
)  # fmt: skip
shop = idp.create_user_pool_client(
    UserPoolId=customers["Id"],
    ClientName="inkwell-cognito-shop",
    ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
)["UserPoolClient"]
