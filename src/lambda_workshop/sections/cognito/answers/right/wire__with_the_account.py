"""Names the account as well, refuses more domains, and gives the app more flows."""

role, refused = (
    cognito.role("inkwell-cognito-rules-role"),
    {"REFUSED": json.dumps(["throwaway.example", "ten-minutes.example"])},
)
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused)

customers = fresh_pool(
    "inkwell-cognito-customers",
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules, "PreTokenGeneration": rules},
)
may_call = lam.add_permission(
    FunctionName="inkwell-cognito-rules", StatementId=customers["Id"], Action="lambda:InvokeFunction",
    Principal="cognito-idp.amazonaws.com", SourceArn=customers["Arn"], SourceAccount=customers["Arn"].split(":")[4],
)  # fmt: skip
shop = idp.create_user_pool_client(
    UserPoolId=customers["Id"],
    ClientName="inkwell-cognito-shop",
    ExplicitAuthFlows=["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
)["UserPoolClient"]
