"""A function behind a load balancer: the event that it gets, and what its answer must be.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
AWS documents an answer's status code, headers and Base64 flag as required. Load balancers do without the last two:
https://github.com/awsdocs/elb-application-load-balancers-user-guide/issues/33
What is there has to be of its type, though, and null is of none.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from lambda_workshop.aws import arns
from lambda_workshop.aws.facts import load_balancers
from lambda_workshop.emulator.fallback import alb, lambda_functions, threads
from lambda_workshop.emulator.services.lambda_service.resource_policy import may_invoke, owner_of
from lambda_workshop.emulator.services.load_balancer import request as requests
from lambda_workshop.emulator.services.load_balancer.answers import Response, page
from lambda_workshop.emulator.services.load_balancer.request import Request

PRINCIPAL = "elasticloadbalancing.amazonaws.com"
BODY_BYTES = load_balancers.BODY.value
"""The largest body of a request to a function, and the largest answer of one as JSON."""
MULTI_VALUE = "lambda.multi_value_headers.enabled"
_TEXTS = frozenset({"application/json", "application/javascript", "application/xml"})


class Unusable(Exception):
    """The function's answer is none that a load balancer can send."""


def takes_many_values(group: str) -> bool:
    """Whether the target group hands over all values of a header or parameter, and not the last."""
    attributes = {item["Key"]: item["Value"] for item in alb.target_group_attributes().get(group) or ()}
    return bool(attributes.get(MULTI_VALUE) == "true")


def event_of(
    group: str, request: Request, headers: Mapping[str, list[str]], body: bytes, *, many: bool
) -> dict[str, Any]:
    """The event: with `many`, every value of headers and parameters, else the last one; never both."""
    parameters: dict[str, list[str]] = {}
    for part in filter(None, request.query.split("&")):
        name, _equals, value = part.partition("=")
        parameters.setdefault(name, []).append(value)
    text, encoded = _body(body, headers)
    query_key, headers_key = "queryStringParameters", "headers"
    query: Mapping[str, Any] = {name: values[-1] for name, values in parameters.items()}
    fields: Mapping[str, Any] = {name: values[-1] for name, values in headers.items()}
    if many:
        query_key, headers_key = "multiValueQueryStringParameters", "multiValueHeaders"
        query, fields = parameters, headers
    return {
        "requestContext": {"elb": {"targetGroupArn": group}},
        "httpMethod": request.method,
        "path": request.path,
        query_key: dict(query),
        headers_key: dict(fields),
        "body": text,
        "isBase64Encoded": encoded,
    }


def _body(body: bytes, headers: Mapping[str, list[str]]) -> tuple[str, bool]:
    """The body as the event carries it, and whether it is in Base64: all that is compressed, and all but texts."""
    if not body:
        return "", False
    kind = (headers.get("content-type") or [""])[-1].partition(";")[0].strip().lower()
    if "content-encoding" not in headers and (kind.startswith("text/") or kind in _TEXTS):
        try:
            return body.decode(), False
        except UnicodeDecodeError:
            return base64.b64encode(body).decode(), True
    return base64.b64encode(body).decode(), True


async def invoke(
    function: str,
    group: str,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes,
    parameters: Any,
    query: str | None = None,
) -> Response:
    """Replace `alb._invoke_lambda_target`: the function's answer, or the page that says that it has none.

    413 for a body above the quota; 502 for a function that failed, may not be called, is busy, answers badly or not
    within the load balancer's idle time-out.
    """
    if len(body or b"") > BODY_BYTES:
        return page(413)
    request = requests.current.get() or requests.request_of(method, path, query or "", headers, "127.0.0.1")
    many = takes_many_values(group)
    event = event_of(group, request, requests.with_changes(request, headers), body or b"", many=many)
    call = asyncio.ensure_future(run(function, group, event))
    done, _running = await asyncio.wait({call}, timeout=requests.idle_seconds.get())
    if not done:
        return page(502)
    try:
        return answer_of(call.result(), many=many)
    except Unusable:
        return page(502)


async def run(function: str, group: str, event: dict[str, Any]) -> dict[str, Any]:
    """Run the function and return MiniStack's form of its result; raises Unusable when it may not be run or failed."""
    owner = owner_of(PRINCIPAL, group)
    region = arns.region_of(group)
    if not may_invoke(function, owner):
        raise Unusable("no permission")
    executed = lambda_functions.find(function, account=owner.account, region=region)
    if executed is None:
        raise Unusable("no such function")
    result = await threads.run(lambda_functions.execute, executed, event, name="load-balancer-target")
    if result.get("error") or result.get("throttle"):
        raise Unusable("the function failed")
    return result


def answer_of(result: Mapping[str, Any], *, many: bool) -> Response:
    """The HTTP answer that the function's result means; raises Unusable."""
    returned = result.get("body")
    size = len(result.get("payload") or json.dumps(returned))
    if not isinstance(returned, dict) or size > BODY_BYTES:
        raise Unusable("not an answer, or too large")
    status = returned.get("statusCode")
    if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 599:
        raise Unusable("the status code")
    if not isinstance(returned.get("statusDescription", ""), str):
        raise Unusable("the status description")
    body, encoded = returned.get("body", ""), returned.get("isBase64Encoded", False)
    if not isinstance(body, str) or not isinstance(encoded, bool):
        raise Unusable("the body")
    try:
        content = base64.b64decode(body, validate=True) if encoded else body.encode("utf-8", "surrogatepass")
    except binascii.Error as error:
        raise Unusable("the body's Base64") from error
    return status, _headers(returned, many=many), content


def _headers(returned: Mapping[str, Any], *, many: bool) -> dict[str, Any]:
    """The answer's headers, from the key that the target group's mode asks for; raises Unusable."""
    given = returned.get("multiValueHeaders" if many else "headers", {})
    if not isinstance(given, dict):
        raise Unusable("the headers")
    headers: dict[str, Any] = {}
    for name, value in given.items():
        values = value if many else [value]
        if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
            raise Unusable("a header's value")
        if any(character in text for text in (name, *values) for character in "\r\n\0"):
            raise Unusable("a header's characters")
        if values:
            headers[name] = values[0] if len(values) == 1 else values
    if not any(name.lower() == "content-type" for name in headers):
        headers["Content-Type"] = "application/octet-stream"
    return {name: value for name, value in headers.items() if name.lower() not in ("content-length", "connection")}
