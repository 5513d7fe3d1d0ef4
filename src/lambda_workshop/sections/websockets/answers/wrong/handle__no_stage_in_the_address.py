"""expect: the client's address is `https://{domainName}/{stage}`

The address without its stage.
"""
### INSTEAD OF
    api = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{told['domainName']}/{told['stage']}")
### THIS
    api = boto3.client("apigatewaymanagementapi", endpoint_url=f"https://{told['domainName']}")
