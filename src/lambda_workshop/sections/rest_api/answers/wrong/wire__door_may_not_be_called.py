"""expect: works here, but AWS would refuse it: the policy of `inkwell-rest-api-door`

Forgets the permission of the authorizer.
"""
### INSTEAD OF
for name in ("inkwell-rest-api-shop", "inkwell-rest-api-door"):
### THIS
for name in ("inkwell-rest-api-shop",):
