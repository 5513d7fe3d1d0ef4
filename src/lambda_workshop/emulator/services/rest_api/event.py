"""The event that a Lambda proxy integration and a REQUEST authorizer get, key by key as AWS documents it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv1
from lambda_workshop.emulator.services.rest_api.exchange import Exchange

_IDENTITY = (
    "accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType",
    "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "sourceIp", "user", "userAgent", "userArn",
)  # fmt: skip


def is_binary(media_type: str, binary_media_types: Sequence[str]) -> bool:
    """Whether the API treats this Content-Type or Accept value as binary; of several, the first counts.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
    """
    first = media_type.partition(",")[0].partition(";")[0].strip().lower()
    for pattern in (each.strip().lower() for each in binary_media_types):
        if pattern == "*/*" or (first and (pattern == first or pattern == f"{first.partition('/')[0]}/*")):
            return True
    return False


def values_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """All values of each name, in order; a header's name keeps the spelling that came first."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def last_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The last value of each name."""
    return dict(pairs)


def request_context(
    exchange: Exchange,
    resource: Mapping[str, Any],
    method: str,
    *,
    authorizer: Mapping[str, Any] | None = None,
    caller: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """`requestContext`, which mapping templates know as `$context`.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
    """
    identity: dict[str, Any] = dict.fromkeys(_IDENTITY)
    identity["sourceIp"] = "test-invoke-source-ip" if exchange.trial else exchange.request.client
    identity["userAgent"] = exchange.request.header("User-Agent") or None
    identity.update(_api_key(resource, method, exchange))
    identity.update(caller or {})
    domain = "testPrefix.testDomainName" if exchange.trial else exchange.domain_name
    context: dict[str, Any] = {
        "accountId": exchange.account,
        "apiId": exchange.api,
        "deploymentId": exchange.deployment,
        "domainName": domain,
        "domainPrefix": domain.partition(".")[0],
        "extendedRequestId": exchange.extended_request_id,
        "httpMethod": method,
        "identity": identity,
        "path": exchange.path if exchange.trial else f"/{exchange.stage_name}{exchange.path}",
        "protocol": "HTTP/1.1",
        "requestId": exchange.request_id,
        "requestTime": f"{exchange.received:%d/%b/%Y:%H:%M:%S +0000}",
        "requestTimeEpoch": int(exchange.received.timestamp() * 1000),
        "resourceId": resource["id"],
        "resourcePath": resource["path"],
        "stage": exchange.stage_name,
    }
    if exchange.trial:
        del context["deploymentId"]
    if authorizer is not None:
        context["authorizer"] = dict(authorizer)
        if exchange.authorizer_milliseconds is not None and "claims" not in authorizer:
            context["authorizer"]["integrationLatency"] = exchange.authorizer_milliseconds
    return context


def _api_key(resource: Mapping[str, Any], method: str, exchange: Exchange) -> dict[str, str]:
    """The identity's two fields of a method that requires an API key."""
    methods = resource.get("resourceMethods") or {}
    found = methods.get(method) or methods.get("ANY") or {}
    key = apigatewayv1.api_key(exchange.request.header("x-api-key")) if found.get("apiKeyRequired") else None
    return {"apiKey": key["value"], "apiKeyId": key["id"]} if key else {}


def without_body(
    exchange: Exchange,
    resource: Mapping[str, Any],
    method: str,
    path_parameters: Mapping[str, str],
    context: Mapping[str, Any],
) -> dict[str, Any]:
    """What the events of a proxy integration and of a REQUEST authorizer have in common."""
    headers, query = exchange.headers(), exchange.request.query
    return {
        "resource": resource["path"],
        "path": exchange.path,
        "httpMethod": method,
        "headers": last_by_name(headers) or None,
        "multiValueHeaders": values_by_name(headers) or None,
        "queryStringParameters": last_by_name(query) or None,
        "multiValueQueryStringParameters": values_by_name(query) or None,
        "pathParameters": dict(path_parameters) or None,
        "stageVariables": exchange.variables or None,
        "requestContext": dict(context),
    }


def body_of(body: bytes, content_type: str, binary_media_types: Sequence[str]) -> tuple[str | None, bool]:
    """The event's `body` and `isBase64Encoded`: text unless the API lists the Content-Type as binary."""
    if not body:
        return None, False
    if is_binary(content_type, binary_media_types):
        return base64.b64encode(body).decode(), True
    return body.decode("utf-8", errors="replace"), False
