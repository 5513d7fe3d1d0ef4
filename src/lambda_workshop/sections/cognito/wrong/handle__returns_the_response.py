"""expect: got back something other than its event

Returns only what it has filled in.
"""

import json
import os

REFUSED = json.loads(os.environ.get("REFUSED", "[]"))


def handler(event, context):
    source, request, response = event["triggerSource"], event["request"], event["response"]
    person = request["userAttributes"]
    domain = person.get("email", "").rpartition("@")[2].lower()
    print(source)
    if source == "PreSignUp_SignUp":
        if domain in REFUSED:
            raise ValueError(f"We take no addresses of {domain}")
        if domain == "inkwell.example":
            response |= {"autoConfirmUser": True, "autoVerifyEmail": True}
    elif source == "CustomMessage_SignUp":
        response["emailSubject"] = "Welcome to Inkwell"
        response["emailMessage"] = f"Hello {person.get('name', '')}! Your code is {request['codeParameter']}."
    elif source.startswith("TokenGeneration_"):
        proven = domain == "inkwell.example" and person.get("email_verified") == "true"
        response["claimsOverrideDetails"] = {"claimsToAddOrOverride": {"tier": "staff" if proven else "customer"}}
    return response
