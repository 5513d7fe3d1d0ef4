"""A request to a deployed stage: which deployment answers, which ids it carries, how a gateway error looks.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.aws.facts import api_gateway
from lambda_workshop.aws.facts import lambda_functions as facts
from lambda_workshop.emulator.fallback import apigatewayv1
from lambda_workshop.emulator.gateway.callers import is_signed
from lambda_workshop.emulator.gateway.client_request import ClientRequest, client_request
from lambda_workshop.emulator.services.rest_api import deployments, execution_logs
from lambda_workshop.emulator.services.rest_api.event import request_context, without_body
from lambda_workshop.emulator.services.rest_api.exchange import (
    Arrived,
    Exchange,
    current,
    now,
    path_below_stage,
)

PAYLOAD_BYTES = api_gateway.REST_PAYLOAD.value
"""The largest body of a request."""
EVENT_BYTES = facts.SYNCHRONOUS_PAYLOAD.value
"""The largest event that Lambda takes."""

AsyncCall = Callable[..., Awaitable[Any]]


def gateway_error(kind: str, message: str, status: int = 0) -> Any:
    """An error that the API itself answers: a gateway response type, and a status other than the type's own, if any."""
    error = apigatewayv1.gateway_error(kind, message)
    error.status = status
    return error


def configuration_error(why: str, status: int = 500) -> Any:
    """What an integration that cannot work answers; the reason is for the execution log alone."""
    now().note(f"Execution failed due to configuration error: {why}")
    return gateway_error("API_CONFIGURATION_ERROR", "Internal server error", status)


def execute(original: AsyncCall) -> AsyncCall:
    """Replace `apigateway_v1._execute_in_scope`: answer from the stage's deployment, with the answer's own headers."""

    async def run(
        request: dict[str, Any],
        api: str,
        stage_name: str,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query: dict[str, list[str]],
        account: str,
        region: str,
    ) -> Any:
        stage = apigatewayv1.stages(api).get(stage_name) or {}
        sent = client_request.get() or ClientRequest(method, path, tuple(headers.items()))
        deployment = str(stage.get("deploymentId") or "")
        below = path_below_stage(sent, api, stage_name, path)
        exchange = Exchange(
            api, account, region, stage_name, stage, sent, below, request["request_id"], deployment=deployment
        )
        exchange.arrived = Arrived(method, headers, body, request)
        exchange.note(f"HTTP Method: {method}, Resource Path: {path}")
        token = current.set(exchange)
        try:
            with deployments.answering(api, deployment):
                if len(body) > PAYLOAD_BYTES:
                    request["stage"] = stage
                    answer = gateway_error("REQUEST_TOO_LARGE", "Request Too Long")
                elif stage and not deployment:
                    answer = 403, {"Content-Type": "application/json"}, b'{"message":"Forbidden"}'
                else:
                    answer = await original(
                        request, api, stage_name, method, path, headers, body, query, account, region
                    )
            _conclude(exchange, answer)
            execution_logs.write(exchange)
        finally:
            current.reset(token)
        return _with_ids(answer, exchange)

    return run


def _conclude(exchange: Exchange, answer: Any) -> None:
    if isinstance(answer, tuple):
        exchange.note("Successfully completed execution")
        exchange.note(f"Method completed with status: {answer[0]}")
    else:
        exchange.note(f"Gateway response type: {answer.response_type}")


def _with_ids(answer: Any, exchange: Exchange) -> Any:
    if not isinstance(answer, tuple):
        return answer
    status, headers, body = answer
    own = {"x-amzn-requestid": exchange.request_id, "x-amz-apigw-id": exchange.extended_request_id}
    kept = {name: value for name, value in headers.items() if name.lower() not in own}
    return status, {**kept, **own}, body


def gateway_response(original: Callable[..., Any]) -> Callable[..., Any]:
    """Replace `apigateway_v1._gateway_error_response`: a broken integration is 502, where its type says 500."""

    def render(error: Any, request: dict[str, Any]) -> Any:
        status, headers, body = original(error, request)
        wanted = getattr(error, "status", 0)
        return (wanted if wanted and status == 500 else status), headers, body

    return render


async def invoke_function(function: str, event: object, exchange: Exchange, seconds: float) -> tuple[Any, Any]:
    """Invoke a function and wait so long for it; returns its result, or None and the error that the client gets.

    Past the time the function goes on running, and nobody learns what it answers.
    https://docs.aws.amazon.com/lambda/latest/dg/services-apigateway-errors.html
    """
    if len(json.dumps(event).encode()) > EVENT_BYTES:
        return None, configuration_error("The event is larger than Lambda takes")
    started = time.monotonic()
    call = asyncio.ensure_future(apigatewayv1.run(function, event, exchange.account, exchange.region))
    done, _pending = await asyncio.wait({call}, timeout=seconds)
    if not done:
        call.add_done_callback(lambda late: late.cancelled() or late.exception())
        exchange.note(f"Execution failed due to a timeout error after {seconds:g} seconds")
        return None, gateway_error("INTEGRATION_TIMEOUT", "Endpoint request timed out")
    result, absent = call.result()
    exchange.note(f"Received response. Integration latency: {(time.monotonic() - started) * 1000:.0f} ms")
    if absent or result is None:
        return None, configuration_error("Invalid permissions on Lambda function, or the function does not exist")
    if result.get("throttle"):
        return None, configuration_error("Lambda refused the invocation: Rate Exceeded.")
    return result, None


def timeout_of(integration: dict[str, Any]) -> float:
    """The integration's time-out in seconds: 29 unless it is set shorter."""
    try:
        return min(max(int(integration.get("timeoutInMillis") or 29000), 50), 29000) / 1000
    except (TypeError, ValueError):
        return 29.0


def authorize(original: AsyncCall) -> AsyncCall:
    """Let into a method with AWS_IAM only whose signature is right."""

    async def decide(api: str, stage: str, method: dict[str, Any], *rest: Any) -> Any:
        refusal, context = await original(api, stage, method, *rest)
        if refusal is None and method.get("authorizationType") == "AWS_IAM" and not is_signed():
            message = "The request signature we calculated does not match the signature you provided."
            return gateway_error("INVALID_SIGNATURE", message), None
        return refusal, context

    return decide


def complete_authorizer_event(original: AsyncCall) -> AsyncCall:
    """Replace `apigateway_v1._invoke_authorizer_lambda`: a REQUEST authorizer sees the request as its client sent it.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
    """

    async def invoke(authorizer: dict[str, Any], event: dict[str, Any], account: str, region: str) -> Any:
        exchange = current.get()
        if exchange is None:
            return await original(authorizer, event, account, region)
        if event.get("type") == "REQUEST":
            resource = {
                "id": event["requestContext"]["resourceId"],
                "path": event["resource"],
                "resourceMethods": deployments.methods_of(exchange.api, event["requestContext"]["resourceId"]),
            }
            method = event["httpMethod"]
            context = request_context(exchange, resource, method)
            complete = without_body(exchange, resource, method, event["pathParameters"] or {}, context)
            event = {"type": "REQUEST", "methodArn": event["methodArn"], **complete}
        started = time.monotonic()
        result = await original(authorizer, event, account, region)
        exchange.authorizer_milliseconds = int((time.monotonic() - started) * 1000)
        return result

    return invoke
