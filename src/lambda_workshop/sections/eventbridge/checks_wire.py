"""The bus's wiring: what exists, what the rule matches, what the target gets, who may, and orders that go through."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.aws.event_patterns import compile_pattern, problem_of
from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, missing, queues
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.eventbridge.orders import BUS, DEAD, PACKER, PLACED, RULE, event_of, order, put

PROBE_SECONDS = 6.0

wire = Exercise(
    "wire",
    title="The shop's bus",
    points=5,
    hints=(
        "An event goes a way: bus, rule, target, function. Which stop does the failing step look at?",
        "A rule and its targets on your own bus name it in every call: `EventBusName`. The "
        "function's resource policy says who may invoke it, and the queue's own policy who may send to it.",
        "The pattern is `{'source': [...], 'detail-type': [...], 'detail': {'cents': [{'numeric': ['>=', 10000]}], "
        "'customer': [{'anything-but': {'prefix': 'test-'}}]}}`. `put_targets` takes `InputTransformer` with "
        "`InputPathsMap={'order': '$.detail.orderId', 'first': '$.detail.items[0].sku'}` and "
        "`DeadLetterConfig={'Arn': ...}`. The queue's policy allows `sqs:SendMessage` to the service "
        "`events.amazonaws.com`, with `{'ArnEquals': {'aws:SourceArn': large_arn}}` as `Condition`.",
    ),
    resources=(BUS,),
)


@wire.step(f"The bus `{BUS}` exists")
def bus(cloud: Cloud) -> Passed:
    try:
        arn = cloud.client("events").describe_event_bus(Name=BUS)["Arn"]
    except ClientError as error:
        if not missing(error):
            raise
        raise NotAttempted(f"there is no bus `{BUS}`", advice="create it with `events.create_event_bus`") from error
    return Passed(arn, found=f"`{arn}`")


@wire.step(f"The function `{PACKER}` exists")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, PACKER)
    if found is None:
        others = ", ".join(f"`{name}`" for name in functions.names(cloud)) or "no other"
        raise NotAttempted(f"there is no function `{PACKER}`; there is {others}", advice="deploy `packer` as it")
    return Passed(found, found=f"`{found.arn}`")


@wire.step(f"The rule `{RULE}` on this bus matches large orders of real customers", weight=2)
def rule(cloud: Cloud, bus: str, random: Random) -> Passed:
    try:
        found = cloud.client("events").describe_rule(Name=RULE, EventBusName=BUS)
    except ClientError as error:
        if not missing(error):
            raise
        raise NotYet(
            f"`{BUS}` has no rule `{RULE}`",
            expected="the rule on this bus; without `EventBusName` it lands on the default bus",
            advice=f"call `events.put_rule(Name=..., EventBusName='{BUS}', EventPattern=...)`",
        ) from error
    if found.get("State") != "ENABLED":
        raise NotYet("the rule is disabled", expected="ENABLED", advice="call `events.enable_rule`")
    pattern = found.get("EventPattern") or "{}"
    if problem := problem_of(pattern):
        raise NotYet(
            f"AWS would refuse the pattern: {problem}",
            expected="an object whose leaves are lists",
            advice="put the rule again with another pattern",
            evidence=f"pattern:\n  {pattern}",
        )
    for detail, kind, source, wanted, what in _trials(random):
        event = event_of(random, detail, source=source, kind=kind)
        if compile_pattern(pattern)(event) != wanted:
            raise NotYet(
                f"the pattern {'misses' if wanted else 'lets through'} {what}",
                expected="orders placed at `inkwell.orders`, of 10000 cents or more, from customers who are not testers",
                advice="try it in the trainer, part by part: `explain(eventbridge, pattern, detail)`",
                evidence=f"pattern:\n  {pattern}\nevent:\n{json.dumps(event, indent=1)}",
            )
    return Passed(found["Arn"], found=f"it tells eight random events apart: `{pattern}`")


@wire.step("EventBridge may invoke the function, for this rule only")
def permitted(cloud: Cloud, rule: str, function: Function) -> Passed:
    service = "events.amazonaws.com"
    if refusal := functions.refusal(cloud, PACKER, service, source_arn=rule):
        raise NotYet(
            f"AWS would refuse it: {refusal}",
            expected=f"a statement for `{service}` with the source `{rule}`",
            advice="call `allow` with the rule's ARN; on a bus of your own it has the bus's name in it",
        )
    ours = [item for item in functions.policy(cloud, PACKER) if item.principal == service]
    if any(item.condition("aws:SourceArn") in ("", "*") for item in ours):
        raise NotYet(
            "any rule of any account may invoke the function",
            expected=f"`SourceArn={rule}`",
            advice="remove the open statement and add one with SourceArn",
        )
    return Passed(found=f"`{service}` may, for `{rule}`")


@wire.step("The target gets only what the packer needs")
def target(cloud: Cloud, rule: str, function: Function) -> Passed:
    found = cloud.client("events").list_targets_by_rule(Rule=RULE, EventBusName=BUS)["Targets"]
    mine = [item for item in found if item["Arn"] == function.arn]
    if not mine:
        raise NotYet(
            f"the rule has {len(found)} targets, none of them `{function.arn}`",
            expected="the function as a target",
            advice="call `events.put_targets`, and look at `FailedEntryCount` in its answer",
        )
    if "InputTransformer" not in mine[0]:
        raise NotYet(
            "the whole event goes to the function",
            expected='an InputTransformer that makes `{"order": ..., "first": ...}`',
            advice="give InputPathsMap and InputTemplate in `put_targets`",
        )
    return Passed(mine[0], found=mine[0]["InputTransformer"]["InputTemplate"])


@wire.step(f"What cannot be delivered is kept in `{DEAD}`")
def kept(cloud: Cloud, rule: str, target: dict[str, Any]) -> Passed:
    queue = queues.find(cloud, DEAD)
    named = (target.get("DeadLetterConfig") or {}).get("Arn", "")
    if queue is None or named != queue.arn:
        raise NotYet(
            f"the target's dead-letter queue is `{named or '(none)'}`",
            expected=f"the queue `{DEAD}`",
            advice="create the queue, and name its ARN in `DeadLetterConfig` of the target",
        )
    if not queues.lets_send(cloud, queue, "events.amazonaws.com", rule):
        raise NotYet(
            "works here, but AWS would refuse it: the queue's policy does not let EventBridge send for this rule",
            expected=f"`sqs:SendMessage` for `events.amazonaws.com`, with the source `{rule}`",
            advice="set the queue's attribute `Policy`; the console does so by itself, the API does not",
            evidence=queue.attributes.get("Policy", "(no policy)"),
        )
    return Passed(found=f"`{queue.arn}`, and EventBridge may send to it")


@wire.step("A large order is packed", weight=2, needs=("permitted", "target"))
def probe(cloud: Cloud, function: Function, random: Random) -> Passed:
    detail = order(random)
    since = logs.now_ms()
    put(cloud, detail)
    wanted = f"pack {detail['orderId']}, first {detail['items'][0]['sku']}"
    sent = f"put on the bus:\n  {json.dumps(detail)}"
    try:
        line = logs.wait_for(cloud, PACKER, detail["orderId"], since_ms=since, timeout=PROBE_SECONDS)
    except TimedOut as error:
        seen = "\n".join(line.text for line in logs.lines(cloud, PACKER, since_ms=since)[-10:])
        raise NotYet(
            f"after {PROBE_SECONDS:g} s the log says nothing of {detail['orderId']}",
            expected=wanted,
            advice="read the function's log below",
            evidence=f"{sent}\nlogged:\n{seen or '(nothing)'}",
        ) from error
    if wanted not in line.text:
        raise NotYet(
            f"the packer printed `{line.text}`",
            expected=f"`{wanted}`",
            advice="`first` is the sku of the first item: a path may hold an index, `$.detail.items[0].sku`",
            evidence=sent,
        )
    return Passed(found=f"`{line.text}`", evidence=sent)


@wire.step("Small orders and testers' orders call nobody", needs=("probe",))
def quiet(cloud: Cloud, random: Random) -> Passed:
    small, tester = order(random, large=False), order(random, customer=f"test-{random.randint(1, 99)}")
    since = logs.now_ms()
    for detail in (small, tester):
        put(cloud, detail)
    if packed := logs.unwanted(cloud, PACKER, small["orderId"], tester["orderId"], since_ms=since):
        raise NotYet(f"it was packed: `{packed}`", expected="nothing", advice="is there another rule with this target?")
    return Passed(found="two other orders called nobody")


def _trials(random: Random) -> list[tuple[dict[str, Any], str, str, bool, str]]:
    """Details with type, source, whether they match, and what they are."""
    exact = order(random) | {"cents": 10_000}
    text = order(random)
    text["cents"] = str(text["cents"])
    ours = "inkwell.orders"
    trials = [
        (order(random), PLACED, ours, True, "a large order"),
        (exact, PLACED, ours, True, "an order of exactly 10000 cents"),
        (order(random, customer="c-test-1"), PLACED, ours, True, "a customer with `test-` inside the name"),
        (order(random, large=False), PLACED, ours, False, "a small order"),
        (order(random, customer=f"test-{random.randint(1, 99)}"), PLACED, ours, False, "a tester's order"),
        (order(random), "OrderCancelled", ours, False, "an order that was cancelled"),
        (order(random), PLACED, "inkwell.returns", False, "an event of another source"),
        (text, PLACED, ours, False, "an order whose cents are a string"),
    ]
    random.shuffle(trials)
    return trials
