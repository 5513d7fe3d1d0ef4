"""Answers a request to an HTTP API, from its stage to the function's answer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api.html
"""

from __future__ import annotations

import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from lambda_workshop.aws.facts import api_gateway, lambda_functions
from lambda_workshop.emulator.fallback import apigatewayv2, request_context
from lambda_workshop.emulator.gateway.api_call import NotCalled, TooSlow, call
from lambda_workshop.emulator.gateway.client_request import ClientRequest, client_request
from lambda_workshop.emulator.services.http_api import (
    access_logs,
    answers,
    cross_origin,
    deployments,
    events,
    routes,
)
from lambda_workshop.emulator.services.http_api.access_logs import Entry
from lambda_workshop.emulator.services.http_api.answers import INTERNAL, Answer, Failed
from lambda_workshop.emulator.services.http_api.authorization import authorize
from lambda_workshop.emulator.services.http_api.exchange import Authorized, Exchange
from lambda_workshop.emulator.services.lambda_service.http_permissions import function_in
from lambda_workshop.emulator.services.rest_api.stage_variables import filled_in

LONGEST_SECONDS = float(api_gateway.HTTP_INTEGRATION.value)
"""How long API Gateway waits for an integration of an HTTP API at most."""
LARGEST_BYTES = api_gateway.HTTP_PAYLOAD.value
"""Of a request's body."""
LARGEST_EVENT = lambda_functions.SYNCHRONOUS_PAYLOAD.value
"""Bytes of an event, by Lambda's quota for synchronous calls."""


def handle_execute(original: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Answer for an HTTP API; MiniStack answers for all others."""

    async def execute(
        api: str,
        stage: str,
        path: str,
        method: str,
        headers: dict[str, str],
        body: bytes,
        query_params: Any,
        raw_query_string: str | None = None,
    ) -> Any:
        scope = apigatewayv2.place_of(api)
        if scope is None:
            return _sent(Failed(404, "Not Found").answer(), "")
        with request_context.within(*scope):
            settings = apigatewayv2.apis()[api]
            if settings.get("protocolType") != "HTTP":
                return await original(api, stage, path, method, headers, body, query_params, raw_query_string)
            client = client_request.get() or ClientRequest(method, path, tuple(headers.items()))
            account, region = scope
            raw_query = client.target.partition("?")[2] if raw_query_string is None else raw_query_string
            exchange = Exchange(
                api, stage, account, region, method, path or "/", client.headers, client.query, raw_query, body,
                client.client,
            )  # fmt: skip
            answer = await _answer(exchange, settings, by_own_name=_uses_own_name(client, api))
        return _sent(answer, exchange.request_id)

    return execute


def _uses_own_name(client: ClientRequest, api: str) -> bool:
    """Whether the client used the API's default endpoint, and not a domain of its owner's."""
    return client.path.startswith("/_aws/execute-api/") or client.header("host").startswith(f"{api}.execute-api.")


def _sent(answer: Answer, request_id: str) -> Any:
    """The answer in MiniStack's form."""
    headers: dict[str, Any] = {
        name: values if len(values) > 1 else values[0] for name, values in answer.headers.items()
    }
    if request_id:
        headers["apigw-requestid"] = request_id
    return answer.status, headers, answer.body


async def _answer(exchange: Exchange, settings: Mapping[str, Any], *, by_own_name: bool) -> Answer:
    origins = settings.get("corsConfiguration") or {}
    stage = apigatewayv2.stages(exchange.api).get(exchange.stage)
    found = deployments.served(exchange.api, stage) if stage is not None else None
    if stage is None or found is None or (by_own_name and settings.get("disableExecuteApiEndpoint")):
        return Failed(404, "Not Found").answer()
    exchange = replace(exchange, stage_variables=dict(stage.get("stageVariables") or {}))
    entry = Entry(exchange)
    try:
        if len(exchange.body) > LARGEST_BYTES:
            raise Failed(413, "Request Entity Too Large")
        if origins and exchange.method == "OPTIONS":
            return await _preflight(exchange, found, origins)
        answer = await _routed(entry, found)
    except Failed as failure:
        entry.failure = failure
        answer = failure.answer()
    answer = cross_origin.decorate(answer, origins, exchange) if origins else answer
    access_logs.write(stage, entry, answer)
    return answer


async def _preflight(exchange: Exchange, found: deployments.Served, origins: Mapping[str, Any]) -> Answer:
    """The API's own answer to OPTIONS, which needs no route.

    Where one matches, its authorizer is asked before: a $default or ANY route with an authorizer refuses the browser's
    question, as the page of `cross_origin` warns. Raises Failed then.
    """
    if selected := _select(exchange, found):
        await authorize(selected[0], selected[1], found.authorizers)
    return cross_origin.preflight(origins, exchange)


def _select(exchange: Exchange, found: deployments.Served) -> tuple[Exchange, Mapping[str, Any]] | None:
    """The route for this request, and the exchange that knows it; None when there is none."""
    # With more than one slash at its start a path reaches the route that it would reach with one.
    selected = routes.select(found.routes.values(), exchange.method, "/" + exchange.path.lstrip("/"))
    if selected is None:
        return None
    route, parameters = selected
    return replace(exchange, route_key=str(route["routeKey"]), path_parameters=parameters), route


async def _routed(entry: Entry, found: deployments.Served) -> Answer:
    selected = _select(entry.exchange, found)
    if selected is None:
        raise Failed(404, "Not Found")
    exchange, route = selected
    entry.exchange = exchange
    entry.authorized = authorized = await authorize(exchange, route, found.authorizers)
    integration = found.integrations.get(str(route.get("target") or "").rpartition("/")[2])
    if integration is None:
        raise Failed(500, INTERNAL)
    started = time.monotonic()
    try:
        if integration.get("integrationType") == "AWS_PROXY":
            return await _invoke(exchange, authorized, integration)
        return await _forward(exchange, authorized, integration)
    finally:
        entry.integration_seconds = time.monotonic() - started


async def _invoke(exchange: Exchange, authorized: Authorized, integration: Mapping[str, Any]) -> Answer:
    """Run the function. Raises Failed: 500 when it may not be called, fails or answers nonsense; 503 in time-outs."""
    # A stage variable may name the function; the one that it names has to let the API in.
    function = function_in(filled_in(str(integration.get("integrationUri") or ""), exchange.stage_variables))
    version = str(integration.get("payloadFormatVersion") or "1.0")
    event = (events.payload_2 if version == "2.0" else events.payload_1)(exchange, authorized)
    if len(exchange.body) > LARGEST_EVENT / 2 and len(json.dumps(event)) > LARGEST_EVENT:
        raise Failed(413, "Request Entity Too Large")
    try:
        result = await call(
            function,
            event,
            exchange.source_arn(),
            account=exchange.account,
            region=exchange.region,
            asks=not integration.get("credentialsArn"),
            seconds=min(float(integration.get("timeoutInMillis") or 30000) / 1000, LONGEST_SECONDS),
        )
    except NotCalled as error:
        raise Failed(500, INTERNAL, why=str(error)) from error
    except TooSlow as error:
        raise Failed(503, "Service Unavailable", why=str(error)) from error
    if result.get("error"):
        raise Failed(500, INTERNAL, why=_error_of(result.get("body")))
    return answers.parse(_value(result.get("body")), version)


def _error_of(body: object) -> str:
    """What the access log says of a function's failure."""
    told = body.get("errorType") if isinstance(body, dict) else None
    return f"The Lambda function returned the following error: {told or 'Unhandled'}. Check your Lambda function code."


def _value(body: object) -> object:
    """What the function returned; runtimes that MiniStack runs give it as text."""
    if isinstance(body, bytes):
        body = body.decode("utf-8", "replace")
        try:
            return json.loads(body)
        except ValueError:
            return body
    return body


async def _forward(exchange: Exchange, authorized: Authorized, integration: Mapping[str, Any]) -> Answer:
    """Pass the request on to an HTTP address, as MiniStack does."""
    headers, query, path = apigatewayv2.mapped_request(
        dict(integration),
        headers={name: ",".join(values) for name, values in exchange.header_values().items()},
        query=exchange.query_values(),
        path=exchange.path,
        path_parameters=dict(exchange.path_parameters),
        context={
            "requestId": exchange.request_id,
            "httpMethod": exchange.method,
            "path": exchange.path_with_stage,
            "routeKey": exchange.route_key,
            "stage": exchange.stage,
            "authorizer.jwt.claims": dict(authorized.claims or {}),
            "authorizer.jwt.scopes": list(authorized.scopes or []),
            "authorizer.lambda": dict(authorized.context or {}),
        },
        stage_variables=dict(exchange.stage_variables),
    )
    status, sent, content = await apigatewayv2.call_address(
        dict(integration), path, exchange.method, headers, exchange.body, query
    )
    return Answer(int(status), {}, content).with_headers({name: str(value) for name, value in sent.items()})
