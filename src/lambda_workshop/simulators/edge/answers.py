"""What a function answered: a request that goes on, or a response. CloudFront answers 502 for what it cannot use.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-generating-http-responses.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-event-structure.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html

CloudFront's sentences are kept where they are known; those after "The function" that name a field are ours.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lambda_workshop.aws.edge.associations import limits
from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.aws.edge.header_rules import hidden, problem, visible
from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.aws.facts import cloudfront
from lambda_workshop.simulators.edge.chosen_origin import read_origin
from lambda_workshop.simulators.edge.events import Moment
from lambda_workshop.simulators.edge.messages import Request, Response
from lambda_workshop.simulators.edge.pages import failed_validation, invalid

URL_LENGTH = cloudfront.URL_LENGTH.value
"""The path and the query string must be shorter than this, in characters."""
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNFIT = re.compile(r"[\x00-\x20\x7f#]")


def read_request_answer(event: EventType, moment: Moment, value: Any, remarks: list[str]) -> Moment:
    """The request with which CloudFront goes on, or with a `response` that the function made itself.

    Raises:
        Failed: CloudFront answers 502.
    """
    answered = _object(value)
    if "status" in answered:
        return replace(moment, response=_response(event, Response(0), answered, remarks, generated=True))
    request, before = moment.request, visible(moment.request.headers)
    for field, was in (("method", request.method), ("clientIp", request.client_ip)):
        if answered.get(field, was) != was:
            raise failed_validation(f"The function tried to change the read-only field {field}.")
    uri, query = answered.get("uri"), answered.get("querystring", "")
    if not isinstance(uri, str) or not uri.startswith("/") or _UNFIT.search(uri) or "?" in uri:
        raise invalid("The Lambda function returned an invalid URI: it must begin with / and be encoded.")
    if not isinstance(query, str) or _UNFIT.search(query):
        raise invalid("The Lambda function returned an invalid query string.")
    if len(uri) + len(query) >= URL_LENGTH:
        raise failed_validation(f"The URI with its query string must be shorter than {URL_LENGTH} characters.")
    headers = _headers(answered.get("headers", {}))
    told, name = problem(event, before, headers)
    if told:
        raise failed_validation(told, f"the header {name}")
    origin = moment.origin
    if event is EventType.ORIGIN_REQUEST and "origin" in answered:
        origin = read_origin(moment.origin, request.scheme, answered["origin"], headers)
    changed = replace(
        request,
        uri=uri,
        querystring=query,
        headers=Headers((*headers, *hidden(request.headers))),
        body=_request_body(event, request, answered.get("body")),
    )
    return replace(moment, request=changed, origin=origin)


def read_response_answer(event: EventType, response: Response, value: Any, remarks: list[str]) -> Response:
    """The response with which CloudFront goes on; its body is the old one unless the function gives another.

    Raises:
        Failed: CloudFront answers 502.
    """
    answered = _object(value)
    if "status" not in answered:
        raise invalid("The Lambda function returned a response without a status.")
    return _response(event, response, answered, remarks, generated=False)


def _object(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise invalid("The Lambda function returned an invalid result: it must be a request or a response object.")
    if "statusCode" in value and "status" not in value:
        raise invalid("The Lambda function returned a response without a status; statusCode is not a field of it.")
    return value


def _response(
    event: EventType, before: Response, answered: Mapping[str, Any], remarks: list[str], *, generated: bool
) -> Response:
    status = _status(answered["status"], remarks)
    headers = _headers(answered.get("headers", {}))
    told, name = problem(event, visible(before.headers), headers)
    if told:
        raise failed_validation(told, f"the header {name}")
    if event is EventType.VIEWER_RESPONSE and status != before.status:
        raise failed_validation("The function tried to change the status of the response in a viewer-response event.")
    body, replaced = before.body, answered.get("body") is not None
    if replaced:
        body = _body(answered)
        size = len(body) + sum(len(name) + len(text) + 4 for name, text in headers)
        if size > limits(event).response:
            raise failed_validation("The body is not a string, is not an object, or exceeds the maximum size.")
    if generated and status == 204 and replaced:
        raise failed_validation("A response with the status 204 must not have a body.")
    reason = answered.get("statusDescription", "" if generated or status != before.status else before.reason)
    if not isinstance(reason, str):
        raise invalid("The Lambda function returned a statusDescription that is not a string.")
    return Response(status, Headers((*headers, *hidden(before.headers))), body, reason, before.x_cache)


def _status(given: Any, remarks: list[str]) -> int:
    if type(given) is int:
        remarks.append("`status` is a number; CloudFront documents a string, such as '302'")
        given = str(given)
    if not isinstance(given, str) or not re.fullmatch(r"\d{3}", given) or not 200 <= int(given) <= 599:
        raise invalid("The Lambda function returned an invalid status: it must be a string between 200 and 599.")
    return int(given)


def _headers(given: Any) -> Headers:
    if not isinstance(given, dict):
        raise invalid("The Lambda function returned an invalid headers object.")
    wrong = "The Lambda function returned an invalid entry in the headers object: "
    for name, items in given.items():
        if not isinstance(items, list):
            raise invalid(f"{wrong}Each header entry in the headers object must be an array.")
        if name != name.lower() or not _NAME.fullmatch(name):
            raise invalid(f"{wrong}The name {name} must be a header's, in lower case.")
        for item in items:
            value = item.get("value") if isinstance(item, dict) else None
            if not isinstance(value, str) or re.search(r"[\x00\r\n]", value):
                raise invalid(f"{wrong}Each header must have a value that is a string: {name}.")
            if str(item.get("key") or name).lower() != name:
                raise invalid(f"{wrong}The key {item['key']} is not the name {name}.")
    return Headers.from_event(given)


def _body(answered: Mapping[str, Any]) -> bytes:
    body, encoding = answered["body"], answered.get("bodyEncoding", "text")
    if not isinstance(body, str) or encoding not in ("text", "base64"):
        raise failed_validation("The body is not a string, is not an object, or exceeds the maximum size.")
    return body.encode() if encoding == "text" else _decoded(body)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise failed_validation("The body is not valid base64.") from None


def _request_body(event: EventType, request: Request, given: Any) -> bytes:
    """The body that goes to the origin: the viewer's whole body, or what the function puts in its place, of which
    too much is cut off."""
    if given is None or (isinstance(given, dict) and given.get("action", "read-only") == "read-only"):
        return request.body
    if not isinstance(given, dict) or given.get("action") != "replace":
        raise invalid("The Lambda function returned an invalid request body: its action is read-only or replace.")
    data, encoding = given.get("data", ""), given.get("encoding", "text")
    if not isinstance(data, str) or encoding not in ("text", "base64"):
        raise failed_validation("The body is not a string, is not an object, or exceeds the maximum size.")
    return (data.encode() if encoding == "text" else _decoded(data))[: limits(event).body]
