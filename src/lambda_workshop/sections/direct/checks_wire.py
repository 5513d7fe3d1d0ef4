"""The pricer's wiring: a version behind an alias, events with a destination, and both kinds of call."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, functions, missing, queues, roles, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.queues import Queue
from lambda_workshop.sections.direct.names import ALIAS, FAILED, PRICER
from lambda_workshop.sections.direct.pricing import price_of, random_job

SHOP = "inkwell-direct-shop-role"
PROBE_SECONDS = 12.0

wire = Exercise(
    "wire",
    title="The alias and its destination",
    points=4,
    hints=(
        "What the shop calls is not the function but a name for one version of it. The settings for events belong to "
        "that name too.",
        "`publish_version` gives the number, `create_alias` the name. `put_function_event_invoke_config` takes a "
        "`Qualifier`. The role needs a statement for `sqs:SendMessage`.",
        "`put_function_event_invoke_config(FunctionName=..., Qualifier='live', MaximumRetryAttempts=0, "
        "MaximumEventAgeInSeconds=300, DestinationConfig={'OnFailure': {'Destination': queue_arn}})`.",
    ),
    resources=("inkwell-direct-pricer", "inkwell-direct-failed", "inkwell-direct-shop"),
)


@wire.step(f"The function `{PRICER}` exists")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, PRICER)
    if found is None:
        others = ", ".join(f"`{name}`" for name in functions.names(cloud)) or "no other"
        raise NotAttempted(
            f"there is no function `{PRICER}`; there is {others}", advice="deploy it under exactly this name"
        )
    return Passed(found, found=f"it runs as {roles.name_of(found.role)}")


@wire.step(f"The queue `{FAILED}` exists")
def queue(cloud: Cloud) -> Passed:
    found = queues.find(cloud, FAILED)
    if found is None:
        raise NotAttempted(f"there is no queue `{FAILED}`", advice="create it with `queues.create_queue`")
    return Passed(found, found=f"`{FAILED}` is there")


@wire.step("The alias `live` points to a published version")
def alias(cloud: Cloud, function: Function) -> Passed:
    try:
        found = cloud.client("lambda").get_alias(FunctionName=PRICER, Name=ALIAS)
    except ClientError as error:
        if not missing(error):
            raise
        raise NotYet(
            "there is no alias `live`",
            expected="an alias to a version",
            advice="publish a version, then create the alias",
        ) from error
    if found["FunctionVersion"] == "$LATEST":
        raise NotYet(
            "the alias points to $LATEST: the next deployment changes what the shop calls",
            expected="a number, as `publish_version` returns it",
            advice="call `lam.publish_version`, then `lam.update_alias` with that version",
        )
    return Passed(found["FunctionVersion"], found=f"`live` is version {found['FunctionVersion']}")


@wire.step("Events to `live`: no retry, at most 5 minutes, failures to the queue", needs=("alias",))
def settings(cloud: Cloud, queue: Queue) -> Passed:
    found = functions.event_settings(cloud, PRICER, qualifier=ALIAS)
    if found is None:
        where = "; the function without the alias has some" if functions.event_settings(cloud, PRICER) else ""
        raise NotYet(
            f"`live` has no settings for events{where}",
            expected="settings of the alias: those of the function do not count for it",
            advice='call `lam.put_function_event_invoke_config` with `Qualifier="live"`',
        )
    target = ((found.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    if target != queue.arn:
        raise NotYet(
            f"failures go to `{target or 'nowhere'}`",
            expected=f"`{queue.arn}`",
            advice="set `OnFailure` in DestinationConfig",
        )
    if (found.get("MaximumRetryAttempts"), found.get("MaximumEventAgeInSeconds")) != (0, 300):
        raise NotYet(
            f"retries {found.get('MaximumRetryAttempts')}, age {found.get('MaximumEventAgeInSeconds')} seconds",
            expected="MaximumRetryAttempts 0, MaximumEventAgeInSeconds 300",
            advice="set both: a customer who got no price asks again, and an old answer helps nobody",
        )
    return Passed(found=f"no retry, 300 seconds, then `{FAILED}`")


@wire.step("The role may send to the queue")
def rights(cloud: Cloud, function: Function, queue: Queue) -> Passed:
    if not roles.allowed(cloud, function.role, "sqs:SendMessage", queue.arn):
        raise NotYet(
            "works here, but AWS would refuse it: the role may not `sqs:SendMessage` to the queue",
            expected=f"`sqs:SendMessage` on `{queue.arn}`",
            advice="add that statement to the policies of the role: Lambda sends records with the function's own rights",
        )
    if roles.allowed(cloud, function.role, "sqs:SendMessage", f"{queue.arn}-of-somebody-else"):
        raise NotYet(
            "the role may send to other queues as well",
            expected=f"`{queue.arn}` as the only resource",
            advice="name the queue's ARN instead of `*`",
        )
    return Passed(found=f"it may send to `{FAILED}`, and to no other queue")


@wire.step("The shop's role may call `live`, and nothing else", needs=("alias",))
def caller(cloud: Cloud, function: Function) -> Passed:
    def may_call(arn: str) -> bool:
        return roles.allowed(cloud, SHOP, "lambda:InvokeFunction", arn)

    if not may_call(f"{function.arn}:{ALIAS}"):
        there = "" if roles.exists(cloud, SHOP) else f": there is no role `{SHOP}`"
        too_little = "; the function without the alias it may call" if may_call(function.arn) else ""
        raise NotYet(
            f"works here, but AWS would refuse it: the shop may not call `live`{there}{too_little}",
            expected=f"`lambda:InvokeFunction` on `{function.arn}:{ALIAS}`",
            advice="give the shop's role a statement with the alias's ARN: `create_alias` returns it as `AliasArn`",
        )
    for other in (f"{function.arn}:$LATEST", function.arn, f"{function.arn}-of-somebody-else:{ALIAS}"):
        if may_call(other):
            raise NotYet(
                f"the shop may call `{other}` as well",
                expected=f"`{function.arn}:{ALIAS}` as the only resource",
                advice="name the alias's ARN, without `*`",
            )
    return Passed(found=f"`{SHOP}` may call `live` only")


@wire.step("A call through the alias gives the price", needs=("alias",))
def answered(cloud: Cloud, random: Random, alias: str) -> Passed:
    job = random_job(random)
    answer = functions.invoke(cloud, PRICER, job, qualifier=ALIAS)
    evidence = f"sent:\n  {json.dumps(job)}\nanswered:\n  {answer.error_text or json.dumps(answer.value)}\nlogged:\n{answer.log}"
    if answer.error is not None or answer.value != price_of(job):
        raise NotYet(
            f"the alias answered `{answer.error_text or json.dumps(answer.value)}`",
            expected=json.dumps(price_of(job)),
            advice="a version keeps the code that it was published with: publish another one, and move the alias to it",
            evidence=evidence,
        )
    return Passed(found=f"version {alias} answered {answer.value['cents']} cents", evidence=evidence)


@wire.step("An event that fails leaves its record in the queue", weight=2, needs=("settings", "answered"))
def recorded(cloud: Cloud, queue: Queue, random: Random, alias: str) -> Passed:
    token = f"{random.randrange(16**10):010x}"
    event = {"paper": f"papyrus-{token}", "copies": 1}
    sent = cloud.client("lambda").invoke(
        FunctionName=PRICER, Qualifier=ALIAS, InvocationType="Event", Payload=json.dumps(event)
    )
    if sent["StatusCode"] != 202:
        raise NotYet(f"the call answered {sent['StatusCode']}", expected="202", advice="call `workshop doctor`")

    def look() -> dict[str, Any] | None:
        for message in queues.receive(cloud, queue.url, seconds=1):
            record: dict[str, Any] = json.loads(message["Body"])
            if record.get("requestPayload") == event:
                return record
        return None

    # LocalStack takes the settings of the version behind an alias, where AWS takes the alias's own.
    advice = "look at the destination again"
    if functions.event_settings(cloud, PRICER, qualifier=alias) is None:
        advice = f'on LocalStack, put the same settings with `Qualifier="{alias}"` too: it reads them at the version'
    record = until(f"the record of `papyrus-{token}` in `{FAILED}`", look, timeout=PROBE_SECONDS, advice=advice)
    message = str((record.get("responsePayload") or {}).get("errorMessage"))
    if "paper" not in message:
        raise NotYet(
            f"the record is about another failure: `{message}`",
            expected="your handler's ValueError about the paper",
            advice="look at the function's log",
            evidence=json.dumps(record, indent=2),
        )
    return Passed(found=f"the record says: {message}", evidence=json.dumps(record, indent=2))
