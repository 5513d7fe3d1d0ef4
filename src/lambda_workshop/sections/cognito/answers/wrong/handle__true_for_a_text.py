"""expect: `true` gets the tier 'customer'

Takes the text for a boolean.
"""
### INSTEAD OF
        proven = domain == "inkwell.example" and person.get("email_verified") == "true"
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        proven = domain == "inkwell.example" and person.get("email_verified") is True
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
