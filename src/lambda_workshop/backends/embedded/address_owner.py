"""Whose an API, a load balancer or a distribution is: its address alone tells, as on AWS.

MiniStack looks unsigned requests up in its default account, so that nobody else's API would ever be found.
"""

from __future__ import annotations

from collections.abc import Iterable
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
        wanted = path.split("/")[2].lower() if path.startswith("/_alb/") else name.removesuffix(".alb.localhost")
        return _where(alb._lbs, lambda item: wanted in (item["LoadBalancerName"].lower(), item["DNSName"].lower()))
    return None


def adopt_owner(host: str, path: str) -> None:
    """Handle the rest of this request in the account that owns the address, when one does."""
    from ministack.core.responses import set_request_account_id

    if owner := owner_of_address(host, path):
        set_request_account_id(owner)


def _entries(store: Any) -> Iterable[tuple[tuple[str, ...], Any]]:
    return list(store._data.items())


def _first(store: Any, name: str) -> str | None:
    return next((key[0] for key, _item in _entries(store) if key[-1] == name), None)


def _where(store: Any, matches: Any) -> str | None:
    return next((key[0] for key, item in _entries(store) if matches(item)), None)
