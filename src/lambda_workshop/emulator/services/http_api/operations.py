"""The control plane of HTTP APIs: quick create, what is refused, and what cannot be deleted.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
Each function here takes what MiniStack has and returns what stands in its place; WebSocket APIs pass through.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2
from lambda_workshop.emulator.services.http_api import deployments, refusals
from lambda_workshop.emulator.services.http_api.refusals import Refusal

Call = Callable[..., Any]
_CODES = {400: "BadRequestException", 404: "NotFoundException", 409: "ConflictException"}


def _refused(refusal: Refusal) -> Any:
    return apigatewayv2.error(_CODES[refusal.status], refusal.message, refusal.status)


def _missing(kind: str, number: str) -> Any:
    return _refused(Refusal(f"Invalid {kind} identifier specified: {number}", 404))


def _is_http(api: str) -> bool:
    return bool(apigatewayv2.api(api).get("protocolType") == "HTTP")


def handle_request(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Refuse members of another type than the API's: stored, they would break every later request."""

    async def handle(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        # That it is an object was seen to before (malformed_requests).
        if path.startswith("/v2/") and body and (refusal := refusals.wrong_types(json.loads(body))):
            return _refused(refusal)
        return await original(method, path, headers, body, query)

    return handle


def create_api(original: Call) -> Call:
    """Refuse an unknown protocol; with a target, make the route, the integration and the stage as well."""

    def create(data: dict[str, Any]) -> Any:
        protocol = data.get("protocolType")
        if protocol not in ("HTTP", "WEBSOCKET"):
            return _refused(Refusal("Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]"))
        if protocol == "WEBSOCKET":
            if data.get("target"):
                return _refused(Refusal("Quick create is only supported for HTTP APIs"))
            return original(data)
        if refusal := refusals.api(data, new=True):
            return _refused(refusal)
        answer = original(data)
        if answer[0] != 201:
            return answer
        api = apigatewayv2.apis()[json.loads(answer[2])["apiId"]]
        if data.get("target"):
            _quick_create(api["apiId"], data)
        return apigatewayv2.answer(api, 201)

    return create


def _quick_create(api: str, data: dict[str, Any]) -> None:
    target = str(data["target"])
    function = target.startswith("arn:")
    settings = {
        "integrationType": "AWS_PROXY" if function else "HTTP_PROXY",
        "integrationUri": target,
        "integrationMethod": "POST" if function else "ANY",
        "payloadFormatVersion": "2.0" if function else "1.0",
    }
    number = json.loads(apigatewayv2.create_integration(api, settings)[2])["integrationId"]
    integration = apigatewayv2.integrations(api)[number]
    if data.get("credentialsArn"):
        integration["credentialsArn"] = data["credentialsArn"]
    wanted = {"routeKey": data.get("routeKey") or "$default", "target": f"integrations/{number}"}
    route = json.loads(apigatewayv2.create_route(api, wanted)[2])["routeId"]
    apigatewayv2.create_stage(api, {"stageName": "$default", "autoDeploy": True})
    for part in (integration, apigatewayv2.routes(api)[route], apigatewayv2.stages(api)["$default"]):
        part["apiGatewayManaged"] = True


def update_api(original: Call) -> Call:
    """Refuse what a new API may not be; a target changes the integration that quick create made."""

    def update(api: str, data: dict[str, Any]) -> Any:
        if not _is_http(api):
            return original(api, data)
        if refusal := refusals.api(data, new=False):
            return _refused(refusal)
        if data.get("target"):
            managed = [part for part in apigatewayv2.integrations(api).values() if part.get("apiGatewayManaged")]
            if not managed:
                return _refused(Refusal("Only an API that quick create made has a target"))
            managed[0]["integrationUri"] = data["target"]
        return original(api, data)

    return update


def create_route(original: Call) -> Call:
    """Refuse a key of another form, a second route with it, a target or an authorizer that is not there."""

    def create(api: str, data: dict[str, Any]) -> Any:
        if _is_http(api) and (refusal := refusals.route(api, data, None)):
            return _refused(refusal)
        return original(api, data)

    return create


def update_route(original: Call) -> Call:
    """The same for a change of a route."""

    def update(api: str, number: str, data: dict[str, Any]) -> Any:
        current = apigatewayv2.routes(api).get(number)
        if _is_http(api) and current is not None and (refusal := refusals.route(api, data, current)):
            return _refused(refusal)
        return original(api, number, data)

    return update


def delete_route(original: Call) -> Call:
    """Refuse to delete a route that is not there."""

    def delete(api: str, number: str) -> Any:
        if _is_http(api) and number not in apigatewayv2.routes(api):
            return _missing("Route", number)
        return original(api, number)

    return delete


def create_integration(original: Call) -> Call:
    """Refuse a type, a payload format or a time-out that HTTP APIs have not."""

    def create(api: str, data: dict[str, Any]) -> Any:
        if not _is_http(api):
            return original(api, data)
        if refusal := refusals.integration(data, None):
            return _refused(refusal)
        answer = original(api, data)
        if answer[0] != 201 or not data.get("credentialsArn"):
            return answer
        record = apigatewayv2.integrations(api)[json.loads(answer[2])["integrationId"]]
        record["credentialsArn"] = data["credentialsArn"]
        return apigatewayv2.answer(record, 201)

    return create


def update_integration(original: Call) -> Call:
    """The same for a change of an integration."""

    def update(api: str, number: str, data: dict[str, Any]) -> Any:
        current = apigatewayv2.integrations(api).get(number)
        if _is_http(api) and current is not None and (refusal := refusals.integration(data, current)):
            return _refused(refusal)
        return original(api, number, data)

    return update


def delete_integration(original: Call) -> Call:
    """Refuse to delete an integration that is not there, that a route leads to, or that quick create made."""

    def delete(api: str, number: str) -> Any:
        if not _is_http(api):
            return original(api, number)
        current = apigatewayv2.integrations(api).get(number)
        if current is None:
            return _missing("Integration", number)
        target = f"integrations/{number}"
        used = [key for key, route in apigatewayv2.routes(api).items() if route.get("target") == target]
        if used:
            message = f"Cannot delete Integration because it is referenced by the following Routes with Ids: {used}"
            return _refused(Refusal(message.replace("'", ""), 409))
        if current.get("apiGatewayManaged"):
            return _refused(Refusal("The integration that quick create made cannot be deleted"))
        return original(api, number)

    return delete


def create_stage(original: Call) -> Call:
    """Refuse a name that stages have not, one that exists already, and a deployment that does not."""

    def create(api: str, data: dict[str, Any]) -> Any:
        if _is_http(api) and (refusal := refusals.stage(api, data, None)):
            return _refused(refusal)
        return original(api, data)

    return create


def update_stage(original: Call) -> Call:
    """The same for a change of a stage; one that stops deploying automatically keeps what it serves."""

    def update(api: str, name: str, data: dict[str, Any]) -> Any:
        current = apigatewayv2.stages(api).get(name)
        if not _is_http(api) or current is None:
            return original(api, name, data)
        if refusal := refusals.stage(api, data, current):
            return _refused(refusal)
        if current.get("autoDeploy") and data.get("autoDeploy") is False and not data.get("deploymentId"):
            deployments.freeze(api, current, apigatewayv2.create_deployment)
        return original(api, name, data)

    return update


def delete_stage(original: Call) -> Call:
    """Refuse to delete a stage that is not there."""

    def delete(api: str, name: str) -> Any:
        if _is_http(api) and name not in apigatewayv2.stages(api):
            return _missing("stage", name)
        return original(api, name)

    return delete


def create_authorizer(original: Call) -> Call:
    """Refuse an authorizer without what its type needs."""

    def create(api: str, data: dict[str, Any]) -> Any:
        if _is_http(api) and (refusal := refusals.authorizer(data, None)):
            return _refused(refusal)
        return original(api, data)

    return create


def update_authorizer(original: Call) -> Call:
    """The same for a change of an authorizer."""

    def update(api: str, number: str, data: dict[str, Any]) -> Any:
        current = apigatewayv2.authorizers(api).get(number)
        if _is_http(api) and current is not None and (refusal := refusals.authorizer(data, current)):
            return _refused(refusal)
        return original(api, number, data)

    return update


def delete_authorizer(original: Call) -> Call:
    """Refuse to delete an authorizer that is not there, or that a route asks."""

    def delete(api: str, number: str) -> Any:
        if _is_http(api):
            if number not in apigatewayv2.authorizers(api):
                return _missing("Authorizer", number)
            used = [key for key, route in apigatewayv2.routes(api).items() if route.get("authorizerId") == number]
            if used:
                message = f"Cannot delete authorizer {number}: the routes {', '.join(used)} use it"
                return _refused(Refusal(message, 409))
        return original(api, number)

    return delete
