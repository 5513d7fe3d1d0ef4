"""What API Gateway refuses of an HTTP API's parts: each function returns the reason, or None.

https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-integrations.html
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-routes.html
https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2, cognito
from lambda_workshop.emulator.services.http_api import routes
from lambda_workshop.emulator.services.http_api.access_logs import is_log_group

_STAGE_NAME = re.compile(r"\$default|[A-Za-z0-9_-]{1,128}")
_ORIGIN = re.compile(r"\*|https?://(?:\*|[^/\s*]+)|[a-z][a-z0-9+.-]*://[^/\s*]+")
_CORS_METHODS = frozenset({"*", *routes.METHODS} - {"ANY"})
_VARIABLE_VALUE = re.compile(r"[A-Za-z0-9._~:/?#&=,-]*")
# Of the whole control plane: what a member of a request must be.
_TYPES: dict[type, tuple[str, ...]] = {
    str: (
        "name", "description", "protocolType", "target", "routeKey", "routeSelectionExpression", "integrationType",
        "integrationUri", "integrationMethod", "payloadFormatVersion", "credentialsArn", "authorizerId",
        "authorizationType", "authorizerType", "authorizerUri", "authorizerPayloadFormatVersion", "stageName",
        "deploymentId", "version", "operationName", "connectionType",
    ),
    bool: (
        "autoDeploy", "disableExecuteApiEndpoint", "disableSchemaValidation", "enableSimpleResponses",
        "apiKeyRequired",
    ),
    int: ("timeoutInMillis", "authorizerResultTtlInSeconds"),
    dict: (
        "corsConfiguration", "jwtConfiguration", "stageVariables", "tags", "requestParameters", "responseParameters",
        "requestTemplates", "requestModels", "routeSettings", "defaultRouteSettings", "accessLogSettings", "tlsConfig",
    ),
    list: ("identitySource", "authorizationScopes"),
}  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """Why a request is refused, and with which status: 400, 404 or 409."""

    message: str
    status: int = 400


def wrong_types(data: Mapping[str, Any]) -> Refusal | None:
    """A member that is not of its type, whichever operation it belongs to."""
    for wanted, names in _TYPES.items():
        for name in names:
            value = data.get(name)
            if value is None:
                continue
            if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
                return Refusal(f"Invalid value for {name}")
            if isinstance(value, list) and not all(isinstance(item, str) for item in value):
                return Refusal(f"Invalid value for {name}")
    return None


def api(data: Mapping[str, Any], *, new: bool) -> Refusal | None:
    """A new API, or a change of one."""
    name, target = data.get("name"), data.get("target")
    if (new or name is not None) and not (name and len(name) <= 128):
        return Refusal("Name is required and has 1 to 128 characters")
    if target and not target.startswith(("arn:aws:lambda:", "http://", "https://")):
        return Refusal(f"Invalid target {target}: quick create takes the ARN of a function or a URL")
    if new and not target and (data.get("routeKey") or data.get("credentialsArn")):
        return Refusal("RouteKey and CredentialsArn belong to quick create, which needs a target")
    if data.get("routeKey") and (refused := _route_key(data["routeKey"])):
        return refused
    expression = data.get("routeSelectionExpression")
    if expression and expression not in ("$request.method $request.path", "${request.method} ${request.path}"):
        return Refusal("RouteSelectionExpression of an HTTP API must be ${request.method} ${request.path}")
    return _cross_origin(data.get("corsConfiguration") or {})


def _cross_origin(settings: Mapping[str, Any]) -> Refusal | None:
    lists = ("allowOrigins", "allowMethods", "allowHeaders", "exposeHeaders")
    for name in lists:
        given = settings.get(name)
        if given is not None and not (isinstance(given, list) and all(isinstance(item, str) for item in given)):
            return Refusal(f"Invalid value for {name}")
    for origin in settings.get("allowOrigins") or []:
        if not _ORIGIN.fullmatch(origin):
            return Refusal(f"Invalid format for origin {origin}: it needs a scheme and a host, and no path")
    for method in settings.get("allowMethods") or []:
        if method not in _CORS_METHODS:
            return Refusal(f"Invalid CORS method {method}")
    age = settings.get("maxAge")
    if age is not None and (isinstance(age, bool) or not isinstance(age, int) or not -1 <= age <= 86400):
        return Refusal("MaxAge should be between -1 and 86400 seconds")
    if settings.get("allowCredentials") and "*" in (settings.get("allowOrigins") or []):
        return Refusal("allowCredentials is not supported with the origin *")
    return None


def _route_key(key: object) -> Refusal | None:
    if not key or not isinstance(key, str):
        return Refusal("Route key is required")
    if not routes.is_route_key(key):
        return Refusal(
            "The provided route key is not formatted properly for HTTP protocol. "
            'Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"'
        )
    return None


def route(api_id: str, data: Mapping[str, Any], current: Mapping[str, Any] | None) -> Refusal | None:
    """A new route (`current` is None), or a change of one."""
    wanted = {**(current or {}), **data}
    if refused := _route_key(wanted.get("routeKey")):
        return refused
    key = str(wanted["routeKey"])
    if current and current.get("apiGatewayManaged") and key != current.get("routeKey"):
        return Refusal("The key of the route that quick create made cannot be changed")
    for other in apigatewayv2.routes(api_id).values():
        if other is not current and routes.canonical(str(other.get("routeKey"))) == routes.canonical(key):
            return Refusal(f"Route with key {key} already exists for this API", 409)
    if wanted.get("apiKeyRequired"):
        return Refusal("API keys are not supported for HTTP APIs")
    if refused := _target(api_id, str(wanted.get("target") or "")):
        return refused
    return _authorization(api_id, wanted)


def _target(api_id: str, target: str) -> Refusal | None:
    if not target:
        return None
    prefix, _slash, number = target.partition("/")
    if prefix != "integrations" or not number:
        return Refusal(f"Invalid target {target}: it must be integrations/ and the id of an integration")
    if number not in apigatewayv2.integrations(api_id):
        return Refusal(f"Invalid Integration identifier specified: {number}", 404)
    return None


def _authorization(api_id: str, wanted: Mapping[str, Any]) -> Refusal | None:
    kind, number = str(wanted.get("authorizationType") or "NONE"), wanted.get("authorizerId")
    if kind not in ("NONE", "JWT", "CUSTOM", "AWS_IAM"):
        return Refusal(f"Invalid authorization type {kind}. One of NONE, AWS_IAM, CUSTOM, JWT is needed")
    if wanted.get("authorizationScopes") and kind != "JWT":
        return Refusal("Authorization scopes are only supported with JWT authorizers")
    if kind in ("JWT", "CUSTOM"):
        found = apigatewayv2.authorizers(api_id).get(str(number)) or {}
        needed = {"JWT": "JWT", "CUSTOM": "REQUEST"}[kind]
        if found.get("authorizerType") != needed:
            return Refusal(
                f"Invalid authorizer ID specified. Setting the authorization type to {kind} requires a valid "
                f"{needed} authorizer."
            )
    return None


def integration(data: Mapping[str, Any], current: Mapping[str, Any] | None) -> Refusal | None:
    """A new integration (`current` is None), or a change of one."""
    wanted = {**(current or {}), **data}
    kind, uri = wanted.get("integrationType"), str(wanted.get("integrationUri") or "")
    if kind not in ("AWS_PROXY", "HTTP_PROXY"):
        return Refusal(f"Invalid integration type {kind}. HTTP APIs support AWS_PROXY and HTTP_PROXY")
    version = wanted.get("payloadFormatVersion")
    if not version:
        return Refusal("PayloadFormatVersion is a required parameter for HTTP APIs")
    allowed = ("1.0", "2.0") if kind == "AWS_PROXY" else ("1.0",)
    if version not in allowed:
        return Refusal(f"Invalid payload format version {version} for {kind}: {' or '.join(allowed)} is supported")
    if not uri:
        return Refusal("IntegrationUri is required")
    if kind == "AWS_PROXY" and not re.match(r"arn:aws[a-z-]*:(?:lambda|apigateway):", uri):
        return Refusal(f"Invalid integration URI {uri}: a Lambda integration needs the ARN of a function")
    if kind == "HTTP_PROXY" and not uri.startswith(("http://", "https://")):
        return Refusal(f"Invalid integration URI {uri}: an HTTP integration needs a URL")
    millis = wanted.get("timeoutInMillis")
    if millis is not None and not 50 <= millis <= 30000:
        return Refusal("Timeout should be between 50 ms and 30000 ms")
    return None


def stage(api_id: str, data: Mapping[str, Any], current: Mapping[str, Any] | None) -> Refusal | None:
    """A new stage (`current` is None), or a change of one."""
    name, deployment = data.get("stageName"), data.get("deploymentId")
    if current is None:
        if not name or not _STAGE_NAME.fullmatch(name):
            return Refusal("Stage name only allows a-zA-Z0-9_- or the name $default")
        if name in apigatewayv2.stages(api_id):
            return Refusal(f"Stage {name} already exists for this API", 409)
    elif current.get("apiGatewayManaged"):
        return Refusal("The stage that quick create made is managed by API Gateway and cannot be changed")
    if deployment:
        if data.get("autoDeploy", (current or {}).get("autoDeploy")):
            return Refusal("A stage that deploys automatically takes no deployment")
        if deployment not in apigatewayv2.deployments(api_id):
            return Refusal(f"Invalid deployment id specified: {deployment}", 404)
    destination = (data.get("accessLogSettings") or {}).get("destinationArn")
    if destination is not None and not is_log_group(str(destination)):
        return Refusal("The ARN of the access log's destination must be that of a log group in CloudWatch Logs")
    for variable, value in (data.get("stageVariables") or {}).items():
        if not re.fullmatch(r"[A-Za-z0-9_]+", variable):
            return Refusal(f"Invalid stage variable name {variable}")
        if not isinstance(value, str) or not _VARIABLE_VALUE.fullmatch(value):
            return Refusal(f"Invalid value of the stage variable {variable}")
    return None


def authorizer(data: Mapping[str, Any], current: Mapping[str, Any] | None) -> Refusal | None:
    """A new authorizer (`current` is None), or a change of one."""
    wanted = {**(current or {}), **data}
    kind, sources = wanted.get("authorizerType"), wanted.get("identitySource") or []
    if kind not in ("JWT", "REQUEST"):
        return Refusal(f"Invalid authorizer type {kind}. HTTP APIs support JWT and REQUEST")
    if not wanted.get("name"):
        return Refusal("Name is required")
    for source in sources:
        if not source.startswith(("$request.header.", "$request.querystring.", "$context.", "$stageVariables.")):
            return Refusal(f"Invalid identity source {source}")
    if kind == "REQUEST":
        return _request_authorizer(data if current is None else wanted)
    if len(sources) != 1 or not sources[0].startswith("$request."):
        return Refusal("A JWT authorizer needs one identity source, a header or a query string parameter")
    settings = wanted.get("jwtConfiguration") or {}
    return _issuer(str(settings.get("issuer") or ""), settings.get("audience"))


def _request_authorizer(wanted: Mapping[str, Any]) -> Refusal | None:
    if not wanted.get("authorizerUri"):
        return Refusal("AuthorizerUri is required for REQUEST authorizers")
    version = wanted.get("authorizerPayloadFormatVersion")
    if version not in ("1.0", "2.0"):
        return Refusal("AuthorizerPayloadFormatVersion is a required parameter for HTTP APIs: 1.0 or 2.0")
    if version == "1.0" and wanted.get("enableSimpleResponses"):
        return Refusal("Simple responses need the authorizer payload format version 2.0")
    seconds = wanted.get("authorizerResultTtlInSeconds")
    if seconds is not None and not 0 <= seconds <= 3600:
        return Refusal("AuthorizerResultTtlInSeconds should be between 0 and 3600")
    if seconds and not wanted.get("identitySource"):
        return Refusal("Caching needs at least one identity source")
    return None


def _issuer(issuer: str, audience: object) -> Refusal | None:
    """Refuse an issuer without a discovery document: for a user pool, one that is not on this backend."""
    if not isinstance(audience, list) or not audience or not all(isinstance(item, str) for item in audience):
        return Refusal("A JWT authorizer needs at least one audience")
    local = re.match(r"http://(?:127\.0\.0\.1|localhost)[:/]", issuer)
    pool = issuer.rpartition("/")[2] if issuer.startswith("https://cognito-idp.") else ""
    missing = bool(pool) and cognito.pool_anywhere(pool) is None
    if missing or not (issuer.startswith("https://") or local):
        return Refusal(
            f"Invalid issuer: {issuer}. Issuer must have a valid discovery endpoint ended with "
            "'/.well-known/openid-configuration'"
        )
    return None
