"""expect: names no SourceArn

Lets everybody's pool call.
"""
### INSTEAD OF
    Principal="cognito-idp.amazonaws.com", SourceArn=customers["Arn"],
)
### THIS
    Principal="cognito-idp.amazonaws.com",
)  # fmt: skip
