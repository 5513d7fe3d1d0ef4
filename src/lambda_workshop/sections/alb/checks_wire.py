"""The wiring of the storefront: target group, permission, listener, rule; and requests that go through it."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, addresses, load_balancers, web
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.load_balancers import Balancer, Group, Rule
from lambda_workshop.sections.alb.names import SHOP, STORE
from lambda_workshop.sections.alb.store import HOST, LOGO, exchange, random_wish
from lambda_workshop.verify import Wire
from lambda_workshop.verify.rights import expect_callable

PATHS = ("/prices", "/logo.gif")

wire = Wire(
    title="The load balancer",
    points=4,
    hints=(
        "Walk with a request: a listener takes it, a rule picks a target group, its target is the function, and the "
        "function's policy lets it in. Which of them is missing?",
        "The order of the calls matters: target group, `add_permission` with the group's ARN, `register_targets`, "
        "then listener and rule. A rule needs two conditions here: `host-header` and `path-pattern`.",
        "`elb.create_rule(ListenerArn=listener, Priority=1, Conditions=[{'Field': 'host-header', 'Values': [...]}, "
        "{'Field': 'path-pattern', 'Values': [...]}], Actions=[{'Type': 'forward', 'TargetGroupArn': group}])`.",
    ),
    resources=(STORE, SHOP),
)

function = wire.exists("function", SHOP)
balancer = wire.exists("load balancer", STORE, find=load_balancers.find, advice="make it with `fresh_balancer`")


@wire.step(f"The target group `{SHOP}` has the function as its one target, and checks its health")
def group(cloud: Cloud, function: Function) -> Passed:
    found = load_balancers.group(cloud, SHOP)
    if found is None:
        raise NotYet(
            f"there is no target group `{SHOP}`",
            expected="one with `TargetType='lambda'`",
            advice=f"make it with `fresh_group('{SHOP}', ...)`",
        )
    if found.kind != "lambda" or found.function not in (function.arn, *_qualified(found, function)):
        raise NotYet(
            f"the targets of `{SHOP}`: {', '.join(found.targets) or 'none'}",
            expected=f"`{function.arn}`",
            advice="call `elb.register_targets(TargetGroupArn=..., Targets=[{'Id': ...}])`",
        )
    if found.multi_value:
        raise NotYet(
            "multi-value headers are on: the event has no `queryStringParameters`",
            expected="the default mode, which your handler reads",
            advice="set `lambda.multi_value_headers.enabled` to `false` with `elb.modify_target_group_attributes`",
        )
    if found.health_path != "/health":
        raise NotYet(
            f"health checks ask for `{found.health_path}`" if found.health_path else "health checks are off",
            expected="on, with the path `/health`",
            advice="`HealthCheckEnabled=True, HealthCheckPath='/health'`: for functions they are off by default",
        )
    return Passed(found, found="the function is registered, `/health` is asked")


@wire.step("The function lets this target group call it, and no other")
def permission(cloud: Cloud, function: Function, group: Group) -> Passed:
    return expect_callable(
        cloud,
        SHOP,
        by=load_balancers.SERVICE,
        sources=(group.arn,),
        qualifier=group.function.removeprefix(function.arn).removeprefix(":"),
        how="`lam.add_permission`, with the target group's ARN as `SourceArn`",
    )


@wire.step("Port 80 answers 404 by itself, and rules forward to the target group")
def rules(balancer: Balancer, group: Group) -> Passed:
    listener = balancer.listeners.get(80)
    if listener is None:
        ports = ", ".join(str(port) for port in balancer.listeners) or "none"
        raise NotYet(
            f"ports with a listener: {ports}", expected="80", advice="call `elb.create_listener(..., Port=80)`"
        )
    default = next(rule for rule in listener if rule.default)
    if (default.action, default.status) != ("fixed-response", "404"):
        raise NotYet(
            f"what no rule takes is answered by `{default.action}`, with {default.status or 'what it gives'}",
            expected="a `fixed-response` with 404: strangers' requests cost no invocation",
            advice="give the listener that default action",
        )
    ours = [rule for rule in listener if group.arn in rule.groups]
    if not ours:
        raise NotYet(
            f"no rule forwards to `{group.name}`", expected="one that does", advice="call `elb.create_rule(...)`"
        )
    for field, wanted in (("host-header", {HOST}), ("path-pattern", set(PATHS))):
        given = {value for rule in ours for value in rule.conditions.get(field, ())}
        if not wanted <= given:
            raise NotYet(
                f"`{field}` of the rule: {', '.join(sorted(given)) or 'not asked'}",
                expected=", ".join(sorted(wanted)),
                advice="a rule's conditions must all hold; the values of one are alternatives",
            )
    return Passed(ours, found=f"`{HOST}` with two paths leads to the function")


@wire.step("Random requests go through", weight=2, needs=("permission", "rules"))
def answered(cloud: Cloud, balancer: Balancer, random: Random) -> Passed:
    wish = random_wish(random)
    reply = _get(cloud, balancer, f"/prices?{wish.query}", HOST)
    shown = exchange(f"GET /prices?{wish.query}", reply)
    if (reply.status, reply.value) != (200, wish.answer):
        raise NotYet(
            f"the answer is {reply.status}: `{reply.text}`",
            expected=f"200 and `{wish.answer}`",
            advice=f"deploy the handler that passed; after a 502 look at `alb.logs('{SHOP}')`",
            evidence=shown,
        )
    image = _get(cloud, balancer, "/logo.gif", HOST)
    if (image.status, image.content) != (200, LOGO):
        raise NotYet(
            f"`/logo.gif` answered {image.status} with {len(image.content)} bytes",
            expected=f"200 and the {len(LOGO)} bytes of the GIF",
            advice="deploy the handler that passed",
        )
    return Passed(found=f"a price and {len(LOGO)} bytes of logo", evidence=shown)


@wire.step("Other hosts and paths stay outside", needs=("answered",))
def closed(cloud: Cloud, balancer: Balancer, rules: list[Rule], random: Random) -> Passed:
    query, nowhere = random_wish(random).query, f"{random.randrange(16**6):06x}"
    hosts = ("other.localhost", f"{nowhere}.{HOST}", f"my{HOST}", "inkwell.localhost")
    paths = ("/health", f"/prices/{nowhere}", f"/prices{nowhere}", f"/{nowhere}", "/logo.gif2", "/Prices")
    for host, path in (*((host, "/prices") for host in hosts), *((HOST, path) for path in paths)):
        reply = _get(cloud, balancer, f"{path}?{query}", host)
        # What the function answers is JSON, an image, or comes for its health check: a listener's own text is neither.
        if reply.status != 404 or "error" in (reply.value or {}):
            raise NotYet(
                f"`{host}{path}` answered {reply.status}: `{reply.text}`",
                expected=f"404 from the listener itself: `{HOST}` with {' or '.join(PATHS)} alone is forwarded",
                advice="both conditions belong in the same rule, with no wider value than the task names",
                evidence=exchange(f"GET {path}, host {host}", reply),
            )
    return Passed(found=f"404 without an invocation, {len(hosts) + len(paths)} times")


def _qualified(group: Group, function: Function) -> tuple[str, ...]:
    """The target where it is a version or an alias of the function."""
    return tuple(target for target in group.targets if target.startswith(f"{function.arn}:"))


def _get(cloud: Cloud, balancer: Balancer, path: str, host: str) -> web.Reply:
    return web.request(addresses.address(cloud, balancer.arn, path, port=80), headers=[("Host", host)])
