"""The status page that answers 502 behind a load balancer: name the cause, and let it answer as it should."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import NotYet, Option, Passed
from lambda_workshop.cloud import Cloud, addresses, functions, load_balancers, web
from lambda_workshop.cloud.load_balancers import Balancer
from lambda_workshop.sections.alb.broken import BALANCER, FUNCTION, GROUP, ORDERS, ROOM, put_in_place
from lambda_workshop.sections.alb.store import exchange
from lambda_workshop.verify import Debug

CAUSES = {
    "a": Option(
        "What the function returns is not an answer that a load balancer can send.",
        "The log shows a run without an error. An HTTP API makes a 200 of any JSON, in format 2.0; a load balancer "
        "wants `statusCode`.",
        correct=True,
    ),
    "b": Option(
        "The function's policy does not let the load balancer in.",
        "Then the function would not run. Its log shows that it does.",
    ),
    "c": Option(
        "The target group has no target.",
        "That would be 503, and the function would not run. Its log shows that it does.",
    ),
    "d": Option(
        "The function fails before it returns.",
        "Its log shows no error: it says what was asked for, and the REPORT line has no `Status: error`.",
    ),
}

debug = Debug(
    title="The status page after the move",
    points=4,
    hints=(
        "502 says that the load balancer got no answer that it could use. The function's log says whether it ran.",
        "Compare what the function returns with the answer under *See it run*. Both of its return statements matter.",
        "`{'statusCode': 200, 'statusDescription': '200 OK', 'isBase64Encoded': False, 'headers': {'content-type': "
        "'application/json'}, 'body': json.dumps(order)}`, and the same for 404.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
    causes=CAUSES,
    services=("lambda", "elbv2", "iam"),
)


@debug.wiring(gone=f"`{BALANCER}`, `{GROUP}` or `{FUNCTION}` is gone")
def kept(cloud: Cloud) -> Balancer | None:
    there = load_balancers.group(cloud, GROUP) and functions.find(cloud, FUNCTION)
    return load_balancers.find(cloud, BALANCER) if there else None


@debug.step("Customers read the status of their orders", weight=2, needs=("cause",))
def status(cloud: Cloud) -> Passed:
    shown = ""
    for order, details in ORDERS.items():
        reply, shown = _get(cloud, order)
        _expect(reply, shown, 200, {"order": order, **details})
    return Passed(found="all three orders, as JSON", evidence=shown)


@debug.step("An order that does not exist is 404", weight=2, needs=("status",))
def nowhere(cloud: Cloud, random: Random) -> Passed:
    reply, shown = _get(cloud, f"o-{random.randrange(16**6):06x}")
    _expect(reply, shown, 404, {"error": "no such order"})
    return Passed(found="404 with a reason", evidence=shown)


debug.keeps_the_rest(
    f"function {FUNCTION}: CodeSha256",
    f"function {FUNCTION}: Handler",
    text="Load balancer, rule, target group and permission are those of the start",
)


def _get(cloud: Cloud, order: str) -> tuple[web.Reply, str]:
    path = f"/status/{order}"
    reply = web.request(addresses.address(cloud, BALANCER, path, kind="load balancer"))
    return reply, exchange(f"GET {path}", reply)


def _expect(reply: web.Reply, shown: str, status: int, wanted: dict[str, Any]) -> None:
    if reply.status == 502:
        raise NotYet(
            "the client still gets 502",
            expected=f"{status} and `{wanted}`",
            advice="`statusCode` must be there, and `body` must be text, in every answer",
            evidence=shown,
        )
    if (reply.status, reply.value) != (status, wanted):
        raise NotYet(
            f"the answer is {reply.status}: `{reply.text}`",
            expected=f"{status} and `{wanted}`",
            advice="put what the function returned before into `body`, with `json.dumps`",
            evidence=shown,
        )
    if reply.header("content-type").partition(";")[0] != "application/json":
        raise NotYet(
            f"the content type is `{reply.header('content-type')}`",
            expected="`application/json`",
            advice="return it among the headers",
            evidence=shown,
        )
