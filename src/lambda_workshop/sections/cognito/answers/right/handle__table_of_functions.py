"""A table of functions by trigger source, and the mail as HTML."""

import json
import os

STAFF = "inkwell.example"


def domain_of(person):
    return person.get("email", "").lower().split("@")[-1]


def judge(request, response):
    domain = domain_of(request["userAttributes"])
    if domain in json.loads(os.environ["REFUSED"]):
        raise PermissionError("Please take another address")
    response["autoConfirmUser"] = response["autoVerifyEmail"] = domain == STAFF


def word(request, response):
    name = request["userAttributes"].get("name") or "friend"
    response["emailSubject"] = "Your code"
    response["emailMessage"] = f"<p>Dear {name},</p><p><b>{request['codeParameter']}</b></p>"


def mark(request, response):
    person = request["userAttributes"]
    staff = domain_of(person) == STAFF and person["email_verified"] == "true"
    claims = {"tier": "staff" if staff else "customer", "shop": "inkwell"}
    response["claimsOverrideDetails"] = {"claimsToAddOrOverride": claims}


def handler(event, context):
    source = event["triggerSource"]
    act = {"PreSignUp_SignUp": judge, "CustomMessage_SignUp": word}.get(source)
    act = mark if source.startswith("TokenGeneration") else act
    if act:
        act(event["request"], event["response"])
    return event
