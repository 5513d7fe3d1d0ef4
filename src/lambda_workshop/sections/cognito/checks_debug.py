"""The pool that lets nobody in: the cause named, the event returned, true booleans in it."""

from __future__ import annotations

from random import Random

from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.sections.cognito.broken import CLIENT, FUNCTION, POOL, ROOM, put_in_place
from lambda_workshop.sections.cognito.customers import Pool, domain, find, forget, person, said, sign_up

CAUSES = {
    "a": Option(
        "Cognito may not call the function.",
        "Then the error would be `AccessDeniedException`, and the function would have no log. It has one.",
    ),
    "b": Option(
        "The handler returns nothing.",
        "Cognito wants the event back, in every branch. Without `return event` the answer is null: Lambda is "
        "content, the log shows no error, and nobody gets in. Try the partner's people as well.",
        correct=True,
    ),
    "c": Option(
        "The function takes longer than five seconds.",
        "The REPORT lines show a few milliseconds, and there is one try each time, not three.",
    ),
    "d": Option(
        "The passwords are too weak for the pool.",
        "That is an InvalidPasswordException, which names the rule. This error speaks of a lambda function's output.",
    ),
}

debug = Exercise(
    "debug",
    title="The pool that lets nobody in",
    points=4,
    hints=(
        "The error speaks of the function's output, and the log says that the function ended well. What does it return?",
        "Every path through the handler must end with the event. Then look at what it writes into `response`: of which "
        "type is it, and of which type is it in the event that Cognito sends?",
        '`event["response"]["autoConfirmUser"] = True`, the same for `autoVerifyEmail`, and `return event` as the last '
        f"line. Deploy it with `lam.update_function_code(FunctionName='{FUNCTION}', ZipFile=cognito.package(welcome))`.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@debug.step("The cause is named")
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("Anybody can sign up, and gets a code")
def anybody(cloud: Cloud, work: object, random: Random) -> Passed:
    pool, function = find(cloud, POOL, CLIENT), functions.find(cloud, FUNCTION)
    if pool is None or function is None:
        raise NotAttempted(f"no user pool `{POOL}`, or no function `{FUNCTION}`", advice="run `cognito.debug.start()`")
    partner = function.environment.get("PARTNER", "")
    if pool.triggers.get("PreSignUp") != function.arn or not partner:
        raise NotYet(
            f"the pool calls `{pool.triggers.get('PreSignUp', 'nothing')}`, and PARTNER is `{partner or '(not set)'}`",
            expected=f"`{function.arn}`, with the partner that `cognito.debug.start()` set",
            advice="mend the function's code, and leave pool and configuration as they are; or start again with `cognito.debug.start()`",
        )
    # The start's own state is no answer yet: only a learner who has named a cause has tried something.
    outcome = NotAttempted if work is None else NotYet
    who = person(random, domain(random))
    try:
        answer = sign_up(cloud, pool, who)
    except ClientError as error:
        raise outcome(
            f"{who.email} sees `{said(error)}`",
            expected="no error",
            advice="look at what the handler returns",
        ) from error
    finally:
        forget(cloud, pool, who)
    if answer["UserConfirmed"]:
        raise NotYet(
            f"{who.email} is confirmed without a code",
            expected=f"that for people of `{partner}` only",
            advice="keep the handler's condition",
        )
    return Passed((pool, partner), found=f"{who.email} gets a code")


@debug.step("The partner's people are confirmed at once", weight=2)
def partners(cloud: Cloud, anybody: tuple[Pool, str], random: Random) -> Passed:
    pool, partner = anybody
    who = person(random, partner)
    try:
        answer = sign_up(cloud, pool, who)
    except ClientError as error:
        raise NotYet(
            f"{who.email} sees `{said(error)}`",
            expected="no error, and no code",
            advice="of which type are `autoConfirmUser` and `autoVerifyEmail` in the event that Cognito sends?",
        ) from error
    finally:
        forget(cloud, pool, who)
    if not answer["UserConfirmed"]:
        raise NotYet(
            f"{who.email} has to confirm",
            expected=f"nothing to confirm for people of `{partner}`",
            advice="keep what the handler does for them, with values that Cognito takes",
        )
    return Passed(found=f"{who.email} is in")
