"""expect: in whose place Cognito puts the code

Forgets the place of the code.
"""
### INSTEAD OF
        response["emailMessage"] = f"Hello {person.get('name', '')}! Your code is {request['codeParameter']}."
### THIS
        response["emailMessage"] = f"Hello {person.get('name', '')}! Your code follows."
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
