"""Grades the lab: deploys the learner's handler behind a user pool, and signs people up and in, in every way."""

from __future__ import annotations

import hashlib
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, cleanup, deploying, functions, logs, mailbox
from lambda_workshop.sections.cognito.customers import (
    PASSWORD,
    Person,
    Pool,
    confirm,
    domain,
    find,
    golden,
    person,
    said,
    sign_in,
    sign_up,
)

ROOM = "inkwell-cognito-lab"
POOL, CLIENT, FUNCTION = f"{ROOM}-pool", f"{ROOM}-app", f"{ROOM}-people"
TABLE, OLD = f"{ROOM}-customers", f"{ROOM}-old-shop"
SERVICES = ("lambda", "cognito-idp", "dynamodb", "iam", "logs")
TRIGGERS = (
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "UserMigration",
    "DefineAuthChallenge",
    "CreateAuthChallenge",
    "VerifyAuthChallengeResponse",
)
_NEW = "Roses-and-2-presses"

LAB = Exercise(
    "lab",
    title="The customer's record, and the old shop",
    points=6,
    hints=(
        "One function, many reasons: make a table from trigger source to a small function, and return the event in one "
        "place.",
        "A condition in the write itself keeps what is there. For the challenge, the session in the event tells all the "
        "rounds that went before.",
        "`ConditionExpression='attribute_not_exists(id)'` in `put_item`. In Define: `issueTokens` if the last round's "
        "`challengeResult` is True, `failAuthentication` after three rounds, else `challengeName`.",
    ),
    resources=(ROOM,),
)


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "cognito")


@LAB.step("A customer who confirms gets a record", weight=2)
def joined(cloud: Cloud, source: str, random: Random) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    _build(cloud, source)
    pool = find(cloud, POOL, CLIENT)
    assert pool is not None
    who = person(random, domain(random))
    sub = _told(lambda: sign_up(cloud, pool, who), "SignUp", cloud)["UserSub"]
    _told(lambda: confirm(cloud, pool, who), "ConfirmSignUp", cloud)
    item = _item(cloud, sub)
    wanted = {"id": {"S": sub}, "email": {"S": who.email}, "name": {"S": who.name}, "points": {"N": "0"}}
    if item != wanted:
        raise NotYet(f"the table holds `{item}`", expected=f"`{wanted}`", advice="read README.md, point 1")
    return Passed((pool, who, sub), found=f"{who.name} is there, with no points yet")


@LAB.step("A forgotten password changes nothing")
def kept(cloud: Cloud, joined: tuple[Pool, Person, str]) -> Passed:
    pool, who, sub = joined
    idp = cloud.client("cognito-idp")
    _set(cloud, sub, "points", {"N": "70"})
    idp.forgot_password(ClientId=pool.client_id, Username=who.username)
    code = mailbox.latest(cloud, who.email, pool=pool.id, sources=("CustomMessage_ForgotPassword",)).code
    call = {"ClientId": pool.client_id, "Username": who.username, "ConfirmationCode": code, "Password": PASSWORD}
    _told(lambda: idp.confirm_forgot_password(**call), "ConfirmForgotPassword", cloud)
    again = golden("post_confirmation")
    again["request"]["userAttributes"] |= {"sub": sub, "email": who.email, "name": who.name}
    functions.invoke(cloud, FUNCTION, again)
    if (points := _item(cloud, sub).get("points")) != {"N": "70"}:
        raise NotYet(
            f"70 points have become {points}",
            expected="70: after a forgotten password, and after a confirmation that came twice",
            advice="read README.md, point 1",
        )
    return Passed(found="70 points stay 70 points")


@LAB.step("Signing in is noticed, and refused to who is blocked")
def gate(cloud: Cloud, joined: tuple[Pool, Person, str]) -> Passed:
    pool, who, sub = joined
    _told(lambda: sign_in(cloud, pool, who), "InitiateAuth", cloud)
    if "lastSeen" not in _item(cloud, sub):
        raise NotYet("no `lastSeen` after a sign-in", expected="the time", advice="read README.md, point 3")
    _set(cloud, sub, "blocked", {"BOOL": True})
    try:
        sign_in(cloud, pool, who)
    except ClientError as error:
        if error.response["Error"]["Code"] != "UserLambdaValidationException":
            raise NotYet(f"`{said(error)}`", expected="UserLambdaValidationException") from error
    else:
        raise NotYet("who is blocked signs in", expected="an error", advice="read README.md, point 2")
    finally:
        _set(cloud, sub, "blocked", {"BOOL": False})
    return Passed(found="`lastSeen` is set, and a blocked customer stays outside")


@LAB.step("The old shop's customers come over with their password", weight=2)
def migrated(cloud: Cloud, joined: tuple[Pool, Person, str], random: Random) -> Passed:
    pool = joined[0]
    old, stranger = person(random, domain(random)), person(random, domain(random))
    salt = f"{random.randrange(16**6):06x}"
    words = {"username": old.username, "email": old.email, "name": old.name, "salt": salt}
    words["hash"] = hashlib.sha256(f"{salt}{PASSWORD}".encode()).hexdigest()
    cloud.client("dynamodb").put_item(TableName=OLD, Item={name: {"S": value} for name, value in words.items()})
    for who, password in ((old, _NEW), (stranger, PASSWORD)):
        try:
            _auth(cloud, pool, who, password)
        except ClientError:
            continue
        raise NotYet(
            f"{'a wrong password' if who is old else 'a stranger'} came over",
            expected="an error, raised by your function",
        )
    claims = _told(lambda: sign_in(cloud, pool, old), "InitiateAuth", cloud)
    if (claims.get("email"), claims.get("email_verified")) != (old.email, True):
        raise NotYet(
            f"the token says {claims.get('email')}, verified {claims.get('email_verified')}",
            expected=f"{old.email}, verified True",
            advice="read README.md, point 4",
        )
    return Passed(found=f"{old.email} is over, a wrong password and a stranger are not")


@LAB.step("The last order's number opens the door, three wrong ones close it", weight=2)
def challenged(cloud: Cloud, joined: tuple[Pool, Person, str], random: Random) -> Passed:
    pool, who, sub = joined
    order = f"INK-{random.randrange(10**5):05d}"
    # Without an order no answer is right, also not the empty one.
    for given in (order, " "):
        if "AuthenticationResult" in _answer(cloud, pool, who, [given])[-1]:
            raise NotYet(f"who has no order gets in with `{given}`", expected="no answer that is right")
    _set(cloud, sub, "lastOrder", {"S": order})
    first = _answer(cloud, pool, who, [])[0]
    if order in str(first.get("ChallengeParameters")):
        raise NotYet("the public parameters tell the answer", expected="it in `privateChallengeParameters`")
    answers = _answer(cloud, pool, who, ["INK-", order])
    if "AuthenticationResult" not in answers[-1]:
        raise NotYet(f"a wrong answer and the right one gave `{answers[-1]}`", expected="tokens")
    closed = _answer(cloud, pool, who, ["1", "2", "3"])[-1]
    if closed.get("error") != "NotAuthorizedException":
        raise NotYet(f"three wrong answers gave `{closed}`", expected="NotAuthorizedException: `failAuthentication`")
    return Passed(found="one of three answers right: tokens; none: closed")


@LAB.step("No secret in the log, no client made in a call", needs=("migrated",))
def discreet(cloud: Cloud, joined: tuple[Pool, Person, str], challenged: object) -> Passed:
    event = golden("pre_authentication")
    event["request"]["userAttributes"]["sub"] = joined[2]
    log = functions.invoke(cloud, FUNCTION, event).log
    if f"{CLIENTS} 0" not in log:
        raise NotYet("a call made a client", expected="none", advice="make it at the top of the file", evidence=log)
    text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION))
    for secret in (PASSWORD, _NEW, joined[1].email, "INK-"):
        if secret in text:
            raise NotYet(f"the log holds `{secret}`", expected="no password, no answer, no address")
    cleanup.remove(cloud, (ROOM,), SERVICES)
    return Passed(found="the log is clean")


def _told(call: Any, name: str, cloud: Cloud) -> Any:
    """What the call gives; an error of Cognito's is a failed step, shown with the function's log."""
    try:
        return call()
    except ClientError as error:
        text = "\n".join(line.text for line in logs.lines(cloud, FUNCTION)[-30:])
        raise NotYet(
            f"{name}: `{said(error)}`",
            expected="no error",
            advice="run `python -m pytest` in the lab's folder",
            evidence=f"logged:\n{text or '(nothing)'}",
        ) from error


def _auth(cloud: Cloud, pool: Pool, who: Person, password: str) -> None:
    cloud.client("cognito-idp").initiate_auth(
        ClientId=pool.client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": who.username, "PASSWORD": password},
    )


def _answer(cloud: Cloud, pool: Pool, who: Person, answers: list[str]) -> list[dict[str, Any]]:
    """A sign-in by challenge with these answers: what each call gave; an error ends it, as `{"error": code}`."""
    idp = cloud.client("cognito-idp")
    got: list[dict[str, Any]] = []
    try:
        got.append(
            dict(
                idp.initiate_auth(
                    ClientId=pool.client_id, AuthFlow="CUSTOM_AUTH", AuthParameters={"USERNAME": who.username}
                )
            )
        )
        for answer in answers:
            challenge = got[-1]
            got.append(
                dict(
                    idp.respond_to_auth_challenge(
                        ClientId=pool.client_id,
                        ChallengeName=challenge["ChallengeName"],
                        Session=challenge["Session"],
                        ChallengeResponses={"USERNAME": who.username, "ANSWER": answer},
                    )
                )
            )
    except ClientError as error:
        got.append({"error": error.response["Error"]["Code"], "message": error.response["Error"].get("Message", "")})
    return got


def _build(cloud: Cloud, source: str) -> None:
    dynamodb, arns = cloud.client("dynamodb"), []
    for name, key in ((TABLE, "id"), (OLD, "username")):
        made = dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        arns.append(made["TableDescription"]["TableArn"])
    rights = {"Action": [f"dynamodb:{name}Item" for name in ("Get", "Put", "Update")], "Resource": arns}
    function = deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "wrapper.py": WRAPPER}),
        handler="wrapper.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", [rights]),
        timeout=5,
        memory=256,
        environment={"TABLE": TABLE, "OLD": OLD},
    )
    idp = cloud.client("cognito-idp")
    pool = idp.create_user_pool(
        PoolName=POOL, AutoVerifiedAttributes=["email"], LambdaConfig=dict.fromkeys(TRIGGERS, function)
    )["UserPool"]
    idp.create_user_pool_client(
        UserPoolId=pool["Id"],
        ClientName=CLIENT,
        ExplicitAuthFlows=["ALLOW_USER_PASSWORD_AUTH", "ALLOW_CUSTOM_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
    )
    cloud.client("lambda").add_permission(
        FunctionName=FUNCTION,
        StatementId="pool",
        Action="lambda:InvokeFunction",
        Principal="cognito-idp.amazonaws.com",
        SourceArn=pool["Arn"],
    )


def _item(cloud: Cloud, sub: str) -> dict[str, Any]:
    found = cloud.client("dynamodb").get_item(TableName=TABLE, Key={"id": {"S": sub}}, ConsistentRead=True)
    item: dict[str, Any] = found.get("Item", {})
    return item


def _set(cloud: Cloud, sub: str, name: str, value: dict[str, Any]) -> None:
    cloud.client("dynamodb").update_item(
        TableName=TABLE,
        Key={"id": {"S": sub}},
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":value": value},
    )
