"""One more route, a time-out for each integration, and a right for every stage."""
### INSTEAD OF
    "Resource": [table_arn, f"{table_arn}/index/by-order"],
### THIS
    "Resource": [table_arn, f"{table_arn}/index/*"],
### INSTEAD OF
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/prod/POST/@connections/*",
### THIS
    "Resource": f"arn:aws:execute-api:us-east-1:{account}:{api}/*/*/@connections/*",
### INSTEAD OF
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default"))):
    made = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn))
### THIS
for arn, keys in ((door_arn, ("$connect", "$disconnect")), (chat, ("say", "$default", "typing"))):
    # Every route waits for five seconds at most.
    made = gateway.create_integration(
        ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri_of(arn), TimeoutInMillis=5000
    )
