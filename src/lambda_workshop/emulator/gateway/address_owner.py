"""Whose an API, a load balancer, a distribution or a user pool is: an unsigned request tells by what it names.

MiniStack looks unsigned requests up in its default account, so that nobody else's API would ever be found.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any


def owner_of_address(host: str, path: str) -> str | None:
    """The 12-digit account of the API, load balancer or distribution at this address; None when there is none."""
    from ministack import app
    from ministack.services import alb, apigateway, apigateway_v1, cloudfront

    if parsed := app._parse_execute_api_url(host, path):
        return _first(apigateway_v1._rest_apis, parsed[0]) or _first(apigateway._apis, parsed[0])
    if label := app._parse_cloudfront_dataplane_host(host):
        return _where(cloudfront._distributions, lambda item: str(item.get("DomainName", "")).startswith(f"{label}."))
    if app._is_potential_alb_request(host, path):
        name = host.partition(":")[0].lower()
        wanted = (
            path.split("/")[2].lower().partition(":")[0]
            if path.startswith("/_alb/")
            else name.removesuffix(".alb.localhost")
        )
        return _where(alb._lbs, lambda item: wanted in (item["LoadBalancerName"].lower(), item["DNSName"].lower()))
    return None


def owner_of_user_pool_call(body: bytes) -> str | None:
    """The account of the user pool that an unsigned call names, by its client or its token; None when none does."""
    from ministack.services import cognito

    try:
        call = json.loads(body or b"{}")
    except ValueError:
        return None
    if not isinstance(call, dict):
        return None
    client, pool = str(call.get("ClientId") or ""), _pool_in(str(call.get("AccessToken") or ""))
    return _where(cognito._user_pools, lambda item: client in item.get("_clients", {}) or item.get("Id") == pool)


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
    from ministack.core.responses import set_request_account_id

    if owner:
        set_request_account_id(owner)


def _entries(store: Any) -> list[tuple[tuple[str, ...], Any]]:
    return list(store._data.items())


def _first(store: Any, name: str) -> str | None:
    return next((key[0] for key, _item in _entries(store) if key[-1] == name), None)


def _where(store: Any, matches: Callable[[Any], bool]) -> str | None:
    """The account of the newest that matches: a load balancer's name, unlike an id, may exist in several accounts."""
    return next((key[0] for key, item in reversed(_entries(store)) if matches(item)), None)
