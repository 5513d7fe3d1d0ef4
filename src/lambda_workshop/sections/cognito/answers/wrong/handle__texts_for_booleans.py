"""expect: autoConfirmUser 'true'

Writes booleans as texts.
"""
### INSTEAD OF
            response |= {"autoConfirmUser": True, "autoVerifyEmail": True}
### THIS
            response |= {"autoConfirmUser": "true", "autoVerifyEmail": "true"}
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
