"""Returns a new event, and sets a text message as well."""
### INSTEAD OF
    elif source == "CustomMessage_SignUp":
### THIS
    elif source == "CustomMessage_SignUp":
        response["smsMessage"] = f"Inkwell: {request['codeParameter']}"
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
    return event
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
    return {**event, "response": {**response}}
