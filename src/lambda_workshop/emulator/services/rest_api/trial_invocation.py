"""TestInvokeMethod: a method as it is now, deployed or not, called without a stage, with the execution log.

https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
Authorizers and API keys are not asked: the caller has shown who it is by its own signature.
"""

from __future__ import annotations

import json
import time
import uuid
from typing import Any
from urllib.parse import unquote

from lambda_workshop.emulator.fallback import apigatewayv1, request_context
from lambda_workshop.emulator.gateway.client_request import ClientRequest
from lambda_workshop.emulator.services.rest_api.custom import answer_mock, refuse_media_type
from lambda_workshop.emulator.services.rest_api.exchange import Arrived, Exchange, current

STAGE = "test-invoke-stage"


async def invoke(api: str, resource_id: str, method: str, data: dict[str, Any]) -> Any:
    """Answer TestInvokeMethod: status, headers, body, log and latency in milliseconds."""
    resource = apigatewayv1.resources(api).get(resource_id)
    if resource is None:
        return apigatewayv1.error("NotFoundException", "Invalid Resource identifier specified", 404)
    methods = resource.get("resourceMethods") or {}
    found = methods.get(method) or methods.get("ANY")
    if found is None or not found.get("methodIntegration"):
        return apigatewayv1.error("NotFoundException", "Invalid Method identifier specified", 404)
    request = _request(method, str(data.get("pathWithQueryString") or resource["path"]), data)
    stage = {"variables": data.get("stageVariables") or {}, "deploymentId": ""}
    path = unquote(request.path)
    exchange = Exchange(
        api,
        request_context.account(),
        request_context.region(),
        STAGE,
        stage,
        request,
        request.path,
        str(uuid.uuid4()),
        trial=True,
    )
    routed = {
        "api_id": api,
        "stage_name": STAGE,
        "stage": stage,
        "headers": {name.lower(): value for name, value in request.headers},
        "query_params": _values(request.query),
        "path_params": _path_parameters(resource["path"], path),
        "resource_path": resource["path"],
        "request_id": exchange.request_id,
    }
    body = str(data.get("body") or "").encode()
    exchange.arrived = Arrived(method, routed["headers"], body, routed)
    started = time.monotonic()
    exchange.note(f"Starting execution for request: {exchange.request_id}")
    exchange.note(f"HTTP Method: {method}, Resource Path: {request.path}")
    exchange.note(f"Method request path: {_shown(routed['path_params'])}")
    exchange.note(f"Method request query string: {_shown(dict(request.query))}")
    exchange.note(f"Method request headers: {_shown(dict(request.headers))}")
    exchange.note(f"Method request body before transformations: {body.decode()}")
    token = current.set(exchange)
    try:
        answer = await _execute(exchange, found, resource, path, body)
        completed = isinstance(answer, tuple)
        if not completed:
            answer = apigatewayv1.gateway_response(answer, routed)
    finally:
        current.reset(token)
    status, headers, content = answer
    if completed:
        exchange.note("Successfully completed execution")
    exchange.note(f"Method completed with status: {status}")
    return apigatewayv1.answer(_result(exchange, int(status), headers, content, started))


def _request(method: str, target: str, data: dict[str, Any]) -> ClientRequest:
    pairs = [(str(name), str(value)) for name, value in (data.get("headers") or {}).items()]
    single = {name.lower() for name, _value in pairs}
    for name, values in (data.get("multiValueHeaders") or {}).items():
        if str(name).lower() not in single:
            pairs += [(str(name), str(value)) for value in values]
    return ClientRequest(method, target if target.startswith("/") else f"/{target}", tuple(pairs))


def _values(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _path_parameters(template: str, path: str) -> dict[str, str]:
    """The path's parameters; none when it does not fit the resource, as AWS takes any path here."""
    names, given = template.strip("/").split("/"), path.strip("/").split("/")
    found: dict[str, str] = {}
    for index, name in enumerate(names):
        if index >= len(given):
            return {}
        if name.endswith("+}"):
            return {**found, name[1:-2]: "/".join(given[index:])}
        if name.startswith("{"):
            found[name[1:-1]] = given[index]
        elif name != given[index]:
            return {}
    return found if len(names) == len(given) else {}


def _shown(values: dict[str, str]) -> str:
    return "{" + ", ".join(f"{name}={value}" for name, value in values.items()) + "}"


async def _execute(exchange: Exchange, method: dict[str, Any], resource: dict[str, Any], path: str, body: bytes) -> Any:
    arrived = exchange.arrived
    assert arrived is not None
    integration, routed = method["methodIntegration"], arrived.routed
    problem = apigatewayv1.validation_error(
        method, exchange.api, routed, arrived.headers, body, routed["query_params"]
    ) or refuse_media_type(integration, arrived.headers)
    if problem is not None:
        return problem
    kind = integration.get("type")
    if kind == "MOCK":
        return answer_mock(integration)
    if kind in ("HTTP", "HTTP_PROXY"):
        return await apigatewayv1.call_address(
            integration, path, arrived.method, arrived.headers, body, routed["query_params"], routed["path_params"]
        )
    return await apigatewayv1.call_function(
        integration,
        exchange.api,
        exchange.stage_name,
        exchange.stage,
        resource,
        path,
        arrived.method,
        arrived.headers,
        body,
        routed["query_params"],
        routed["path_params"],
        owner_account_id=exchange.account,
        owner_region=exchange.region,
        binary_media_types=(apigatewayv1.apis().get(exchange.api) or {}).get("binaryMediaTypes") or [],
    )


def _result(exchange: Exchange, status: int, headers: dict[str, Any], content: bytes, started: float) -> dict[str, Any]:
    lists = {
        name: [str(each) for each in value] if isinstance(value, list) else [str(value)]
        for name, value in headers.items()
    }
    text = content.decode("utf-8", errors="replace") if isinstance(content, bytes) else json.dumps(content)
    return {
        "status": status,
        "body": text,
        "headers": {name: values[-1] for name, values in lists.items() if values},
        "multiValueHeaders": lists,
        "log": "\n".join([f"Execution log for request {exchange.request_id}", *exchange.log, ""]),
        "latency": int((time.monotonic() - started) * 1000),
    }
