"""The filter that lets nothing through: the cause named, the filter put where the country is, and orders that pass."""

from __future__ import annotations

import json
from random import Random

from lambda_workshop.checks import NotYet, Option, Passed
from lambda_workshop.cloud import Cloud, functions, topics
from lambda_workshop.sections.sns.broken import POLICY, ROOM, SHOP, TAX, break_it
from lambda_workshop.sections.sns.orders import topic_arn
from lambda_workshop.verify import Debug, Probe

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

debug = Debug(
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
    causes=CAUSES,
    services=("lambda", "sns", "iam"),
)


@debug.wiring(gone=f"`{SHOP}`, `{TAX}` or the subscription is gone")
def subscription(cloud: Cloud) -> topics.Subscription | None:
    shop, tax = functions.find(cloud, SHOP), functions.find(cloud, TAX)
    found = [item for item in topics.subscriptions(cloud, topic_arn(cloud, ROOM)) if tax and item.endpoint == tax.arn]
    return found[0] if shop and found else None


@debug.step("The subscription still has its filter", needs=("cause",))
def filtered(wiring: topics.Subscription) -> Passed:
    policy = wiring.attributes.get("FilterPolicy") or "{}"
    if json.loads(policy) != POLICY:
        raise NotYet(
            f"the filter is `{policy}`",
            expected=f"`{json.dumps(POLICY)}`: papers are written for Switzerland only",
            advice="leave the policy as it is, and change where it looks",
        )
    return Passed(found=f"`{policy}`, looking at {wiring.attributes.get('FilterPolicyScope', 'MessageAttributes')}")


@debug.step("An order to Switzerland gets its paper, one to Austria none", weight=2, needs=("filtered",))
def passes(cloud: Cloud, random: Random) -> Passed:
    to_austria, to_switzerland = f"A-{random.randint(10_000, 49_999)}", f"A-{random.randint(50_000, 99_999)}"
    tried = Probe(
        cloud, TAX, "set `FilterPolicyScope` of the subscription", sent=f"{to_austria} AT\n{to_switzerland} CH"
    )
    for number, country in ((to_austria, "AT"), (to_switzerland, "CH")):
        functions.invoke(cloud, SHOP, {"orderId": number, "country": country})
    tried.until(
        lambda: any(to_switzerland in line for line in tried.lines()),
        found=f"an order to CH was published, and `{TAX}` has not heard of it",
        expected=f"customs paper for {to_switzerland} CH",
        seconds=PROBE_SECONDS,
    )
    tried.nothing_of(
        {to_austria: "an order to AT"}, expected="papers for Switzerland only", advice="keep the filter policy"
    )
    return Passed(found=f"customs paper for {to_switzerland} CH, and none for {to_austria}")


debug.keeps_the_rest(f"subscription of {TAX} to {ROOM}: FilterPolicyScope", needs=("passes",))
