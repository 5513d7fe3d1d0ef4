"""expect: does not allow execute-api:ManageConnections

The right names a stage that does not exist.
"""
### INSTEAD OF
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/POST/@connections/*",
### THIS
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/dev/POST/@connections/*",
