"""Load balancers, their listeners and rules, and target groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Response, Store, alb, ec2


def load_balancers() -> Store[Record]:
    """The load balancers by ARN."""
    return alb._lbs


def listeners() -> Store[Record]:
    """The listeners by ARN."""
    return alb._listeners


def rules() -> Store[Record]:
    """The rules by ARN."""
    return alb._rules


def target_groups() -> Store[Record]:
    """The target groups by ARN."""
    return alb._tgs


def targets() -> Store[list[Record]]:
    """The registered targets by the ARN of their group."""
    return alb._targets


def target_group_attributes() -> Store[list[Record]]:
    """The attributes of target groups, each a `Key` with its `Value`, by the ARN of the group."""
    return alb._tg_attrs


def subnets() -> Store[Record]:
    """The subnets by id."""
    return ec2._subnets


def attribute(load_balancer: str, key: str, default: str) -> str:
    """An attribute of the load balancer with this ARN."""
    return alb._lb_attr(load_balancer, key, default)


def in_order(rules: Sequence[Record]) -> list[Record]:
    """Rules in the order in which they are tried, the default rule last."""
    return sorted(rules, key=alb._rule_sort_key)


def parameter(parameters: Any, name: str) -> str:
    """The request's parameter of this name; an empty text without it."""
    return alb._p(parameters, name) or ""


def members(parameters: Any, prefix: str) -> list[str]:
    """The texts of a request's list."""
    return alb._parse_member_list(parameters, prefix)


def actions_in(parameters: Any, prefix: str) -> list[Record]:
    """The actions in a request."""
    return alb._parse_actions(parameters, prefix)


def conditions_in(parameters: Any) -> list[Record]:
    """The conditions in a request."""
    return alb._parse_conditions(parameters)


def certificates_in(parameters: Any) -> list[str]:
    """The ARNs of the certificates in a request."""
    return alb._parse_certificate_arns(parameters)


def targets_in(parameters: Any) -> list[Record]:
    """The targets in a request."""
    return alb._parse_targets_param(parameters)


def delete_listener(listener: str) -> None:
    """DeleteListener."""
    alb._delete_listener({"ListenerArn": [listener]})


async def perform(
    actions: Sequence[Record],
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    parameters: Any,
    *,
    port: int,
    load_balancer: str,
    target_host: str | None,
    raw_query: str | None,
    raw_path: str | None,
) -> Response:
    """The answer of the first of a rule's actions that gives one."""
    return await alb._execute_actions(
        actions,
        method,
        path,
        headers,
        body,
        parameters,
        port,
        lb_arn=load_balancer,
        target_host=target_host,
        raw_query_string=raw_query,
        raw_path=raw_path,
    )


async def forward(
    target_group: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    parameters: Any,
    raw_query: str | None,
    raw_path: str | None,
) -> Response:
    """The answer of one of the group's targets."""
    return await alb._forward_to_tg(target_group, method, path, headers, body, parameters, raw_query, raw_path)


def headers_for_target(
    load_balancer: str, listener: Record, headers: dict[str, str], client_address: str
) -> dict[str, str]:
    """The headers that a target gets of the client's: X-Forwarded-For and the like are added."""
    return alb._target_headers(load_balancer, listener, headers, client_address)


def host_for_target(host: str, port: int) -> str:
    """The Host header that a target gets where the client's own is not kept."""
    return alb._target_host_header(host, port)


def signed(response: Response, listener: str | None = None) -> Response:
    """An answer that the load balancer gives itself, with its Server header, unless the listener switches that off."""
    return alb._with_alb_server(response, listener)


def with_listener_headers(response: Response, listener: str) -> Response:
    """The answer with the headers that the listener is configured to set."""
    return alb._with_listener_response_headers(listener, response)


def describe_target_group(group: Record) -> str:
    """The group's XML."""
    return alb._tg_xml(group)


def answer(operation: str, content: str) -> Response:
    """A successful answer with this XML in it."""
    return alb._xml(200, operation, content)


def error(code: str, message: str, status: int = 400) -> Response:
    """An error with AWS's code for it."""
    return alb._error(code, message, status)
