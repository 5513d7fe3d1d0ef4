"""A request's way through a load balancer: listener, rule, action.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

from lambda_workshop.aws import listener_conditions
from lambda_workshop.emulator.fallback import alb, request_context
from lambda_workshop.emulator.gateway.client_request import client_request
from lambda_workshop.emulator.services.load_balancer import request as requests
from lambda_workshop.emulator.services.load_balancer.answers import page

_port_in_path: ContextVar[int | None] = ContextVar("load_balancer_port", default=None)


def split_port(name: str) -> tuple[str, int | None]:
    """A load balancer's name and the listener's port in a path such as `/_alb/shop:8080/`; None without a port."""
    bare, colon, port = name.partition(":")
    return bare, int(port) if colon and port.isdigit() else None


def find_by_name(name: str) -> dict[str, Any] | None:
    """Replace `alb._find_lb_by_name`: the name may be followed by a listener's port."""
    bare, port = split_port(name.lower())
    _port_in_path.set(port)
    found = (balancer for balancer in alb.load_balancers().values() if balancer["LoadBalancerName"].lower() == bare)
    balancer: dict[str, Any] | None = next(found, None)
    return balancer


async def dispatch(
    balancer: dict[str, Any],
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    parameters: Any,
    port: int = 80,
    client_ip: str | None = None,
    raw_query_string: str | None = None,
    raw_path: str | None = None,
) -> Any:
    """Replace `alb.dispatch_request`: the answer of the first rule that matches, in the order of priorities.

    The port chooses the listener; an address of this machine has none of the listeners' ports, and reaches the one
    with the lowest. Without a listener, 503: on AWS nothing would answer.
    """
    arn = balancer["LoadBalancerArn"]
    listener = _listener(arn, _port_in_path.get() or port)
    if listener is None:
        return alb.signed(page(503))
    if (sent := client_request.get()) is not None and sent.header("host"):
        headers = {**headers, "host": sent.header("host")}
    source = client_ip or request_context.client_address() or "127.0.0.1"
    shown = raw_path or path
    request = requests.request_of(method, shown, raw_query_string or "", headers, source)
    requests.current.set(request)
    requests.idle_seconds.set(float(alb.attribute(arn, "idle_timeout.timeout_seconds", "60")))
    rule = next((rule for rule in rules_of(listener["ListenerArn"]) if _applies(rule, request)), {})
    actions = rule.get("Actions") or listener.get("DefaultActions") or []
    added = alb.headers_for_target(arn, listener, headers, source)
    target_host = added.get("host")
    if target_host and alb.attribute(arn, "routing.http.preserve_host_header.enabled", "false") != "true":
        target_host = alb.host_for_target(target_host, listener.get("Port", 80))
    response = (
        await alb.perform(
            actions,
            method,
            shown,
            added,
            body,
            parameters,
            port=listener.get("Port", 80),
            load_balancer=arn,
            target_host=target_host,
            raw_query=raw_query_string,
            raw_path=raw_path,
        )
        if actions
        else page(502)
    )
    number = listener["ListenerArn"]
    return alb.with_listener_headers(alb.signed(response, number), number)


def _listener(balancer: str, port: int) -> dict[str, Any] | None:
    own = [listener for listener in alb.listeners().values() if listener["LoadBalancerArn"] == balancer]
    own.sort(key=lambda listener: int(listener.get("Port", 80)))
    asked = next((listener for listener in own if int(listener.get("Port", 80)) == port), None)
    if asked is None and _port_in_path.get() is not None:
        return None
    return asked or (own[0] if own else None)


def rules_of(listener: str) -> list[dict[str, Any]]:
    """The listener's rules in the order in which they are tried, the default rule last."""
    return alb.in_order([rule for rule in alb.rules().values() if rule.get("ListenerArn") == listener])


def _applies(rule: dict[str, Any], request: requests.Request) -> bool:
    if rule.get("IsDefault"):
        return True
    return all(listener_conditions.matches(condition, request) for condition in rule.get("Conditions") or ())
