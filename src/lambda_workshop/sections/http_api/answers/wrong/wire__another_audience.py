"""expect: the authorizer's `Audience` is

The authorizer lets tokens of another app in.
"""
### INSTEAD OF
    JwtConfiguration={"Issuer": ana.issuer, "Audience": [ana.audience]},
### THIS
    JwtConfiguration={"Issuer": ana.issuer, "Audience": ["another-app"]},
