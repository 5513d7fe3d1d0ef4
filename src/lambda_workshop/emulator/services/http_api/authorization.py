"""Who may call a route: everybody, whoever has a token, a signature, or the consent of a function.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from typing import Any

from lambda_workshop.aws.facts import api_gateway
from lambda_workshop.emulator.fallback import apigatewayv2
from lambda_workshop.emulator.gateway.callers import is_signed
from lambda_workshop.emulator.services.http_api import events, json_web_tokens
from lambda_workshop.emulator.services.http_api.answers import INTERNAL, Failed
from lambda_workshop.emulator.services.http_api.exchange import Authorized, Exchange

AUTHORIZER_SECONDS = float(api_gateway.HTTP_AUTHORIZER.value)
"""How long API Gateway waits for a Lambda authorizer."""
_asking: ContextVar[Exchange | None] = ContextVar("asking", default=None)


async def authorize(
    exchange: Exchange, route: Mapping[str, Any], authorizers: Mapping[str, Mapping[str, Any]]
) -> Authorized:
    """What the route's authorization found out. Raises Failed: 401, 403, or 500 for an authorizer that failed."""
    kind = str(route.get("authorizationType") or "NONE").upper()
    if kind == "JWT":
        authorizer = authorizers.get(str(route.get("authorizerId")))
        if authorizer is None:
            raise Failed(500, INTERNAL)
        return await json_web_tokens.authorize(authorizer, list(route.get("authorizationScopes") or []), exchange)
    if kind == "AWS_IAM":
        return _identify(exchange)
    if kind == "CUSTOM":
        return await _ask_function(exchange, route)
    return Authorized()


def _identify(exchange: Exchange) -> Authorized:
    """Whose key signed the request."""
    if not is_signed():
        raise Failed(403, "Forbidden")
    headers = {name: ",".join(values) for name, values in exchange.header_values().items()}
    return Authorized(iam=apigatewayv2.caller_of(headers, exchange.query_values()))


async def _ask_function(exchange: Exchange, route: Mapping[str, Any]) -> Authorized:
    token = _asking.set(exchange)
    try:
        refusal, context = await apigatewayv2.authorize(
            exchange.api,
            exchange.stage,
            route,
            exchange.method,
            exchange.path,
            exchange.route_path,
            {name: ",".join(values) for name, values in exchange.header_values().items()},
            exchange.query_values(),
            dict(exchange.path_parameters),
            dict(exchange.stage_variables),
            exchange.account,
            exchange.region,
            exchange.raw_query,
        )
    finally:
        _asking.reset(token)
    if refusal is not None:
        raise Failed(refusal[0], str(json.loads(refusal[2])["message"]))
    return Authorized(context=context or {})


def invoke_authorizer(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Give a REQUEST authorizer of an HTTP API the complete event, and ten seconds; None when it failed."""

    async def invoke(authorizer: dict[str, Any], event: dict[str, Any], account: str, region: str) -> Any:
        exchange = _asking.get()
        if exchange is None:
            return await original(authorizer, event, account, region)
        if "routeArn" in event:
            told = {"version": "2.0", "type": "REQUEST"}
            told |= {name: event[name] for name in ("routeArn", "identitySource")} | events.request_2(exchange)
        else:
            arn = event["methodArn"]
            told = {"version": "1.0", "type": "REQUEST", "methodArn": arn, **events.request_1(exchange)}
            told |= {"identitySource": _text(authorizer, exchange), "authorizationToken": _text(authorizer, exchange)}
        call = asyncio.ensure_future(original(authorizer, told, account, region))
        done, _running = await asyncio.wait({call}, timeout=AUTHORIZER_SECONDS)
        return call.result() if done else None

    return invoke


def _text(authorizer: Mapping[str, Any], exchange: Exchange) -> str:
    """What the request has at the authorizer's identity sources, joined by commas."""
    headers = {name: ",".join(values) for name, values in exchange.header_values().items()}
    _present, values = apigatewayv2.identity_sources(
        authorizer.get("identitySource") or [], headers, exchange.query_values(), exchange.stage_variables
    )
    return ",".join(str(value) for value in values)
