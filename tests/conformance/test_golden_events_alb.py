"""The events that the alb section teaches are the ones that a load balancer delivers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from golden import golden, shape
from load_balancers import Balancer, balancer

from lambda_workshop.backends import Backend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("alb")
HEADERS = [("Host", "shop.inkwell.localhost"), ("Accept", "text/html"), ("User-Agent", "curl/8.5.0")]


@pytest.fixture
def shop(backend: Backend, session: Session, account: str) -> Balancer:
    return balancer(session, account, backend.endpoint_url)


def test_a_request(shop: Balancer) -> None:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html"""
    wanted, function = golden("alb", "request"), shop.serve()
    shop.get("/prints?size=a4", headers=HEADERS)
    event = shop.event(function)
    assert shape(event) == shape(wanted)
    same = ("httpMethod", "path", "queryStringParameters", "body", "isBase64Encoded")
    assert {key: event[key] for key in same} == {key: wanted[key] for key in same}


def test_a_request_with_many_values(shop: Balancer) -> None:
    wanted, function = golden("alb", "multi_value"), shop.serve(many=True)
    shop.get("/prints?size=a4&size=a3", headers=[*HEADERS, ("Cookie", "a=1"), ("Cookie", "b=2")])
    event = shop.event(function)
    assert shape(event) == shape(wanted)
    assert event["multiValueQueryStringParameters"] == wanted["multiValueQueryStringParameters"]


def test_a_health_check(shop: Balancer) -> None:
    checks = {
        "HealthCheckEnabled": True,
        "HealthCheckPath": "/health",
        "HealthCheckIntervalSeconds": 5,
        "HealthCheckTimeoutSeconds": 2,
    }
    function = shop.serve(**checks)
    event = shop.event(function)
    assert shape(event) == shape(golden("alb", "health_check"))
    assert event["headers"]["user-agent"] == "ELB-HealthChecker/2.0"
