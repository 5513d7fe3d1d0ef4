"""expect: CustomMessage_ForgotPassword got the mail of a sign-up

Words every mail alike.
"""
### INSTEAD OF
    elif source == "CustomMessage_SignUp":
### THIS
    elif source.startswith("CustomMessage_"):
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
