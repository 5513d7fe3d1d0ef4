"""expect: got back something other than its event

Returns only what it has filled in.
"""
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
    return event
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
    return response
