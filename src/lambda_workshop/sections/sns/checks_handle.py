"""The invoice: a message and its attributes, and a message that is not JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random
from typing import Any

from lambda_workshop.sections.sns.orders import attribute, attributes, event, order
from lambda_workshop.verify import Case, Handle

handle = Handle(
    title="The invoice",
    points=3,
    hints=(
        "The order is a text inside the event. The attributes are beside it, and each has a type and a value.",
        "Every attribute's `Value` is a text, even a number's. A `String.Array` is JSON inside a text. An attribute may "
        "be missing.",
        "`sns = event['Records'][0]['Sns']; placed = json.loads(sns['Message'])`; "
        "`attached = sns['MessageAttributes']`; `attached.get('country', {}).get('Value', 'AT')`; "
        "`json.loads(attached['tags']['Value']) if 'tags' in attached else []`.",
    ),
    what="the invoice",
    lost=", so this order gets no invoice",
)
_TAGS = ("gift", "express", "large", "fragile")


def invoiced(
    random: Random,
    placed: dict[str, Any],
    country: str = "",
    tags: list[str] | None = None,
    *,
    subject: str | None = "Order",
) -> Case:
    """The case of an order's message; without a country or tags the attributes are not there."""
    attached = attributes(placed, country) if country else {}
    if tags is not None:
        attached["tags"] = attribute("String.Array", tags)
    wanted = {"order": placed["orderId"], "cents": placed["cents"], "country": country or "AT", "tags": tags or []}
    return Case(event(random, json.dumps(placed), attached, subject=subject), wanted, secrets=(placed["customer"],))


@handle.cases(
    "An order gives its invoice",
    advice="parse `Message`, and read the attribute `country`",
    found="the first order's invoice is right",
)
def first(random: Random) -> Iterator[Case]:
    yield invoiced(random, order(random), random.choice(["AT", "DE", "CH", "IT"]))


@handle.cases(
    "So do other orders, from other countries",
    advice="every order has its own values: read all of them from the event",
)
def orders(random: Random) -> Iterator[Case]:
    for country, large in zip(random.sample(["AT", "DE", "CH", "IT"], 3), (True, False, True), strict=True):
        yield invoiced(random, order(random, large=large), country)


@handle.cases(
    "Tags come as a list",
    advice="the value of a `String.Array` is a JSON text: parse it, for each message anew",
)
def tagged(random: Random) -> Iterator[Case]:
    for _ in range(2):
        yield invoiced(random, order(random), "DE", random.sample(_TAGS, 2))


@handle.cases(
    "Without attributes the country is AT and there are no tags",
    advice="an attribute that is missing has no entry in `MessageAttributes`: use `get`, and keep nothing from before",
)
def bare(random: Random) -> Iterator[Case]:
    yield invoiced(random, order(random), subject=None)
    yield invoiced(random, order(random), "", [random.choice(_TAGS)])


@handle.cases(
    "A message that is not JSON is an error that names its id",
    advice="catch the ValueError of `json.loads`, and raise one that names the message, so that somebody finds the "
    "message: `raise ValueError(f'message {number} is not JSON') from None`",
)
def broken(random: Random) -> Iterator[Case]:
    secret = f"{random.randrange(16**8):08x}@example.com"
    sent = event(random, f"please print my cat, {secret}")
    yield Case(sent, raises=(sent["Records"][0]["Sns"]["MessageId"],), secrets=(secret,))


handle.keeps_secrets(
    "Neither log nor error names a customer",
    found="a customer is named in the log: `{}`",
    expected="ids of orders and messages, nothing else",
    advice="print neither the event nor the message",
)
