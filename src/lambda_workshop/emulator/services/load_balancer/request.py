"""The request that a load balancer is answering, as its client sent it."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar

from lambda_workshop.aws.listener_conditions import Request
from lambda_workshop.emulator.gateway.client_request import client_request

__all__ = ["Request", "current", "idle_seconds", "request_of", "with_changes"]
current: ContextVar[Request | None] = ContextVar("load_balancer_request", default=None)
idle_seconds: ContextVar[float] = ContextVar("load_balancer_idle_seconds", default=60.0)
"""How long the load balancer keeps its client waiting: an attribute of it."""


def request_of(method: str, path: str, query: str, headers: Mapping[str, str], source_ip: str) -> Request:
    """The request with these joined headers; repeated ones are told apart when the client itself sent them so."""
    values: dict[str, tuple[str, ...]] = {name.lower(): (value,) for name, value in headers.items()}
    sent = client_request.get()
    pairs = sent.headers if sent is not None else ()
    if {name.lower() for name, _value in pairs} == set(values):
        values = dict.fromkeys(values, ())
        for name, value in pairs:
            values[name.lower()] += (value,)
    return Request(method.upper(), path, query, values, source_ip)


def with_changes(request: Request, headers: Mapping[str, str]) -> dict[str, list[str]]:
    """All values of the headers that reach a target: the client's, and what the load balancer added or changed."""
    found: dict[str, list[str]] = {}
    for name, value in headers.items():
        sent = list(request.headers.get(name.lower(), ()))
        joined = ("; " if name.lower() == "cookie" else ", ").join(sent)
        found[name.lower()] = sent if sent and joined == value else [value]
    return found
