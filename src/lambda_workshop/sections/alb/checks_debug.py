"""The status page that moved from an HTTP API unchanged: name the cause, and let it answer as it did before."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, addresses, functions, load_balancers, web
from lambda_workshop.sections.alb.broken import BALANCER, FUNCTION, GROUP, ORDERS, ROOM, STARTED_TAG, put_in_place
from lambda_workshop.sections.alb.store import exchange

CAUSES = {
    "a": Option(
        "The function's policy does not let the load balancer in.",
        "Then the function would not run. Its log shows that it does.",
    ),
    "b": Option(
        "The target group has no target.",
        "That would be 503, and the function would not run. Its log shows that it does.",
    ),
    "c": Option(
        "What the function returns is not an answer that a load balancer can send.",
        "The log shows a run without an error. An HTTP API makes a 200 of any JSON; a load balancer wants "
        "`statusCode`.",
        correct=True,
    ),
    "d": Option(
        "The function fails before it returns.",
        "Its log shows no error: it says what was asked for, and the REPORT line has no `Status: error`.",
    ),
}

debug = Exercise(
    "debug",
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
)


@debug.step("The cause is named", weight=1)
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The load balancer is the one of the start, and still leads to the function")
def kept(cloud: Cloud, cause: object) -> Passed:
    found = load_balancers.find(cloud, BALANCER)
    if found is None or STARTED_TAG not in load_balancers.tags(cloud, found.arn):
        raise NotYet(
            f"there is no `{BALANCER}` that the start made",
            expected="the same load balancer: customers know its address",
            advice="run `alb.debug.start()` again, and change the function alone",
        )
    group, function = load_balancers.group(cloud, GROUP), functions.find(cloud, FUNCTION)
    forwards = [rule for rule in found.listeners.get(80, ()) if group and group.arn in rule.groups]
    if not group or not function or function.arn not in group.targets or not forwards:
        raise NotYet(
            f"port 80 no longer leads to `{FUNCTION}`",
            expected=f"listener, target group `{GROUP}` and function as the start made them",
            advice="run `alb.debug.start()` again, and change the function alone",
        )
    return Passed(found, found="listener, target group and function are in their places")


@debug.step("Customers read the status of their orders", weight=2)
def status(cloud: Cloud, kept: object) -> Passed:
    shown = ""
    for order, details in ORDERS.items():
        reply, shown = _get(cloud, order)
        _expect(reply, shown, 200, {"order": order, **details})
    return Passed(found="all three orders, as JSON", evidence=shown)


@debug.step("An order that does not exist is 404", weight=2)
def nowhere(cloud: Cloud, status: object, random: Random) -> Passed:
    reply, shown = _get(cloud, f"o-{random.randrange(16**6):06x}")
    _expect(reply, shown, 404, {"error": "no such order"})
    return Passed(found="404 with a reason", evidence=shown)


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
            expected="`application/json`, as before the move",
            advice="return it among the headers",
            evidence=shown,
        )
