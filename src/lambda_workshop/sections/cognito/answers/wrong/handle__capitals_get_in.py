"""expect: may sign up, and REFUSED is

Compares letters as they are.
"""
### INSTEAD OF
    domain = person.get("email", "").rpartition("@")[2].lower()
### THIS
    domain = person.get("email", "").rpartition("@")[2]
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
