"""The wiring of the user pool: a pool, an app, a function behind three triggers, leave to call it, and customers."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.cognito.customers import (
    STAFF,
    Person,
    Pool,
    confirm,
    domain,
    exists,
    find,
    forget,
    person,
    said,
    sign_in,
    sign_up,
)
from lambda_workshop.sections.cognito.names import CLIENT, FUNCTION, POOL

TRIGGERS = ("PreSignUp", "CustomMessage", "PreTokenGeneration")
PRINCIPAL = "cognito-idp.amazonaws.com"
_PATIENCE = 5

wire = Exercise(
    "wire",
    title="The user pool",
    points=4,
    hints=(
        "Three things know of one another: the pool names the function, the function's policy names the pool, the app "
        "names the pool.",
        "`LambdaConfig` maps each trigger to the function's ARN. A pool's ARN is in the answer of `create_user_pool` and "
        "of `describe_user_pool`. `update_user_pool` sets back to the default what you do not name again.",
        f"`lam.add_permission(FunctionName='{FUNCTION}', StatementId='pool', Action='lambda:InvokeFunction', "
        f"Principal='{PRINCIPAL}', SourceArn=pool_arn)`, and for the app "
        "`ExplicitAuthFlows=['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']`.",
    ),
    resources=(POOL, FUNCTION),
)


@wire.step(f"The user pool `{POOL}` exists, and sends a code to verify a mail address")
def pool(cloud: Cloud) -> Passed:
    found = find(cloud, POOL, CLIENT)
    if found is None:
        raise NotAttempted(f"no user pool called `{POOL}`", advice="create it in the cell above, and run that cell")
    if "email" not in found.verified:
        raise NotYet(
            f"`AutoVerifiedAttributes` is {list(found.verified)}",
            expected="`['email']`: without it nobody gets a code",
            advice="name it in `create_user_pool`, and again in every `update_user_pool`, which resets what is not named",
        )
    return Passed(found, found=f"`{found.id}` verifies mail addresses")


@wire.step(f"The app `{CLIENT}` may sign customers in with a password")
def app(pool: Pool) -> Passed:
    if not pool.client_id:
        raise NotYet(f"the pool has no app client `{CLIENT}`", expected="one", advice="call `create_user_pool_client`")
    if pool.secret:
        raise NotYet(
            f"`{CLIENT}` has a secret",
            expected="none: a browser cannot keep one, and every call would need a SECRET_HASH",
            advice="create it with `GenerateSecret=False`",
        )
    if "ALLOW_USER_PASSWORD_AUTH" not in pool.flows:
        raise NotYet(
            f"`ExplicitAuthFlows` is {list(pool.flows)}",
            expected="ALLOW_USER_PASSWORD_AUTH among them",
            advice="update the client, with all its settings",
        )
    return Passed(found=f"`{pool.client_id}`")


@wire.step(f"The function `{FUNCTION}` exists, and is quicker than Cognito's patience")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, FUNCTION)
    if found is None:
        raise NotAttempted(f"no function called `{FUNCTION}`", advice="deploy your handler in the cell above")
    if found.timeout > _PATIENCE:
        raise NotYet(
            f"the function may run for {found.timeout} s",
            expected=f"at most {_PATIENCE} s: after that Cognito tries again, while the first try is still running",
            advice="set a shorter `timeout`",
        )
    try:
        refused: Any = json.loads(found.environment.get("REFUSED", ""))
    except ValueError:
        refused = None
    if not isinstance(refused, list) or not refused:
        raise NotYet(
            f"REFUSED is `{found.environment.get('REFUSED', '(not set)')}`",
            expected="a JSON list with at least one domain",
            advice="deploy with `environment={'REFUSED': json.dumps([...])}`",
        )
    return Passed(found, found=f"timeout {found.timeout} s, domains refused: {len(refused)}")


@wire.step("Three triggers call it")
def triggers(pool: Pool, function: Function) -> Passed:
    for name in TRIGGERS:
        arn = pool.triggers.get(name)
        if arn != function.arn:
            raise NotYet(
                f"`LambdaConfig` has {name}: `{arn or 'nothing'}`",
                expected=f"`{function.arn}` for {', '.join(TRIGGERS)}",
                advice="name all three in `LambdaConfig`, of `create_user_pool` or `update_user_pool`",
            )
    return Passed(found=", ".join(TRIGGERS))


@wire.step("AWS lets this pool call the function, and no other")
def permitted(cloud: Cloud, pool: Pool, function: Function) -> Passed:
    if why := functions.refusal(cloud, FUNCTION, PRINCIPAL, source_arn=pool.arn, source_account=cloud.account):
        raise NotYet(
            f"AWS refuses it: {why}",
            expected=f"`{PRINCIPAL}` with the SourceArn `{pool.arn}`",
            advice="call `add_permission` with that Principal and the pool's ARN",
        )
    ours = [item for item in functions.policy(cloud, FUNCTION) if item.principal == PRINCIPAL]
    if any(not item.condition("aws:SourceArn") for item in ours):
        raise NotYet(
            "a permission names no SourceArn, so everybody's user pool may call your function",
            expected=f"`SourceArn={pool.arn}`",
            advice="remove that statement with `remove_permission`, and add it again with the pool's ARN",
        )
    return Passed(found=f"`{PRINCIPAL}` for `{pool.id}`")


@wire.step("A refused domain does not get in")
def refused(
    cloud: Cloud, pool: Pool, app: object, function: Function, triggers: object, permitted: object, random: Random
) -> Passed:
    banned = random.choice(json.loads(function.environment["REFUSED"]))
    who = person(random, str(banned))
    try:
        sign_up(cloud, pool, who)
    except ClientError as error:
        if error.response["Error"]["Code"] != "UserLambdaValidationException":
            raise NotYet(
                f"{who.email}: `{said(error)}`",
                expected="UserLambdaValidationException, with the words of your exception",
                advice=f"look at the log with `cognito.logs('{FUNCTION}')`",
            ) from error
        if exists(cloud, pool, who.username):
            forget(cloud, pool, who)
            raise NotYet(f"{who.email} is in the pool", expected="no such user", advice="raise in PreSignUp") from error
        return Passed(found=f"{who.email}: `{said(error)}`")
    forget(cloud, pool, who)
    raise NotYet(
        f"{who.email} signed up",
        expected=f"a refusal: the variable REFUSED has `{banned}`",
        advice="deploy the handler that passed `cognito.handle.check(handler)`",
    )


@wire.step("A customer signs up, confirms by the mail's code, and signs in as `customer`", weight=2)
def customer(cloud: Cloud, pool: Pool, refused: object, random: Random) -> Passed:
    who = person(random, domain(random))
    try:
        answer = _expected(lambda: sign_up(cloud, pool, who), who, "SignUp")
        if answer["UserConfirmed"]:
            raise NotYet(
                f"{who.email} was confirmed without a code",
                expected="a code, which proves the address",
                advice="confirm addresses of the staff only",
            )
        try:
            message = _expected(lambda: confirm(cloud, pool, who), who, "ConfirmSignUp")
        except TimedOut as error:
            raise NotYet(f"no mail to {who.email}", expected="a mail with a code", advice=error.advice) from error
        mail = f"subject: {message.subject}\n{message.body}"
        if who.name not in message.body:
            raise NotYet(
                f"the mail to {who.email} does not name {who.name}",
                expected="your words, from the trigger CustomMessage",
                advice="deploy the handler that passed `cognito.handle.check(handler)`",
                evidence=mail,
            )
        claims = _expected(lambda: sign_in(cloud, pool, who), who, "InitiateAuth")
        _expect_tier(claims, "customer", who)
    finally:
        forget(cloud, pool, who)
    return Passed(found=f"{who.name}, tier customer", evidence=f"the mail:\n{mail}\nclaims: {json.dumps(claims)}")


@wire.step("Staff sign up without a code, and sign in as `staff`")
def staff(cloud: Cloud, pool: Pool, refused: object, random: Random) -> Passed:
    who = person(random, STAFF)
    try:
        answer = _expected(lambda: sign_up(cloud, pool, who), who, "SignUp")
        if not answer["UserConfirmed"]:
            raise NotYet(
                f"{who.email} has to confirm", expected="nothing to confirm", advice="set `autoConfirmUser` for staff"
            )
        claims = _expected(lambda: sign_in(cloud, pool, who), who, "InitiateAuth")
        _expect_tier(claims, "staff", who)
    finally:
        forget(cloud, pool, who)
    return Passed(found=f"{who.email}, tier staff", evidence=f"claims: {json.dumps(claims)}")


def _expected(call: Any, who: Person, name: str) -> Any:
    """What the call gives; an error of Cognito's is a failed step."""
    try:
        return call()
    except ClientError as error:
        raise NotYet(
            f"{name} of {who.email}: `{said(error)}`",
            expected="no error",
            advice=f"look at the log with `cognito.logs('{FUNCTION}')`",
        ) from error


def _expect_tier(claims: dict[str, Any], wanted: str, who: Person) -> None:
    if claims.get("tier") != wanted:
        raise NotYet(
            f"the ID token of {who.email} has the tier {claims.get('tier')!r}",
            expected=f"`{wanted}`",
            advice="add the claim in PreTokenGeneration; a version 1 trigger is `PreTokenGeneration` in `LambdaConfig`",
            evidence=f"claims: {json.dumps(claims)}",
        )
