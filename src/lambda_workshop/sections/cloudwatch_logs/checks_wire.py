"""The subscription: group, function, permission, pattern, and payments that are written to the log."""

from __future__ import annotations

import json
from random import Random

from lambda_workshop.aws.log_patterns import BadPattern, compile_pattern
from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.cloudwatch_logs.payments import ALERT, FILTER, GROUP, LARGE, filters, payment, write

PROBE_SECONDS = 6.0

wire = Exercise(
    "wire",
    title="The alert",
    points=4,
    hints=(
        "A line goes a way: group, pattern, permission, function. Which stop does the failing step look at?",
        "CloudWatch Logs tries the function when you subscribe it, so the permission comes first. Its source is the "
        "group's ARN with `:*` at the end.",
        '`{ ($.status = "refused" || $.status = "expired") && $.cents >= 1000 }` is the pattern; the handler unpacks '
        "the event as in *Handle it*.",
    ),
    resources=(GROUP, ALERT),
)


@wire.step(f"The log group `{GROUP}` exists")
def group(cloud: Cloud) -> Passed:
    found = filters(cloud, GROUP)
    if found is None:
        raise NotAttempted(f"there is no log group `{GROUP}`", advice="create it with `logs_client.create_log_group`")
    return Passed(found, found=f"it has {len(found)} subscription filters")


@wire.step(f"The function `{ALERT}` exists")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, ALERT)
    if found is None:
        raise NotAttempted(f"there is no function `{ALERT}`", advice="deploy `alert` under this name")
    return Passed(found, found=f"`{found.arn}`")


@wire.step("CloudWatch Logs may invoke it, for this group of yours only")
def permitted(cloud: Cloud, function: Function) -> Passed:
    service = "logs.amazonaws.com"
    arn = f"arn:aws:logs:{cloud.region}:{cloud.account}:log-group:{GROUP}:*"
    if refusal := functions.refusal(cloud, ALERT, service, source_arn=arn, source_account=cloud.account):
        raise NotYet(
            f"AWS would refuse it: {refusal}",
            expected=f"a statement for `{service}` with the source `{arn}`",
            advice="call `allow` of the example, or `lam.add_permission`; the ARN ends in `:*`",
        )
    ours = [item for item in functions.policy(cloud, ALERT) if item.principal == service]
    if not all(item.condition("aws:SourceArn") for item in ours):
        raise NotYet(
            "any log group of anybody may invoke the function",
            expected=f"`SourceArn={arn}` in every statement",
            advice="remove the open statement and add one with SourceArn",
        )
    return Passed(found=f"`{service}` may, for `{arn}`")


@wire.step("Failed payments of 1000 cents or more are subscribed to", weight=2)
def subscribed(cloud: Cloud, group: list[dict[str, str]], function: Function, random: Random) -> Passed:
    mine = [item for item in group if item["destinationArn"] == function.arn]
    if not mine:
        raise NotYet(
            f"the group has {len(group)} subscription filters, none for `{ALERT}`",
            expected=f"`{FILTER}`",
            advice="call `logs_client.put_subscription_filter`",
        )
    pattern = mine[0].get("filterPattern", "")
    try:
        matches = compile_pattern(pattern)
    except BadPattern as error:
        raise NotYet(
            f"`{pattern}` is not a pattern: {error}", expected="a JSON pattern", advice="begin it with `{ $.`"
        ) from error
    for text, wanted, what in _trials(random):
        if matches(text) != wanted:
            raise NotYet(
                f"the pattern {'misses' if wanted else 'lets through'} {what}",
                expected=f"refused or expired payments of {LARGE} cents or more",
                advice="try it in the trainer: `explain(pattern, line)`",
                evidence=f"pattern:\n  {pattern}\nline:\n  {text}",
            )
    return Passed(pattern, found=f"it tells seven random lines apart: `{pattern}`")


@wire.step("A failed payment raises an alert", weight=2, needs=("permitted", "subscribed"))
def probe(cloud: Cloud, random: Random) -> Passed:
    since, failed = logs.now_ms(), payment(random)
    write(cloud, json.dumps(failed))
    wanted = f"alert {failed['orderId']} {failed['status']}"
    try:
        line = logs.wait_for(cloud, ALERT, failed["orderId"], since_ms=since, timeout=PROBE_SECONDS)
    except TimedOut as error:
        seen = "\n".join(line.text for line in logs.lines(cloud, ALERT, since_ms=since)[-12:])
        raise NotYet(
            f"after {PROBE_SECONDS:g} s nothing was printed of {failed['orderId']}",
            expected=f"`{wanted}`",
            advice="read the function's log below; the event is compressed, and in base64",
            evidence=seen or f"(nothing: `{ALERT}` was not called)",
        ) from error
    if wanted not in line.text or failed["card"] in line.text:
        raise NotYet(f"it printed `{line.text}`", expected=f"`{wanted}`", advice="print order and status, and no card")
    return Passed(found=f"`{line.text}`", evidence=f"written to the log:\n  {json.dumps(failed)}")


@wire.step("The function does not listen to itself")
def quiet(cloud: Cloud, function: Function) -> Passed:
    own = filters(cloud, f"/aws/lambda/{ALERT}") or []
    if any(item["destinationArn"] == function.arn for item in own):
        raise NotYet(
            "the function is subscribed to its own log: each line that it prints calls it again, without end",
            expected="no subscription on its own log group",
            advice="delete that subscription filter",
        )
    return Passed(found="its own log group has no such subscription")


def _trials(random: Random) -> list[tuple[str, bool, str]]:
    """Lines, whether they must pass, and what they are."""
    exact = payment(random, "refused") | {"cents": LARGE}
    trials = [
        (json.dumps(payment(random, "refused")), True, "a refused payment"),
        (json.dumps(payment(random, "expired")), True, "an expired payment"),
        (json.dumps(exact), True, f"a refused payment of exactly {LARGE} cents"),
        (json.dumps(payment(random, "taken")), False, "a payment that was taken"),
        (json.dumps(payment(random, "refused", large=False)), False, "a small payment that was refused"),
        (f"ERROR payment refused, {random.randint(2000, 9000)} cents", False, "a line that is not JSON"),
        (json.dumps({"note": "refused", "cents": 5000}), False, "a line with `refused` in another field"),
    ]
    random.shuffle(trials)
    return trials
