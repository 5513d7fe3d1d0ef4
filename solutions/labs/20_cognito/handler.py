"""Behind the shop's user pool: called by Cognito at sign-up, sign-in, migration and challenge."""

import hashlib
import hmac
import os
from datetime import UTC, datetime

import boto3

resource = boto3.resource("dynamodb")
customers, old_shop = resource.Table(os.environ["TABLE"]), resource.Table(os.environ["OLD"])
exceptions = resource.meta.client.exceptions
WRONG_ANSWERS = 3


def customer(request):
    return customers.get_item(Key={"id": request["userAttributes"].get("sub", "-")}).get("Item", {})


def confirmed(event):
    person = event["request"]["userAttributes"]
    item = {"id": person["sub"], "email": person.get("email", ""), "name": person.get("name", ""), "points": 0}
    try:
        customers.put_item(Item=item, ConditionExpression="attribute_not_exists(id)")
    except exceptions.ConditionalCheckFailedException:
        print("a customer already")


def before_sign_in(event):
    if customer(event["request"]).get("blocked"):
        raise PermissionError("This account is closed. Please call us.")


def after_sign_in(event):
    try:
        customers.update_item(
            Key={"id": event["request"]["userAttributes"]["sub"]},
            UpdateExpression="SET lastSeen = :now",
            ConditionExpression="attribute_exists(id)",
            ExpressionAttributeValues={":now": datetime.now(UTC).isoformat()},
        )
    except exceptions.ConditionalCheckFailedException:
        print("no customer yet")


def migrate(event):
    request, response = event["request"], event["response"]
    item = old_shop.get_item(Key={"username": event["userName"]}).get("Item")
    signs_in = event["triggerSource"] == "UserMigration_Authentication"
    if item is None or (signs_in and not right_password(item, request.get("password") or "")):
        raise PermissionError("Incorrect username or password")
    response["userAttributes"] = {"email": item["email"], "email_verified": "true", "name": item["name"]}
    response["messageAction"] = "SUPPRESS"
    if signs_in:
        response["finalUserStatus"] = "CONFIRMED"


def right_password(item, password):
    digest = hashlib.sha256(f"{item['salt']}{password}".encode()).hexdigest()
    return hmac.compare_digest(digest, item["hash"])


def define(event):
    rounds, response = event["request"]["session"], event["response"]
    last = rounds[-1] if rounds else {}
    passed = last.get("challengeName") == "CUSTOM_CHALLENGE" and last.get("challengeResult") is True
    response["issueTokens"] = passed
    response["failAuthentication"] = not passed and len(rounds) >= WRONG_ANSWERS
    if not passed and not response["failAuthentication"]:
        response["challengeName"] = "CUSTOM_CHALLENGE"


def create(event):
    event["response"]["publicChallengeParameters"] = {"question": "the number of your last order"}
    event["response"]["privateChallengeParameters"] = {"answer": str(customer(event["request"]).get("lastOrder", ""))}


def verify(event):
    request = event["request"]
    wanted = (request.get("privateChallengeParameters") or {}).get("answer", "")
    event["response"]["answerCorrect"] = bool(wanted) and request.get("challengeAnswer") == wanted


ACTIONS = {
    "PostConfirmation_ConfirmSignUp": confirmed,
    "PreAuthentication_Authentication": before_sign_in,
    "PostAuthentication_Authentication": after_sign_in,
    "UserMigration_Authentication": migrate,
    "UserMigration_ForgotPassword": migrate,
    "DefineAuthChallenge_Authentication": define,
    "CreateAuthChallenge_Authentication": create,
    "VerifyAuthChallengeResponse_Authentication": verify,
}


def handler(event, context):
    """Do what the trigger source asks for, and return the event."""
    print(event["triggerSource"])
    if action := ACTIONS.get(event["triggerSource"]):
        action(event)
    return event
