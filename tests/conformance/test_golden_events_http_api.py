"""The events in the HTTP API section are what its trigger really delivers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser import models
from golden import golden, shape
from http_apis import HttpApi
from test_http_api_authorizers import authorizer, bearer, signed_in

from lambda_workshop.emulator.host.handle import EmbeddedBackend

pytestmark = pytest.mark.trigger("http-api")
NAMES = ("price", "price_format_1", "place_order", "me")
BROWSER = [
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"),
    ("Accept", "application/json"),
    ("Origin", "https://inkwell.example"),
    ("Cookie", "basket=b-1042; theme=dark"),
]
ORDER = '{"paper": "A4", "copies": 12}'

SAME = (
    "version", "routeKey", "rawPath", "rawQueryString", "cookies", "pathParameters", "body", "queryStringParameters",
    "multiValueQueryStringParameters", "resource", "path", "isBase64Encoded",
)  # fmt: skip


@pytest.fixture(scope="module")
def delivered(backend: EmbeddedBackend) -> Iterator[Mapping[str, dict[str, Any]]]:
    """What the shop's function gets from a customer's browser, by the golden events' names."""
    account = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    session = backend.session(account)
    api = HttpApi(session, account, backend.endpoint_url)
    api.add_function()
    pool, client, tokens = signed_in(session)
    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"
    users = authorizer(api, "JWT", JwtConfiguration={"Issuer": issuer, "Audience": [client]})
    two, one = api.integrate(), api.integrate(version="1.0")
    for key, target in (("GET /prices/{paper}", two), ("POST /orders", two), ("GET /v1/prices/{paper}", one)):
        api.route(key, target)
    api.route("GET /me", two, AuthorizationType="JWT", AuthorizerId=users)
    api.stage()
    path = "/prices/A4?copies=12"
    order = [*BROWSER, ("Content-Type", "application/json"), ("Idempotency-Key", "o-20417")]
    yield {
        "price": api.event(path, headers=BROWSER),
        "price_format_1": api.event(f"/v1{path}", headers=BROWSER),
        "place_order": api.event("/orders", "POST", body=ORDER, headers=order),
        "me": api.event("/me", headers=[*BROWSER, *bearer(tokens["IdToken"])]),
    }
    backend.reset(account)


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_has_the_shape_of_a_delivered_one(delivered: Mapping[str, dict[str, Any]], name: str) -> None:
    found, expected = delivered[name], golden("http-api", name)
    assert shape(found) == shape(expected)
    for key in SAME:
        assert found.get(key) == expected.get(key), key


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_is_what_powertools_parses(name: str) -> None:
    event = golden("http-api", name)
    model = models.APIGatewayProxyEventModel if event["version"] == "1.0" else models.APIGatewayProxyEventV2Model
    model.model_validate(event)


def test_the_golden_events_tell_of_one_api() -> None:
    contexts = [golden("http-api", name)["requestContext"] for name in NAMES]
    for key in ("accountId", "apiId", "domainName", "stage"):
        assert len({context[key] for context in contexts}) == 1
