"""expect: in whose place Cognito puts the code

Types the parameter in, as it was in the example.
"""
### INSTEAD OF
        response["emailMessage"] = f"Hello {person.get('name', '')}! Your code is {request['codeParameter']}."
### THIS
        response["emailMessage"] = f"Hello {person.get('name', '')}! Your code is {{####}}."
### INSTEAD OF
        claims = {"tier": "staff" if proven else "customer"}
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}
### THIS
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
