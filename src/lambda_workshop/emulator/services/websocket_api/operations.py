"""What API Gateway refuses when a WebSocket API is configured, and what ends with a stage or an API.

https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-response.html
Each function here takes what MiniStack has and returns what stands in its place; HTTP APIs pass through.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2
from lambda_workshop.emulator.services.websocket_api import connections
from lambda_workshop.emulator.services.websocket_api.integration import LONGEST_SECONDS

Call = Callable[..., Any]
_INTEGRATIONS = ("AWS", "AWS_PROXY", "HTTP", "HTTP_PROXY", "MOCK")


def _refused(message: str, status: int = 400) -> Any:
    code = {400: "BadRequestException", 404: "NotFoundException", 409: "ConflictException"}[status]
    return apigatewayv2.error(code, message, status)


def _is_websocket(api: str) -> bool:
    return bool(apigatewayv2.api(api).get("protocolType") == "WEBSOCKET")


def create_api(original: Call) -> Call:
    """Refuse a WebSocket API without a route selection expression; give it the address of its protocol."""

    def create(data: dict[str, Any]) -> Any:
        if data.get("protocolType") != "WEBSOCKET":
            return original(data)
        if not data.get("routeSelectionExpression"):
            return _refused("RouteSelectionExpression is required for WEBSOCKET protocol APIs")
        if data.get("corsConfiguration"):
            return _refused("CORS configuration is only supported for HTTP APIs")
        status, headers, body = original(data)
        if status != 201:
            return status, headers, body
        api = apigatewayv2.apis()[json.loads(body)["apiId"]]
        api["apiEndpoint"] = str(api["apiEndpoint"]).replace("http://", "ws://", 1)
        return apigatewayv2.answer(api, 201)

    return create


def create_route(original: Call) -> Call:
    """Refuse a second route with the same key, and a target that is no integration of the API."""

    def create(api: str, data: dict[str, Any]) -> Any:
        if not _is_websocket(api):
            return original(api, data)
        key = str(data.get("routeKey") or "")
        if not key:
            return _refused("RouteKey is required")
        if any(route.get("routeKey") == key for route in apigatewayv2.routes(api).values()):
            return _refused(f"Route with key {key} already exists for this API", 409)
        return _unknown_target(api, data) or original(api, data)

    return create


def update_route(original: Call) -> Call:
    """The same for a change of a route."""

    def update(api: str, route_id: str, data: dict[str, Any]) -> Any:
        if not _is_websocket(api):
            return original(api, route_id, data)
        key = data.get("routeKey")
        others = [route for number, route in apigatewayv2.routes(api).items() if number != route_id]
        if key is not None and any(route.get("routeKey") == key for route in others):
            return _refused(f"Route with key {key} already exists for this API", 409)
        return _unknown_target(api, data) or original(api, route_id, data)

    return update


def _unknown_target(api: str, data: dict[str, Any]) -> Any:
    """The refusal of a target that does not lead to one of the API's integrations; None for a good one or none."""
    target = data.get("target")
    if not target:
        return None
    prefix, _slash, number = str(target).partition("/")
    if prefix != "integrations" or number not in apigatewayv2.integrations(api):
        return _refused(f"Invalid target {target}: it must name an integration of this API, as integrations/<id>")
    return None


def create_integration(original: Call) -> Call:
    """Refuse a kind that WebSocket APIs have not, and a time-out above 29 seconds."""

    def create(api: str, data: dict[str, Any]) -> Any:
        return (_is_websocket(api) and _bad_integration(data, new=True)) or original(api, data)

    return create


def update_integration(original: Call) -> Call:
    """The same for a change of an integration."""

    def update(api: str, integration_id: str, data: dict[str, Any]) -> Any:
        return (_is_websocket(api) and _bad_integration(data, new=False)) or original(api, integration_id, data)

    return update


def _bad_integration(data: dict[str, Any], *, new: bool) -> Any:
    kind, limit = data.get("integrationType"), int(LONGEST_SECONDS * 1000)
    if new:
        # A WebSocket API's own limit, below the 30 seconds that MiniStack takes for the usual time-out.
        data.setdefault("timeoutInMillis", limit)
    if (new or kind is not None) and kind not in _INTEGRATIONS:
        return _refused(f"Invalid integration type {kind}. One of {', '.join(_INTEGRATIONS)} is needed")
    if str(kind).startswith("AWS") and not data.get("integrationUri"):
        return _refused("IntegrationUri is required for AWS and AWS_PROXY integrations")
    millis = data.get("timeoutInMillis", limit)
    if isinstance(millis, bool) or not isinstance(millis, int) or not 50 <= millis <= limit:
        return _refused(f"Timeout should be between 50 ms and {limit} ms")
    return None


def create_stage(original: Call) -> Call:
    """Refuse a stage that exists already, and a deployment that does not."""

    def create(api: str, data: dict[str, Any]) -> Any:
        if _is_websocket(api):
            name, deployment = data.get("stageName"), data.get("deploymentId")
            if name in apigatewayv2.stages(api):
                return _refused(f"Stage with name {name} already exists", 409)
            if deployment and deployment not in apigatewayv2.deployments(api):
                return _refused(f"Deployment id {deployment} is not one of this API's")
        return original(api, data)

    return create


def create_route_response(original: Call) -> Call:
    """Refuse a route response with another key than $default."""

    def create(api: str, route_id: str, data: dict[str, Any]) -> Any:
        if _is_websocket(api) and data.get("routeResponseKey") != "$default":
            return _refused("Only the $default route response is supported for WebSocket APIs")
        return original(api, route_id, data)

    return create


def delete_api(original: Call) -> Call:
    """Close the connections of the API that goes."""

    def delete(api: str) -> Any:
        connections.close_all(lambda connection: connection.place.api == api)
        return original(api)

    return delete


def delete_stage(original: Call) -> Call:
    """Close the connections of the stage that goes."""

    def delete(api: str, stage: str) -> Any:
        connections.close_all(lambda connection: (connection.place.api, connection.place.stage) == (api, stage))
        return original(api, stage)

    return delete


def reset(original: Call) -> Call:
    """Close all connections when everything is reset."""

    def everything() -> Any:
        connections.close_all()
        return original()

    return everything
