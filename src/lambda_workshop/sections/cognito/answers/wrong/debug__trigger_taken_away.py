"""expect: the pool calls `nothing`

Makes the trouble go away, and the rule with it.
"""

cause = "b"
pools = idp.list_user_pools(MaxResults=60)["UserPools"]
partners = next(item["Id"] for item in pools if item["Name"] == "inkwell-cognito-debug-partners")
idp.update_user_pool(UserPoolId=partners, LambdaConfig={}, AutoVerifiedAttributes=["email"])
