"""The Invoke operation: what it takes, what it refuses, what it answers.

https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import base64
import binascii
import json
import random
import re
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.aws.facts import lambda_functions as facts
from lambda_workshop.emulator.fallback import lambda_functions, threads
from lambda_workshop.emulator.services.lambda_service.errors import Response, refused
from lambda_workshop.emulator.services.lambda_service.execution import client_context_to_pass, request_id_to_use

SYNCHRONOUS_BYTES = facts.SYNCHRONOUS_PAYLOAD.value
ASYNCHRONOUS_BYTES = facts.ASYNCHRONOUS_PAYLOAD.value

_INVOKE = re.compile(r"^/2015-03-31/functions/[^/]+/invocations/?$")
_LINEAGE = re.compile(r"Lineage=\d+:[^:;]*:(\d+)")

ServiceHandler = Callable[..., Awaitable[Any]]


def checked(handler: ServiceHandler) -> ServiceHandler:
    """Refuse a payload that is too large or not JSON before MiniStack makes an empty object of it."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        if method == "POST" and _INVOKE.match(path):
            error = _payload_error(headers, body)
            if error is not None:
                return error
            status, answered, answer = await handler(method, path, headers, body, query)
            return status, OwnRequestId(answered) if "x-amzn-requestid" in answered else answered, answer
        return await handler(method, path, headers, body, query)

    return handle


class OwnRequestId(dict[str, str]):
    """An answer's headers with the invocation's request id, over which MiniStack would write one of its own."""

    def update(self, *others: Any, **more: str) -> None:
        """Take over all headers but request ids."""
        super().update({name: value for name, value in dict(*others, **more).items() if not self._is_ours(name)})

    def __setitem__(self, name: str, value: str) -> None:
        if not self._is_ours(name):
            super().__setitem__(name, value)

    @staticmethod
    def _is_ours(name: str) -> bool:
        return name in ("x-amzn-requestid", "x-amz-request-id")


def _payload_error(headers: dict[str, str], body: bytes) -> Response | None:
    asynchronous = _header(headers, "x-amz-invocation-type") == "Event"
    limit = ASYNCHRONOUS_BYTES if asynchronous else SYNCHRONOUS_BYTES
    if len(body) > limit:
        return refused(
            "RequestTooLargeException",
            f"{len(body)} byte payload is too large for the {'Event' if asynchronous else 'RequestResponse'} "
            f"invocation type (limit {limit} bytes)",
            413,
        )
    if body:
        try:
            json.loads(body)
        except ValueError as error:
            return refused(
                "InvalidRequestContentException",
                f"Could not parse request body into json: Could not parse payload into json: {error}",
            )
    return None


async def invoke(
    name: str,
    event: object,
    headers: dict[str, str],
    path_qualifier: str | None = None,
    query_params: dict[str, Any] | None = None,
) -> Any:
    """Replace `lambda_svc._invoke`; durable executions stay with MiniStack."""
    function = lambda_functions.functions().get(name)
    if function is None:
        return refused("ResourceNotFoundException", f"Function not found: {lambda_functions.arn_of(name)}", 404)
    if ((function.get("config") or {}).get("DurableConfig") or {}).get("Enabled"):
        return await lambda_functions.invoke_durably(name, event, headers, path_qualifier, query_params)
    qualifier = lambda_functions.qualifier_of(path_qualifier, query_params)
    version = _version(function, qualifier)
    if version is None:
        arn = f"{lambda_functions.arn_of(name)}:{qualifier}"
        return refused("ResourceNotFoundException", f"Function not found: {arn}", 404)
    kind = _header(headers, "x-amz-invocation-type") or "RequestResponse"
    if kind not in ("RequestResponse", "Event", "DryRun"):
        return refused("InvalidParameterValueException", f"Invalid invocation type: {kind}")
    executed = {"X-Amz-Executed-Version": version}
    if kind == "DryRun":
        return 204, executed, b""
    depth = _depth(headers) + 1
    dropped = lambda_functions.loop_refusal(name, function, depth)
    if dropped is not None:
        return dropped
    try:
        client_context_to_pass.set(_client_context(headers) if kind == "RequestResponse" else None)
    except ValueError:
        return refused("InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.")
    lambda_functions.set_invocation_depth(depth)
    request_id = str(uuid.uuid4())
    request_id_to_use.set(request_id)
    executed["x-amzn-requestid"] = request_id
    record = _record(name, function, version, qualifier)
    if kind == "Event":
        lambda_functions.accept(record, event)
        return 202, executed, b""
    result = await threads.run(lambda_functions.execute, record, event, name="lambda-invoke")
    return _answer(result, executed, wants_tail=_header(headers, "x-amz-log-type").lower() == "tail")


def _answer(result: dict[str, Any], headers: dict[str, str], *, wants_tail: bool) -> Response:
    headers = {"Content-Type": "application/json", **headers}
    if result.get("throttle"):
        body = dict(result.get("body") or {}) | {"Type": "User", "message": "Rate Exceeded."}
        reason = {"Retry-After": str(body.get("retryAfterSeconds", 1)), "x-amzn-ErrorType": "TooManyRequestsException"}
        return 429, headers | reason, json.dumps(body).encode()
    if wants_tail:
        headers["X-Amz-Log-Result"] = base64.b64encode(result.get("log", "").encode()[-4096:]).decode()
    if result.get("error"):
        headers["X-Amz-Function-Error"] = result.get("function_error") or "Unhandled"
    payload = result.get("payload")
    if payload is None:
        payload = json.dumps(result.get("body"), ensure_ascii=False).encode()
    return 200, headers, payload


def _version(function: dict[str, Any], qualifier: str | None) -> str | None:
    """The version that this qualifier means now; an alias with weights draws one. None when there is none."""
    if not qualifier or qualifier == "$LATEST":
        return "$LATEST"
    alias = function.get("aliases", {}).get(qualifier)
    if alias is None:
        return qualifier if qualifier in function.get("versions", {}) else None
    weights = (alias.get("RoutingConfig") or {}).get("AdditionalVersionWeights") or {}
    drawn = random.random()
    for version, weight in weights.items():
        drawn -= float(weight)
        if drawn < 0:
            return str(version)
    return str(alias.get("FunctionVersion", "$LATEST"))


def _record(name: str, function: dict[str, Any], version: str, qualifier: str | None) -> dict[str, Any]:
    """The version's record, called by the ARN that the caller used."""
    chosen = function if version == "$LATEST" else function.get("versions", {}).get(version, function)
    record = dict(chosen)
    record["config"] = dict(record.get("config") or record)
    record["config"]["FunctionArn"] = lambda_functions.arn_of(name) + (f":{qualifier}" if qualifier else "")
    # Reserved concurrency and the asynchronous configuration belong to the function, whichever version runs.
    for shared in ("concurrency", "event_invoke_config", "event_invoke_configs"):
        if shared in function:
            record.setdefault(shared, function[shared])
    return record


def _depth(headers: dict[str, str]) -> int:
    """How many functions already stand in the chain that led to this call, as the trace header tells."""
    found = _LINEAGE.search(_header(headers, "x-amzn-trace-id"))
    return int(found.group(1)) if found else 0


def _client_context(headers: dict[str, str]) -> Any:
    encoded = _header(headers, "x-amz-client-context")
    if not encoded:
        return None
    try:
        return json.loads(base64.b64decode(encoded, validate=True))
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _header(headers: dict[str, str], name: str) -> str:
    return next((str(value) for key, value in headers.items() if key.lower() == name), "")
