"""expect: ALLOW_USER_PASSWORD_AUTH among them

Allows another flow than the shop needs.
"""
### INSTEAD OF
    ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
### THIS
    ExplicitAuthFlows=["ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
