"""expect: made it fail: `KeyError: 'name'`

Takes a name for granted.
"""
### INSTEAD OF
        response["emailMessage"] = f"Hello {person.get('name', '')}! Your code is {request['codeParameter']}."
### THIS
        response["emailMessage"] = f"Hello {person['name']}! Your code is {request['codeParameter']}."
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
