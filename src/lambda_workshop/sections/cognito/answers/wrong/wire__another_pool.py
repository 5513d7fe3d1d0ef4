"""expect: invoke it for `arn:aws:cognito-idp

Names the pool of the example.
"""
### INSTEAD OF
    Principal="cognito-idp.amazonaws.com", SourceArn=customers["Arn"],
)
### THIS
    Principal="cognito-idp.amazonaws.com", SourceArn=pool["Arn"],
)  # fmt: skip
