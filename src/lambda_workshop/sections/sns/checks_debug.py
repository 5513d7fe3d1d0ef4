"""The filter that lets nothing through: the cause named, the filter put where the country is, and orders that pass."""

from __future__ import annotations

import json
from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, topics, until
from lambda_workshop.sections.sns.broken import POLICY, ROOM, SHOP, SHOP_CODE, TAX, break_it
from lambda_workshop.sections.sns.orders import topic_arn

PROBE_SECONDS = 5.0
CAUSES = {
    "a": Option(
        "The topic may not invoke the function.",
        "The permission is there, and without it no message at all would arrive, whatever the filter says.",
    ),
    "b": Option(
        "The filter looks where the country is not.",
        "A filter looks at the attributes, and the country is in the body.",
        correct=True,
    ),
    "c": Option(
        "A filter policy must not be a list of one value.",
        "A list of one value is right: the attribute `country` would have to be `CH`. Is there such an attribute?",
    ),
    "d": Option(
        "A new filter takes some minutes to work.",
        "On real AWS a change can take up to 15 minutes. Here a filter works at once, and this one stays as it is.",
    ),
}

debug = Exercise(
    "debug",
    title="The filter that lets nothing through",
    points=4,
    hints=(
        "Look at what the shop publishes. Where in the message is the country?",
        "A filter policy looks at the message's *attributes*, unless its subscription says otherwise. The "
        "subscription has a setting for that.",
        "`set_subscription_attributes(SubscriptionArn=..., AttributeName='FilterPolicyScope', "
        "AttributeValue='MessageBody')`. The ARN is in `list_subscriptions_by_topic`.",
    ),
    resources=(ROOM,),
    setup=break_it,
)


@debug.step("The broken wiring is there", weight=0)
def subscription(cloud: Cloud, work: object) -> Passed:
    shop, tax = functions.find(cloud, SHOP), functions.find(cloud, TAX)
    found = [item for item in topics.subscriptions(cloud, topic_arn(cloud, ROOM)) if tax and item.endpoint == tax.arn]
    if shop is None or tax is None or not found:
        raise NotYet(
            f"`{SHOP}`, `{TAX}` or the subscription is gone",
            expected="the wiring that `debug.start()` makes, mended",
            advice="run the cell with `debug.start()` again",
        )
    scope = found[0].attributes.get("FilterPolicyScope", "MessageAttributes")
    untouched = shop.code_sha256 == functions.sha256_of(functions.zip_of({"index.py": SHOP_CODE}))
    if work is None and untouched and scope == "MessageAttributes":
        raise NotAttempted(
            "no cause is named, and nothing was mended",
            advice="compare the shop's log with the subscription's attributes, then set `cause`",
        )
    return Passed(found[0], found=f"the filter is {found[0].attributes.get('FilterPolicy') or '(none)'}")


@debug.step("The cause is named")
def cause(work: object, subscription: topics.Subscription) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The subscription still has its filter", needs=("cause",))
def filtered(subscription: topics.Subscription) -> Passed:
    policy = subscription.attributes.get("FilterPolicy") or "{}"
    if json.loads(policy) != POLICY:
        raise NotYet(
            f"the filter is `{policy}`",
            expected=f"`{json.dumps(POLICY)}`: papers are written for Switzerland only",
            advice="leave the policy as it is, and change where it looks",
        )
    return Passed(
        found=f"`{policy}`, looking at {subscription.attributes.get('FilterPolicyScope', 'MessageAttributes')}"
    )


@debug.step("An order to Switzerland gets its paper, one to Austria none", weight=2, needs=("filtered",))
def passes(cloud: Cloud, random: Random) -> Passed:
    numbers = [f"A-{random.randint(10_000, 49_999)}", f"A-{random.randint(50_000, 99_999)}"]
    since = logs.now_ms()
    for number, country in zip(numbers, ("AT", "CH"), strict=True):
        functions.invoke(cloud, SHOP, {"orderId": number, "country": country})

    def texts() -> list[str]:
        return [line.text for line in logs.lines(cloud, TAX, since_ms=since)]

    try:
        until("the paper", lambda: any(numbers[1] in text for text in texts()), timeout=PROBE_SECONDS, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"an order to CH was published, and after {PROBE_SECONDS:g} s `{TAX}` has not heard of it",
            expected=f"customs paper for {numbers[1]} CH",
            advice="set `FilterPolicyScope` of the subscription",
            evidence="\n".join(texts()) or f"(nothing: `{TAX}` was not called)",
        ) from error
    if logs.unwanted(cloud, TAX, numbers[0], since_ms=since):
        raise NotYet("an order to AT got a paper too", expected="Switzerland only", advice="keep the filter policy")
    return Passed(found=f"customs paper for {numbers[1]} CH, and none for {numbers[0]}")
