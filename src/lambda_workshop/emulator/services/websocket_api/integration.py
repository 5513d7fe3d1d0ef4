"""Runs the integration of a route: the function's answer, or how the call failed.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
API Gateway tells a client nothing of what went wrong within a function: 502 for a handshake whose function failed or
answered something else than a proxy answer, 500 when the function may not be called, 504 when it takes too long.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.aws.facts import api_gateway
from lambda_workshop.emulator.fallback import apigatewayv2
from lambda_workshop.emulator.gateway.api_call import NotCalled, TooSlow, call
from lambda_workshop.emulator.services.lambda_service.http_permissions import function_in
from lambda_workshop.emulator.services.websocket_api.connections import Place

LONGEST_SECONDS = float(api_gateway.WEBSOCKET_INTEGRATION.value)
"""How long API Gateway waits for an integration of a WebSocket API at most."""
SERVER_ERROR = "Internal server error"
_log = logging.getLogger(__name__)


class Failed(Exception):
    """The integration gave no answer; `status` is what a handshake gets, the text what the client is told."""

    def __init__(self, status: int, message: str = SERVER_ERROR) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Answer:
    """What a function returned: an HTTP status, headers and a body, which is empty when there was none."""

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    def header(self, name: str) -> str:
        """The header of this name, however it is spelt; an empty string when there is none."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), "")


async def run(place: Place, route: Mapping[str, Any], event: dict[str, Any]) -> Answer:
    """Run what stands behind the route. Raises Failed."""
    number = str(route.get("target") or "").rpartition("/")[2]
    integration = apigatewayv2.integrations(place.api).get(number)
    if integration is None:
        raise Failed(500)
    kind = integration.get("integrationType")
    if kind == "MOCK":
        return Answer(body=_mocked(place.api, number))
    if kind not in ("AWS_PROXY", "AWS"):
        _log.warning("the integration type %s of a WebSocket route is not run by this backend", kind)
        raise Failed(500)
    arn = place.source_arn(f"{place.stage}/{route['routeKey']}")
    role = bool(integration.get("credentialsArn"))
    seconds = min(float(integration.get("timeoutInMillis") or 29000) / 1000, LONGEST_SECONDS)
    function = function_in(str(integration.get("integrationUri") or ""))
    result = await invoke(place, function, arn, event, asks=not role, seconds=seconds)
    if result.get("error"):
        raise Failed(502)
    return answer_of(result.get("body"))


async def invoke(
    place: Place, function: str, source_arn: str, event: dict[str, Any], *, asks: bool, seconds: float
) -> dict[str, Any]:
    """Run the function and return MiniStack's form of its result.

    Raises Failed with 500 when the function is missing, busy or, if `asks`, its policy does not let the API in;
    with 504 when it takes longer than `seconds`, during which it runs on as on AWS.
    """
    account, region = place.account, place.region
    try:
        return await call(function, event, source_arn, account=account, region=region, asks=asks, seconds=seconds)
    except NotCalled as error:
        raise Failed(500) from error
    except TooSlow as error:
        raise Failed(504, "Endpoint request timed out") from error


def answer_of(returned: object) -> Answer:
    """A function's return value as a proxy answer, 200 without a status; raises Failed with 502 when it is none."""
    if not isinstance(returned, dict):
        raise Failed(502)
    status, body, headers = returned.get("statusCode", 200), returned.get("body"), returned.get("headers") or {}
    if isinstance(status, bool) or not str(status).isdigit() or not isinstance(headers, dict):
        raise Failed(502)
    if body is not None and not isinstance(body, str):
        raise Failed(502)
    if body and returned.get("isBase64Encoded"):
        try:
            body = base64.b64decode(body, validate=True).decode("utf-8", "replace")
        except binascii.Error as error:
            raise Failed(502) from error
    return Answer(int(str(status)), body or "", {str(name): str(value) for name, value in headers.items()})


def _mocked(api: str, integration: str) -> str:
    """The text of a mock integration's response: its `$default` template, else its first, else nothing."""
    responses = apigatewayv2.integration_responses(api, integration)
    templates: dict[str, str] = {}
    for response in responses.values():
        templates |= {name: text for name, text in (response.get("responseTemplates") or {}).items() if name}
    return templates.get("$default") or next(iter(templates.values()), "")
