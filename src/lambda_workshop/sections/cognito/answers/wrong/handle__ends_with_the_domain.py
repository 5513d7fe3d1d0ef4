"""expect: made it fail: `ValueError

Refuses domains that only end alike.
"""
### INSTEAD OF
        if domain in REFUSED:
### THIS
        if domain.endswith(tuple(REFUSED)):
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
