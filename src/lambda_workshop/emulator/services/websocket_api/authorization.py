"""Who may connect: the authorization of the $connect route.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2
from lambda_workshop.emulator.gateway.callers import is_signed
from lambda_workshop.emulator.services import rights
from lambda_workshop.emulator.services.lambda_service.http_permissions import function_in
from lambda_workshop.emulator.services.websocket_api import events, integration
from lambda_workshop.emulator.services.websocket_api.connections import Connection
from lambda_workshop.emulator.services.websocket_api.events import Handshake
from lambda_workshop.emulator.services.websocket_api.integration import Failed

_SECONDS = 10.0
_WHY = {
    "Deny": "with an explicit deny in an identity-based policy",
    "NoMatch": "because no identity-based policy allows the execute-api:Invoke action",
}


async def authorize(connection: Connection, handshake: Handshake, route: Mapping[str, Any]) -> None:
    """Let the client in, and give its connection what the authorizer said of it; raises Failed.

    Its status is 401 for a client that does not say who it is, 403 for one that may not connect, 500 for an
    authorizer that failed.
    """
    kind = str(route.get("authorizationType") or "NONE").upper()
    if kind == "CUSTOM":
        connection.authorizer = await _ask_function(connection, handshake, str(route.get("authorizerId") or ""))
    elif kind == "AWS_IAM" and not is_signed():
        raise Failed(403, "Missing Authentication Token")


async def _ask_function(connection: Connection, handshake: Handshake, number: str) -> dict[str, Any]:
    place = connection.place
    authorizer = apigatewayv2.authorizers(place.api).get(number)
    if authorizer is None:
        raise Failed(500)
    variables = events.stage_variables(connection)
    headers, query, wanted = _lower(handshake), _lists(handshake), authorizer.get("identitySource")
    present, _values = apigatewayv2.identity_sources(wanted, headers, query, variables)
    if not present:
        raise Failed(401, "Unauthorized")
    arn = place.source_arn(f"{place.stage}/$connect")
    request = events.context(connection, "$connect", "CONNECT")
    result = await integration.invoke(
        place,
        function_in(str(authorizer.get("authorizerUri") or "")),
        place.source_arn(f"authorizers/{number}"),
        events.authorize(connection, handshake, arn, variables, request),
        asks=not authorizer.get("authorizerCredentialsArn"),
        seconds=_SECONDS,
    )
    said = result.get("body")
    if result.get("error"):
        # The one exception whose text API Gateway reads.
        unknown = isinstance(said, dict) and said.get("errorMessage") == "Unauthorized"
        raise Failed(401, "Unauthorized") if unknown else Failed(500)
    policy = said.get("policyDocument") if isinstance(said, dict) else None
    if not isinstance(said, dict) or not isinstance(policy, dict) or not isinstance(said.get("context") or {}, dict):
        raise Failed(500)
    decision = rights.authorized(policy, arn)
    if decision != "Allow":
        raise Failed(403, f"User is not authorized to access this resource {_WHY[decision]}")
    told: dict[str, Any] = dict(apigatewayv2.as_texts(said.get("context")))
    if said.get("principalId") is not None:
        told["principalId"] = str(said["principalId"])
    return told


def _lower(handshake: Handshake) -> dict[str, str]:
    return {name.lower(): value for name, value in handshake.headers}


def _lists(handshake: Handshake) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in handshake.query:
        found.setdefault(name, []).append(value)
    return found
