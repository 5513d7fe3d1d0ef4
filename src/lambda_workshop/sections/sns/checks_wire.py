"""The topic's wiring: two subscribers, one of them choosy, permissions, the dead-letter queue, orders that go out."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, queues, topics
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.sns.orders import DEAD, INVOICE, LARGE, LOYALTY, TOPIC, order, publish
from lambda_workshop.verify import Probe, Wire
from lambda_workshop.verify.rights import expect_sendable

PROBE_SECONDS = 6.0
SERVICE = "sns.amazonaws.com"

wire = Wire(
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

topic = wire.exists("topic", TOPIC)
both = wire.exists("function", INVOICE, LOYALTY)
permitted = wire.may_be_called(
    both,
    by=SERVICE,
    for_=topic,
    text="SNS may invoke each of them, for this topic only",
    how="`lam.add_permission`, or the function `allow` of the example, for both",
)


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
    return expect_sendable(cloud, queue, by=SERVICE, source=topic, what="topic")


@wire.step("Orders reach who asked for them", weight=2, needs=(permitted, "subscribed"))
def probe(cloud: Cloud, random: Random) -> Passed:
    tried = {
        name: Probe(cloud, name, "a message goes topic, subscription, filter, function: look at each")
        for name in (INVOICE, LOYALTY)
    }
    trials: list[tuple[dict[str, Any], str, bool]] = [
        (order(random, large=False), "AT", False),
        (order(random) | {"cents": LARGE - 1}, "DE", False),
        (order(random), "CH", False),
        (order(random) | {"cents": LARGE}, "DE", True),
        (order(random), "AT", True),
    ]
    for placed, country, _earns in trials:
        publish(cloud, placed, country)
    for name, word in ((INVOICE, "invoice"), (LOYALTY, "points")):
        tried[name].sent = "\n".join(f"{json.dumps(placed)} from {country}" for placed, country, _earns in trials)
        for placed, country, earns in trials:
            if earns or name == INVOICE:
                tried[name].line(
                    f"{word} {placed['orderId']} {placed['cents']}",
                    because=f"for an order of {placed['cents']} cents from {country}",
                    advice="read the function's log below; the order is in the message, as JSON in a text",
                    seconds=PROBE_SECONDS,
                )
    tried[LOYALTY].nothing_of(
        {
            placed["orderId"]: f"an order of {placed['cents']} cents from {country}"
            for placed, country, earns in trials
            if not earns
        },
        expected=f"{LARGE} cents or more, from AT or DE; both must hold",
        advice="two keys of a policy are joined by *and*, the values of one key by *or*",
    )
    return Passed(found="five orders: five invoices, two with points", evidence=tried[LOYALTY].evidence)
