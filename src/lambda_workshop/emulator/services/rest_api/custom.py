"""Integrations that are no proxies (AWS for a function, MOCK): the API makes the event and the answer by templates.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-custom-integrations.html
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws import regular
from lambda_workshop.emulator.fallback import apigatewayv1, lambda_functions
from lambda_workshop.emulator.services.rest_api.data_plane import (
    configuration_error,
    gateway_error,
    invoke_function,
    timeout_of,
)
from lambda_workshop.emulator.services.rest_api.deployments import resource_at
from lambda_workshop.emulator.services.rest_api.event import is_binary, last_by_name, request_context
from lambda_workshop.emulator.services.rest_api.exchange import Exchange, now
from lambda_workshop.emulator.services.rest_api.parameters import value_of
from lambda_workshop.emulator.services.rest_api.templates import Parameters, Rendered, TemplateError, render

JSON = "application/json"


@dataclass(frozen=True)
class Request:
    """What a template may refer to."""

    exchange: Exchange
    parameters: Parameters
    context: Mapping[str, Any]
    method: Mapping[str, Any]

    def render(self, template: str, body: str) -> Rendered:
        """Render a template with this body. Raises TemplateError."""
        return render(template, body, self.parameters, self.context, self.exchange.variables)

    def value(self, source: str, body: str, headers: Mapping[str, str] | None = None) -> str | None:
        """The value that a parameter mapping's source names."""
        parameters = self.parameters if headers is None else Parameters(header=headers)
        return value_of(source, parameters, body, self.context, self.exchange.variables)


def _media_type(value: str) -> str:
    return value.partition(",")[0].partition(";")[0].strip().lower() or JSON


def request_template(integration: Mapping[str, Any], content_type: str) -> str | None:
    """The template for a request of this Content-Type, which is JSON when there is none; None when none matches."""
    templates = integration.get("requestTemplates") or {}
    wanted = _media_type(content_type)
    by_type = {_media_type(name): text for name, text in templates.items()}
    found: str | None = by_type.get(wanted, templates.get("$default"))
    return found


def refuse_media_type(integration: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    """Replace `apigateway_v1._check_passthrough_behavior`: 415, or None when the request may pass.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
    """
    if str(integration.get("type", "")).endswith("_PROXY"):
        return None
    behaviour = str(integration.get("passthroughBehavior") or "WHEN_NO_MATCH").upper()
    if request_template(integration, headers.get("content-type", "")) is not None or behaviour == "WHEN_NO_MATCH":
        return None
    if behaviour == "WHEN_NO_TEMPLATES" and not integration.get("requestTemplates"):
        return None
    now().note(f"Execution failed due to an unsupported media type: {headers.get('content-type', JSON)}")
    return gateway_error("UNSUPPORTED_MEDIA_TYPE", "Unsupported Media Type")


async def invoke(
    integration: dict[str, Any],
    api: str,
    stage_name: str,
    stage: dict[str, Any],
    resource: dict[str, Any],
    path: str,
    method: str,
    headers: dict[str, str],
    body: bytes,
    query: dict[str, list[str]],
    path_parameters: dict[str, str],
    *,
    owner_account_id: str,
    owner_region: str,
    binary_media_types: Sequence[str] = (),
    authorizer_context: dict[str, Any] | None = None,
    caller_identity: dict[str, Any] | None = None,
) -> Any:
    """Replace `apigateway_v1._invoke_lambda_custom_v1`."""
    exchange = now()
    context = request_context(exchange, resource, method, authorizer=authorizer_context, caller=caller_identity)
    request = _request(exchange, resource, method, path_parameters, context)
    content_type = headers.get("content-type", "")
    try:
        text = _text(body, is_binary(content_type, binary_media_types), str(integration.get("contentHandling") or ""))
        template = request_template(integration, content_type)
        if template is not None:
            text = (await asyncio.to_thread(request.render, template, text)).text
    except (TemplateError, ValueError) as problem:
        return configuration_error(f"Unable to transform request: {problem}")
    exchange.note(f"Endpoint request body after transformations: {text}")
    try:
        event = json.loads(text or "{}")
    except ValueError as problem:
        # Lambda's own refusal, which the API hands on.
        return gateway_error("BAD_REQUEST_BODY", f"Could not parse request body into json: {problem}")
    function = apigatewayv1.function_in(integration.get("uri", ""))
    exchange.note(f"Sending request to {integration.get('uri', '')}")
    if _is_asynchronous(integration, request, text):
        if refused := _accept(function, event, exchange):
            return refused
        return await _respond(integration, request, "", {}, headers, binary_media_types)
    result, error = await invoke_function(function, event, exchange, timeout_of(integration))
    if error:
        return error
    returned = result.get("body")
    payload = result.get("payload")
    answer = payload.decode() if isinstance(payload, bytes) else json.dumps(returned)
    exchange.note(f"Endpoint response body before transformations: {answer}")
    message = returned.get("errorMessage") if isinstance(returned, dict) else ""
    return await _respond(integration, request, str(message or ""), {"": answer}, headers, binary_media_types)


def _request(
    exchange: Exchange,
    resource: Mapping[str, Any],
    method: str,
    path_parameters: Mapping[str, str],
    context: Mapping[str, Any],
) -> Request:
    methods = resource.get("resourceMethods") or {}
    parameters = Parameters(
        dict(path_parameters), last_by_name(exchange.request.query), last_by_name(exchange.headers())
    )
    return Request(exchange, parameters, context, methods.get(method) or methods.get("ANY") or {})


def _text(body: bytes, binary: bool, handling: str) -> str:
    """The body as a template sees it. Raises ValueError for bytes that are no text."""
    if binary:
        return base64.b64encode(body).decode() if handling == "CONVERT_TO_TEXT" else body.decode()
    return body.decode("utf-8", errors="replace")


def _is_asynchronous(integration: Mapping[str, Any], request: Request, body: str) -> bool:
    """Whether the integration asks for an event invocation, by its own header.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-integration-async.html
    """
    mappings = integration.get("requestParameters") or {}
    for name, source in mappings.items():
        if str(name).lower() == "integration.request.header.x-amz-invocation-type":
            return request.value(str(source), body) == "Event"
    return False


def _accept(function: str, event: object, exchange: Exchange) -> Any:
    """Hand the event to Lambda's queue; returns an error for the client when there is no such function."""
    from lambda_workshop.emulator.services.lambda_service import asynchronous

    record = lambda_functions.find(function, account=exchange.account, region=exchange.region)
    if record is None:
        return configuration_error("Invalid permissions on Lambda function, or the function does not exist")
    asynchronous.accept(record, event)
    return None


def select_response(responses: Mapping[str, Any], value: str) -> Mapping[str, Any] | None:
    """The integration response whose pattern matches the whole value, else the one without a pattern, else None.

    For a function the value is its `errorMessage`, empty when it succeeded.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
    """
    for response in responses.values():
        pattern = response.get("selectionPattern")
        if pattern and _fits(pattern, value):
            return dict(response)
    return next((dict(each) for each in responses.values() if not each.get("selectionPattern")), None)


def _fits(pattern: str, value: str) -> bool:
    """Whether the whole value fits; what looks ahead, or refers back, is left to Python's matcher."""
    try:
        return regular.compiled(pattern).matches(value)
    except regular.BadRegex:
        pass
    try:
        return re.fullmatch(pattern, value) is not None
    except re.error:
        return False


async def _respond(
    integration: Mapping[str, Any],
    request: Request,
    value: str,
    answer: Mapping[str, str],
    headers: Mapping[str, str],
    binary_media_types: Sequence[str],
) -> Any:
    """The client's answer: status by the pattern, headers by mappings, body by the template."""
    response = select_response(integration.get("integrationResponses") or {}, value)
    if response is None:
        return configuration_error("No match for output mapping and no default output mapping configured.")
    body = answer.get("", "")
    kind, template = _response_template(response, headers.get("accept", ""))
    rendered = None
    if template:
        try:
            rendered = await asyncio.to_thread(request.render, template, body)
        except TemplateError as error:
            return configuration_error(f"Unable to transform response: {error}")
    return _finish(request, response, body, kind, rendered, is_binary(headers.get("accept", ""), binary_media_types))


def _response_template(response: Mapping[str, Any], accept: str) -> tuple[str, str]:
    """The Content-Type and the template for a client that accepts this; JSON's, or any, when it has none of those."""
    templates: dict[str, str] = response.get("responseTemplates") or {}
    kind = accept.partition(",")[0].partition(";")[0].strip()
    if kind in templates:
        return kind, templates[kind] or ""
    if JSON in templates or not templates:
        return JSON, templates.get(JSON) or ""
    first = next(iter(templates))
    return first, templates[first] or ""


def _finish(
    request: Request, response: Mapping[str, Any], body: str, kind: str, rendered: Rendered | None, binary: bool
) -> Any:
    status = str(response.get("statusCode"))
    responses = request.method.get("methodResponses")
    if responses is not None and status not in responses:
        return configuration_error(f"Output mapping refers to an invalid method response: {status}")
    sent: dict[str, Any] = {"Content-Type": kind}
    for target, source in (response.get("responseParameters") or {}).items():
        value = request.value(str(source), body, {"Content-Type": JSON})
        if str(target).startswith("method.response.header.") and value is not None:
            _set(sent, str(target).removeprefix("method.response.header."), value)
    override = rendered.response_override if rendered else {}
    for name, value in (override.get("header") or {}).items():
        _set(sent, str(name), str(value))
    changed = override.get("status")
    if isinstance(changed, int) and 100 <= changed <= 599:
        status = str(changed)
    content = (rendered.text if rendered else body).encode()
    if response.get("contentHandling") == "CONVERT_TO_BINARY" or (binary and not response.get("contentHandling")):
        try:
            content = base64.b64decode(_unquoted(content.decode()), validate=True)
        except (binascii.Error, ValueError):
            return configuration_error("Unable to base64 decode the body.")
    request.exchange.note(f"Method response body after transformations: {content.decode('utf-8', 'replace')}")
    request.exchange.note(f"Method response headers: {json.dumps(sent)}")
    return int(status), {**sent, "X-Amzn-Trace-Id": request.exchange.trace_id}, content


def _set(headers: dict[str, Any], name: str, value: str) -> None:
    """Set a header, in place of one of the same name in another spelling."""
    for present in [present for present in headers if present.lower() == name.lower()]:
        del headers[present]
    headers[name] = value.replace("\r", " ").replace("\n", " ")


def _unquoted(text: str) -> str:
    """A function's answer that is a string is JSON, and so in quotes."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if isinstance(value, str) else text


def answer_mock(integration: Mapping[str, Any]) -> Any:
    """Replace `apigateway_v1._invoke_mock_v1`: the request template says which status the integration answers with.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
    """
    exchange = now()
    arrived = exchange.arrived
    if arrived is None:
        return configuration_error("The request is unknown.")
    resource = resource_at(exchange.api, arrived.routed["resource_path"])
    context = request_context(exchange, resource, arrived.method)
    request = _request(exchange, resource, arrived.method, arrived.routed["path_params"], context)
    template = request_template(integration, arrived.headers.get("content-type", ""))
    text = arrived.body.decode("utf-8", errors="replace")
    try:
        text = request.render(template, text).text if template is not None else text
    except TemplateError as error:
        return configuration_error(f"Unable to transform request: {error}")
    found = re.search(r"""["']?statusCode["']?\s*:\s*["']?(\d{3})""", text)
    if found is None:
        return configuration_error(
            "Unable to parse statusCode. It should be an integer and defined in request template."
        )
    response = select_response(integration.get("integrationResponses") or {}, found[1])
    if response is None:
        return configuration_error("No match for output mapping and no default output mapping configured.")
    kind, template = _response_template(response, arrived.headers.get("accept", ""))
    try:
        rendered = request.render(template, text) if template else None
    except TemplateError as error:
        return configuration_error(f"Unable to transform response: {error}")
    return _finish(request, response, "", kind, rendered, False)
