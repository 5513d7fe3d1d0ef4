"""expect: works here, but AWS would refuse it

Lets the API call for prices only.
"""
### INSTEAD OF
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/*",
    )
### THIS
        SourceArn=f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/GET/*",
    )
