"""expect: PreSignUp_AdminCreateUser for

Refuses people whom an administrator invites.
"""
### INSTEAD OF
    if source == "PreSignUp_SignUp":
### THIS
    if source.startswith("PreSignUp_"):
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
