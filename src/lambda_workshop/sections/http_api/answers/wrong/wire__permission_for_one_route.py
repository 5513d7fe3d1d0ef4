"""expect: API Gateway may not call the function

The permission covers the prices and nothing else.
"""
### INSTEAD OF
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
### THIS
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*/GET/prices/*",
