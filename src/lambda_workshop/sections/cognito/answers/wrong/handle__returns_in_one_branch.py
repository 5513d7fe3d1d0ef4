"""expect: PostAuthentication_Authentication got nothing back

Returns the event only where it has something to say.
"""
### INSTEAD OF
    elif source.startswith("TokenGeneration_"):
        proven = domain == "inkwell.example" and person.get("email_verified") == "true"
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
    elif not source.startswith("TokenGeneration_"):
        return None if source.startswith("Post") else event
    else:
        proven = domain == "inkwell.example" and person.get("email_verified") == "true"
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
