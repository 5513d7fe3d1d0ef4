"""The events in the WebSocket section are what its trigger really delivers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.utilities.parser import models
from test_golden_events_sqs import shape
from websocket_apis import socket_api

from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session
    from pydantic import BaseModel

pytestmark = pytest.mark.trigger("websockets")
ROUTES = ("$connect", "$disconnect", "$default", "track")
MODELS: dict[str, type[BaseModel]] = {
    "connect": models.APIGatewayWebSocketConnectEventModel,
    "message": models.APIGatewayWebSocketMessageEventModel,
    "disconnect": models.APIGatewayWebSocketDisconnectEventModel,
}


def golden(name: str) -> dict[str, Any]:
    """A golden event of the section."""
    text = files("lambda_workshop").joinpath(f"sections/websockets/events/{name}.json").read_text("utf-8")
    event: dict[str, Any] = json.loads(text)
    return event


@pytest.fixture
def delivered(backend: EmbeddedBackend, session: Session, account: str) -> dict[str, dict[str, Any]]:
    """What the function gets from a customer who follows an order on the shop's site."""
    api = socket_api(session, account, backend.endpoint_url, routes=ROUTES)
    query = golden("connect")["queryStringParameters"]
    with api.connect(f"/dev?order={query['order']}", origin="https://inkwell.example") as client:
        client.send(golden("message")["body"])
        api.event("MESSAGE")
        client.close(1000)
    return {name: api.event(name.upper()) for name in MODELS}


def test_a_golden_event_has_the_shape_of_a_delivered_one(delivered: dict[str, dict[str, Any]]) -> None:
    for name, event in delivered.items():
        assert shape(event) == shape(golden(name)), name
        known = ("routeKey", "eventType", "messageDirection", "stage")
        found, expected = event["requestContext"], golden(name)["requestContext"]
        assert [found[key] for key in known] == [expected[key] for key in known]


@pytest.mark.parametrize("name", MODELS)
def test_a_golden_event_is_what_powertools_parses(name: str) -> None:
    MODELS[name].model_validate(golden(name))


def test_the_golden_events_tell_of_one_connection() -> None:
    contexts = [golden(name)["requestContext"] for name in MODELS]
    for key in ("connectionId", "connectedAt", "domainName", "apiId"):
        assert len({context[key] for context in contexts}) == 1
