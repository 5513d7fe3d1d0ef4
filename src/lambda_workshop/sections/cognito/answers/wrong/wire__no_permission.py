"""expect: AWS refuses it: the policy of

Forgets that Cognito needs leave to call.
"""
### INSTEAD OF
may_call = lam.add_permission(
    FunctionName="inkwell-cognito-rules", StatementId=customers["Id"], Action="lambda:InvokeFunction",
    Principal="cognito-idp.amazonaws.com", SourceArn=customers["Arn"],
)
### THIS
