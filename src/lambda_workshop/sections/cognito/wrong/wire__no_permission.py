"""expect: AWS refuses it: the policy of

Forgets that Cognito needs leave to call.
"""

role, refused = cognito.role("inkwell-cognito-rules-role"), {"REFUSED": json.dumps(["throwaway.example"])}
rules = cognito.deploy("inkwell-cognito-rules", handler, role=role, environment=refused)

customers = fresh_pool(
    "inkwell-cognito-customers",
    LambdaConfig={"PreSignUp": rules, "CustomMessage": rules, "PreTokenGeneration": rules},
)
shop = idp.create_user_pool_client(
    UserPoolId=customers["Id"],
    ClientName="inkwell-cognito-shop",
    ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
)["UserPoolClient"]
