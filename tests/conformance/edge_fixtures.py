"""What the tests of the edge share: one account, one scripted function at all four events, one shop behind them."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from edge_shop import (
    ALL_VIEWER_EXCEPT_HOST,
    SCRIPTED,
    Clock,
    Shop,
    all_four,
    behaviour,
    config,
    custom_origin,
    items,
    open_edge,
    publish,
    running_shop,
    scripted,
)

from lambda_workshop.backends import Backend
from lambda_workshop.simulators.edge import Answer, Edge

if TYPE_CHECKING:
    from localstack_client.session import Session

METHODS = {**items("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"), "CachedMethods": items("GET", "HEAD")}


@dataclass(frozen=True)
class Site:
    """An edge with a scripted function at every event, and what is behind it."""

    backend: Backend
    session: Session
    account: str
    arn: str
    shop: Shop
    clock: Clock
    edge: Edge

    @property
    def bucket(self) -> str:
        """The name of the shop's bucket: no two accounts may have the same."""
        return f"inkwell-site-{self.account}"

    def get(self, path: str, *, headers: dict[str, str] | None = None, **scripts: str) -> Answer:
        """GET the path while the function does these scripts."""
        return self.edge.request("GET", path, headers={**scripted(**scripts), **(headers or {})})

    def open(self, wanted: dict[str, Any], **policies: Any) -> Edge:
        """The edge of another distribution of the account."""
        reference = {"CallerReference": secrets.token_hex(8)}
        return open_edge(self.backend, self.session, {**wanted, **reference}, self.clock, **policies)


@pytest.fixture(scope="module")
def site(backend: Backend) -> Iterator[Site]:
    """A site for all tests of a module, which use paths of their own."""
    account = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    session, clock = backend.session(account), Clock()
    arn = publish(session, account, SCRIPTED)
    default = behaviour(
        OriginRequestPolicyId=ALL_VIEWER_EXCEPT_HOST, AllowedMethods=METHODS, LambdaFunctionAssociations=all_four(arn)
    )
    with running_shop() as shop:
        edge = open_edge(backend, session, config(custom_origin(shop.port), default=default), clock)
        yield Site(backend, session, account, arn, shop, clock, edge)
    if backend.name == "embedded":
        backend.reset(account)
    else:
        session.client("lambda").delete_function(FunctionName="inkwell-edge")
