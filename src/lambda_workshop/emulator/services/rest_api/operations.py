"""What the control plane of REST APIs lacks in MiniStack: refusals, changes of responses, TestInvokeMethod.

https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv1
from lambda_workshop.emulator.services.rest_api import patches, trial_invocation
from lambda_workshop.emulator.services.rest_api.refusals import Refusal, refusal

Handler = Callable[..., Awaitable[Any]]


def handle(original: Handler) -> Handler:
    """Replace `apigateway_v1.handle_request`."""

    async def answer(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        parts = [part for part in path.strip("/").split("/") if part]
        if not parts or parts[0] != "restapis":
            return await original(method, path, headers, body, query)
        try:
            data = json.loads(body or b"{}")
        except ValueError:
            return apigatewayv1.error("SerializationException", "The request body is not JSON.", 400)
        if not isinstance(data, dict):
            return apigatewayv1.error("SerializationException", "The request body is not an object.", 400)
        try:
            if found := refusal(method, parts, data):
                return _error(found)
            if len(parts) == 6 and parts[2] == "resources" and parts[4] == "methods" and method == "POST":
                return await trial_invocation.invoke(parts[1], parts[3], parts[5], data)
            if method == "PATCH" and (record := _response_at(parts)) is not None:
                return apigatewayv1.answer(patches.apply(record, data.get("patchOperations") or []))
        except (AttributeError, TypeError, ValueError) as error:
            # A value of another type than the operation's model says.
            return apigatewayv1.error("SerializationException", f"Unexpected value: {error}", 400)
        return await original(method, path, headers, body, query)

    return answer


def _error(found: Refusal) -> Any:
    return apigatewayv1.error(found.code, found.message, found.status)


def _response_at(parts: list[str]) -> dict[str, Any] | None:
    """The method response or integration response at this address; None when it is no such, or there is none."""
    if len(parts) < 8 or parts[2] != "resources" or parts[4] != "methods":
        return None
    resource = apigatewayv1.resources(parts[1]).get(parts[3]) or {}
    method = (resource.get("resourceMethods") or {}).get(parts[5]) or {}
    if parts[6] == "responses":
        return (method.get("methodResponses") or {}).get(parts[7])
    if parts[6:8] == ["integration", "responses"] and len(parts) == 9:
        return ((method.get("methodIntegration") or {}).get("integrationResponses") or {}).get(parts[8])
    return None
