"""Whose an API, a load balancer, a distribution or a user pool is: an unsigned request tells by what it names.

MiniStack looks unsigned requests up in its default account, so that nobody else's API would ever be found.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from lambda_workshop.emulator.fallback import (
    alb,
    apigatewayv1,
    apigatewayv2,
    asgi,
    cloudfront,
    cognito,
    request_context,
)
from lambda_workshop.emulator.fallback.ministack import Store, everywhere


def owner_of_address(host: str, path: str) -> str | None:
    """The 12-digit account of the API, load balancer or distribution at this address; None when there is none."""
    if parsed := asgi.api_at(host, path):
        return _first(apigatewayv1.apis(), parsed[0]) or _first(apigatewayv2.apis(), parsed[0])
    if label := asgi.distribution_at(host):
        return _where(cloudfront.distributions(), lambda item: str(item.get("DomainName", "")).startswith(f"{label}."))
    if asgi.may_be_load_balancer(host, path):
        name = host.partition(":")[0].lower()
        wanted = (
            path.split("/")[2].lower().partition(":")[0]
            if path.startswith("/_alb/")
            else name.removesuffix(".alb.localhost")
        )
        return _where(
            alb.load_balancers(), lambda item: wanted in (item["LoadBalancerName"].lower(), item["DNSName"].lower())
        )
    return None


def owner_of_user_pool_call(body: bytes) -> str | None:
    """The account of the user pool that an unsigned call names, by its client or its token; None when none does."""
    try:
        call = json.loads(body or b"{}")
    except ValueError:
        return None
    if not isinstance(call, dict):
        return None
    client, pool = str(call.get("ClientId") or ""), _pool_in(str(call.get("AccessToken") or ""))
    return _where(cognito.user_pools(), lambda item: client in item.get("_clients", {}) or item.get("Id") == pool)


def _pool_in(token: str) -> str:
    """The user pool that issued this token, by its claims; an empty string when it has none."""
    claims = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        issuer = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)) or b"{}").get("iss", "")
    except (ValueError, binascii.Error, AttributeError):
        return ""
    return str(issuer).rpartition("/")[2]


def adopt(owner: str | None) -> None:
    """Handle the rest of this request in that account, when there is one."""
    if owner:
        request_context.enter_account(owner)


def _first(store: Store[Any], name: str) -> str | None:
    return next((key[0] for key, _item in everywhere(store) if key[-1] == name), None)


def _where(store: Store[Any], matches: Callable[[Any], bool]) -> str | None:
    """The account of the newest that matches: a load balancer's name, unlike an id, may exist in several accounts."""
    return next((key[0] for key, item in reversed(everywhere(store)) if matches(item)), None)
