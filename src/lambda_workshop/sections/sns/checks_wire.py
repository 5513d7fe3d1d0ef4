"""The topic's wiring: two subscribers, one of them choosy, permissions, the dead-letter queue, orders that go out."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, queues, topics, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.sns.orders import DEAD, INVOICE, LARGE, LOYALTY, TOPIC, order, publish, topic_arn

PROBE_SECONDS = 6.0

wire = Exercise(
    "wire",
    title="The order topic",
    points=5,
    hints=(
        "Follow a message: topic, subscription, filter, function. Which of these does the failing step look at?",
        "Each function needs a permission of its own, for this topic. The filter and the dead-letter queue belong to "
        "one subscription, and are attributes of it.",
        "`subscribe(TopicArn=..., Protocol='lambda', Endpoint=arn, Attributes={'FilterPolicy': json.dumps({'country': "
        "['AT', 'DE'], 'cents': [{'numeric': ['>=', 5000]}]}), 'RedrivePolicy': json.dumps({'deadLetterTargetArn': "
        "queue_arn})})`.",
    ),
    resources=(TOPIC, INVOICE, LOYALTY, DEAD),
)


@wire.step(f"The topic `{TOPIC}` exists")
def topic(cloud: Cloud) -> Passed:
    arn = topic_arn(cloud)
    if not topics.exists(cloud, arn):
        raise NotAttempted(f"there is no topic `{TOPIC}`", advice="create it with `sns_client.create_topic`")
    return Passed(arn, found=f"`{arn}`")


@wire.step(f"The functions `{INVOICE}` and `{LOYALTY}` exist")
def both(cloud: Cloud) -> Passed:
    found = {name: functions.find(cloud, name) for name in (INVOICE, LOYALTY)}
    absent = [name for name, function in found.items() if function is None]
    if len(absent) == len(found):
        raise NotAttempted(f"there is neither `{INVOICE}` nor `{LOYALTY}`", advice="deploy both under these names")
    if absent:
        raise NotYet(f"there is no function `{absent[0]}`", expected="both", advice="deploy it under this name")
    return Passed(found, found="both are there")


@wire.step("SNS may invoke each of them, for this topic only")
def permitted(cloud: Cloud, topic: str, both: dict[str, Function]) -> Passed:
    service = "sns.amazonaws.com"
    for name in both:
        if refusal := functions.refusal(cloud, name, service, source_arn=topic):
            raise NotYet(
                f"AWS would refuse it: {refusal}",
                expected=f"a statement of `{name}` for `{service}` with the source `{topic}`",
                advice="call `lam.add_permission`, or the function `allow` of the example, for both",
            )
        ours = [item for item in functions.policy(cloud, name) if item.principal == service]
        if any(item.condition("aws:SourceArn") in ("", "*") for item in ours):
            raise NotYet(
                f"any topic of anybody may invoke `{name}`",
                expected=f"`SourceArn={topic}`",
                advice="remove the open statement and add one with SourceArn",
            )
    return Passed(found=f"`{service}` may, for `{topic}`")


@wire.step("Both are subscribed, and one of them is choosy", weight=2)
def subscribed(cloud: Cloud, topic: str, both: dict[str, Function]) -> Passed:
    found = {item.endpoint: item for item in topics.subscriptions(cloud, topic)}
    for name, function in both.items():
        if function.arn not in found:
            raise NotYet(
                f"`{name}` is not subscribed; the topic has {len(found)} subscriptions",
                expected="one for each function",
                advice="call `sns_client.subscribe` with the function's ARN",
            )
    everything = found[both[INVOICE].arn]
    if everything.attributes.get("FilterPolicy"):
        raise NotYet(
            f"`{INVOICE}` has the filter `{everything.attributes['FilterPolicy']}`",
            expected="no filter: every order has an invoice",
            advice="subscribe it without one",
        )
    choosy = found[both[LOYALTY].arn]
    if not choosy.attributes.get("FilterPolicy"):
        raise NotYet(
            f"`{LOYALTY}` has no filter, so it is called for every order",
            expected=f"orders of {LARGE} cents or more, from AT and DE",
            advice="give `FilterPolicy` in the subscription's `Attributes`",
        )
    return Passed(choosy, found=f"the filter is `{choosy.attributes['FilterPolicy']}`")


@wire.step(f"What `{LOYALTY}` cannot get is kept in `{DEAD}`")
def kept(cloud: Cloud, topic: str, subscribed: topics.Subscription) -> Passed:
    queue = queues.find(cloud, DEAD)
    named = json.loads(subscribed.attributes.get("RedrivePolicy") or "{}").get("deadLetterTargetArn", "")
    if queue is None or named != queue.arn:
        raise NotYet(
            f"the subscription's dead-letter queue is `{named or '(none)'}`",
            expected=f"the queue `{DEAD}`",
            advice="create it, and name its ARN in the attribute `RedrivePolicy`",
        )
    if not queues.lets_send(cloud, queue, "sns.amazonaws.com", topic):
        raise NotYet(
            "works here, but AWS would refuse it: the queue's policy does not let SNS send for this topic",
            expected=f"`sqs:SendMessage` for `sns.amazonaws.com`, with the source `{topic}`",
            advice="set the queue's attribute `Policy`",
        )
    return Passed(found=f"`{queue.arn}`, and SNS may send to it")


@wire.step("Orders reach who asked for them", weight=2, needs=("permitted", "subscribed"))
def probe(cloud: Cloud, random: Random) -> Passed:
    since = logs.now_ms()
    trials: list[tuple[dict[str, Any], str, bool]] = [
        (order(random, large=False), "AT", False),
        (order(random), "CH", False),
        (order(random) | {"cents": LARGE}, "DE", True),
        (order(random), "AT", True),
    ]
    for placed, country, _wanted in trials:
        publish(cloud, placed, country)
    for name, wanted in ((INVOICE, list(trials)), (LOYALTY, [item for item in trials if item[2]])):
        for placed, country, _earns in wanted:
            _expect_line(cloud, name, placed, country, since)
    others = {placed["orderId"]: (placed["cents"], country) for placed, country, earns in trials if not earns}
    if called := logs.unwanted(cloud, LOYALTY, *others, since_ms=since):
        cents, country = next(about for number, about in others.items() if number in called)
        raise NotYet(
            f"`{LOYALTY}` was called for an order of {cents} cents from {country}",
            expected=f"{LARGE} cents or more, from AT or DE; both must hold",
            advice="two keys of a policy are joined by *and*, the values of one key by *or*",
        )
    lines = [line.text for line in logs.lines(cloud, LOYALTY, since_ms=since)]
    return Passed(found="four orders: four invoices, two with points", evidence="\n".join(lines))


def _expect_line(cloud: Cloud, name: str, placed: dict[str, Any], country: str, since: int) -> None:
    word = "invoice" if name == INVOICE else "points"
    wanted = f"{word} {placed['orderId']} {placed['cents']}"
    try:
        until(
            wanted,
            lambda: any(wanted in line.text for line in logs.lines(cloud, name, since_ms=since)),
            timeout=PROBE_SECONDS,
            every=0.1,
        )
    except TimedOut as error:
        seen = "\n".join(line.text for line in logs.lines(cloud, name, since_ms=since)[-10:])
        raise NotYet(
            f"after {PROBE_SECONDS:g} s `{name}` has not printed `{wanted}`",
            expected=f"`{wanted}`, for an order of {placed['cents']} cents from {country}",
            advice="read the function's log below; the order is in the message, as JSON in a text",
            evidence=seen or f"(nothing: `{name}` was not called)",
        ) from error
