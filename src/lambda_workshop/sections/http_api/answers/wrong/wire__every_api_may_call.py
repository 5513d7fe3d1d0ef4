"""expect: lets every API call the function

A permission without a source ARN.
"""
### INSTEAD OF
    SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
### THIS
