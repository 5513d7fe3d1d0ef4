"""The events of a Lambda proxy integration, in both payload formats.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
Format 2.0 leaves out what a request has not; format 1.0 has the key with null. A named stage is part of the path
(https://github.com/aws-powertools/powertools-lambda-python/issues/621).
"""

from __future__ import annotations

import base64
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2
from lambda_workshop.emulator.services.http_api.exchange import Authorized, Exchange


def payload_2(exchange: Exchange, authorized: Authorized) -> dict[str, Any]:
    """The event in format 2.0."""
    body, is_base64 = _body(exchange)
    event = request_2(exchange)
    if told := _authorizer_2(authorized):
        event["requestContext"] = {**event["requestContext"], "authorizer": told}
    if body is not None:
        event["body"] = body
    event["isBase64Encoded"] = is_base64
    return event


def request_2(exchange: Exchange) -> dict[str, Any]:
    """What format 2.0 tells of a request to a function and to an authorizer alike."""
    headers = {name: ",".join(values) for name, values in exchange.header_values().items() if name != "cookie"}
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": exchange.route_key,
        "rawPath": exchange.path_with_stage,
        "rawQueryString": exchange.raw_query,
    }
    if exchange.cookies:
        event["cookies"] = exchange.cookies
    event["headers"] = headers
    if exchange.query:
        event["queryStringParameters"] = {name: ",".join(values) for name, values in exchange.query_values().items()}
    event["requestContext"] = {
        "accountId": exchange.account,
        "apiId": exchange.api,
        "domainName": exchange.domain,
        "domainPrefix": exchange.api,
        "http": {
            "method": exchange.method,
            "path": exchange.path_with_stage,
            "protocol": "HTTP/1.1",
            "sourceIp": exchange.client,
            "userAgent": exchange.header("user-agent"),
        },
        "requestId": exchange.request_id,
        "routeKey": exchange.route_key,
        "stage": exchange.stage,
        "time": exchange.time,
        "timeEpoch": int(exchange.received * 1000),
    }
    if exchange.path_parameters:
        event["pathParameters"] = dict(exchange.path_parameters)
    if exchange.stage_variables:
        event["stageVariables"] = dict(exchange.stage_variables)
    return event


def _authorizer_2(authorized: Authorized) -> dict[str, Any]:
    if authorized.claims is not None:
        scopes = None if authorized.scopes is None else list(authorized.scopes)
        return {"jwt": {"claims": dict(authorized.claims), "scopes": scopes}}
    if authorized.context is not None:
        return {"lambda": dict(authorized.context)}
    return {"iam": dict(authorized.iam)} if authorized.iam is not None else {}


def payload_1(exchange: Exchange, authorized: Authorized) -> dict[str, Any]:
    """The event in format 1.0, which resembles a REST API's."""
    body, is_base64 = _body(exchange)
    event = request_1(exchange)
    event["requestContext"] = {**event["requestContext"], "authorizer": _authorizer_1(authorized)}
    if iam := authorized.iam:
        who = {"accessKey": "accessKey", "accountId": "accountId", "caller": "callerId", "user": "userId"}
        who |= {"userArn": "userArn", "principalOrgId": "principalOrgId"}
        event["requestContext"]["identity"] |= {name: iam.get(source) for name, source in who.items()}
    return {**event, "body": body, "isBase64Encoded": is_base64}


def request_1(exchange: Exchange) -> dict[str, Any]:
    """What format 1.0 tells of a request to a function and to an authorizer alike."""
    headers, query = exchange.header_values(), exchange.query_values()
    nobody = dict.fromkeys(
        (
            "accessKey", "accountId", "caller", "cognitoAuthenticationProvider",
            "cognitoAuthenticationType", "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId",
        )
    )  # fmt: skip
    return {
        "version": "1.0",
        "resource": exchange.route_path,
        "path": exchange.path_with_stage,
        "httpMethod": exchange.method,
        "headers": {name: values[-1] for name, values in headers.items()},
        "multiValueHeaders": headers,
        # By AWS's own example a repeated header's last value, and a repeated parameter's first.
        "queryStringParameters": {name: values[0] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "requestContext": {
            "accountId": exchange.account,
            "apiId": exchange.api,
            "domainName": exchange.domain,
            "domainPrefix": exchange.api,
            "extendedRequestId": exchange.request_id,
            "httpMethod": exchange.method,
            "identity": {
                **nobody,
                "sourceIp": exchange.client,
                "user": None,
                "userAgent": exchange.header("user-agent"),
                "userArn": None,
            },
            "path": exchange.path_with_stage,
            "protocol": "HTTP/1.1",
            "requestId": exchange.request_id,
            "requestTime": exchange.time,
            "requestTimeEpoch": int(exchange.received * 1000),
            "resourceId": None,
            "resourcePath": exchange.route_path,
            "stage": exchange.stage,
        },
        "pathParameters": dict(exchange.path_parameters) or None,
        "stageVariables": dict(exchange.stage_variables) or None,
    }


def _authorizer_1(authorized: Authorized) -> dict[str, Any]:
    if authorized.context is not None:
        return dict(authorized.context)
    claims = None if authorized.claims is None else dict(authorized.claims)
    return {"claims": claims, "scopes": None if authorized.scopes is None else list(authorized.scopes)}


def _body(exchange: Exchange) -> tuple[str | None, bool]:
    """The body as a function gets it, and whether that is base64: anything but text is, a form's fields too."""
    if not exchange.body:
        return None, False
    if apigatewayv2.is_text(exchange.header("content-type")):
        try:
            return exchange.body.decode(), False
        except UnicodeDecodeError:
            return base64.b64encode(exchange.body).decode(), True
    return base64.b64encode(exchange.body).decode(), True
