"""The receipt that becomes 502 although its function succeeds: name the cause, and let every kind of order answer."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, addresses, functions, web
from lambda_workshop.sections.rest_api import apis
from lambda_workshop.sections.rest_api.apis import RestApi
from lambda_workshop.sections.rest_api.broken import (
    API,
    CENTS,
    FUNCTION,
    KEY,
    ROOM,
    STAGE,
    STARTED_TAG,
    UNPAID,
    put_in_place,
)
from lambda_workshop.sections.rest_api.orders import exchange

CAUSES = {
    "a": Option(
        "The function's policy does not let the API in.",
        "Then the function would not run at all. Its log shows that it does.",
    ),
    "b": Option(
        "The function raises an exception.",
        "The client would read the same text. But the log would hold a stack trace, and it holds `receipt for ...`.",
    ),
    "c": Option(
        "The function runs, and what it returns is no proxy response.",
        "The log shows a run without an error. So API Gateway could not read what came back.",
        correct=True,
    ),
    "d": Option(
        "The stage serves an older deployment.",
        "The stage decides which method and which integration answer. What the function returns is no part of it.",
    ),
}

debug = Exercise(
    "debug",
    title="The receipt that became 502",
    points=4,
    hints=(
        "The log shows no error, and the client gets one. What lies between the function's `return` and the client?",
        "Only `statusCode`, `headers`, `multiValueHeaders`, `body` and `isBase64Encoded` may be there, and headers and "
        "body are text. The function has three `return`s: try `o-1042`, `o-3110` and an order that is not there.",
        "`'X-Cents': str(order['cents'])`; and for refusals `{'statusCode': 404, 'body': json.dumps({'error': ...})}`. "
        "A tuple becomes a JSON list, which is no response either.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@debug.step("The cause is named", weight=1)
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The API is the one of the start, and may still call its function", weight=0)
def api(cloud: Cloud, work: object) -> Passed:
    found = [item for item in apis.named(cloud, API) if STARTED_TAG in item.tags]
    if not found:
        outcome = NotYet if apis.named(cloud, API) else NotAttempted
        raise outcome(
            f"there is no `{API}` that the start made",
            expected="its customers know its address: mend it, do not replace it",
            advice="run `rest_api.debug.start()`",
        )
    method = found[0].methods.get(KEY)
    if method is None or method.function.rpartition(":function:")[2].partition(":")[0] != FUNCTION:
        raise NotYet(
            f"`{KEY}` leads to `{method.function if method else 'nothing'}`",
            expected=f"`{FUNCTION}`",
            advice="lead the method back to it, or begin anew with `rest_api.debug.start()`",
        )
    arn = apis.source_arn(cloud, found[0].id, KEY, stage=STAGE)
    if why := functions.refusal(cloud, FUNCTION, apis.GATEWAY, source_arn=arn, source_account=cloud.account):
        raise NotYet(why, expected=f"`{apis.GATEWAY}` with this API's ARN", advice="give the permission back")
    if work is None and _ask(cloud, found[0], "o-1042")[0].status == 502:
        # The start's own state is no answer yet.
        raise NotAttempted("the receipts are as the start left them", advice="read the log, name the cause, mend it")
    return Passed(found[0], found=f"`{API}` and `{FUNCTION}` are there")


@debug.step("A receipt arrives, with its header", weight=2)
def receipt(cloud: Cloud, api: RestApi) -> Passed:
    for order, cents in CENTS.items():
        reply, shown = _ask(cloud, api, order)
        _expect(reply, shown, 200, {"order": order, "cents": cents}, "look at what each value of `headers` is")
        if reply.header("x-cents") != str(cents):
            raise NotYet(
                f"`X-Cents` is `{reply.header('x-cents')}`",
                expected=f"`{cents}`: the accounts read it",
                advice="keep the header, as text",
                evidence=shown,
            )
    return Passed(found="200, the receipt, and `X-Cents`", evidence=shown)


@debug.step("An order that is not there is 404, one that is not paid 409")
def refused(cloud: Cloud, api: RestApi, random: Random) -> Passed:
    unknown = f"o-{random.randrange(16**8):08x}"
    for order, status, why in ((unknown, 404, "no such order"), (UNPAID, 409, "not paid yet")):
        reply, shown = _ask(cloud, api, order)
        _expect(
            reply, shown, status, {"error": why}, f"look at the `return` for {order}: has it a `statusCode` and a text?"
        )
    return Passed(found="404 and 409, each with its reason", evidence=shown)


def _ask(cloud: Cloud, api: RestApi, order: str) -> tuple[web.Reply, str]:
    reply = web.request(addresses.address(cloud, api.id, f"/receipts/{order}", kind="rest", stage=STAGE))
    return reply, exchange(f"GET /receipts/{order}", reply)


def _expect(reply: web.Reply, shown: str, status: int, wanted: Any, advice: str) -> None:
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"the client gets {reply.status}: `{reply.text}`",
            expected=f"{status} and `{wanted}`",
            advice=advice,
            evidence=shown,
        )
