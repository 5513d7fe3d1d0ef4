"""Configurations of a REST API that AWS refuses, with its codes.

AWS documents the codes; the sentences are its own where they are known, else they say what is wrong.
https://docs.aws.amazon.com/apigateway/latest/api/API_Operations.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv1

_VERBS = ("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY")
_PART = re.compile(r"^(?:\{[a-zA-Z0-9._:-]+\+?\}|[a-zA-Z0-9._:-]+)$")
_STAGE = re.compile(r"^[a-zA-Z0-9_-]{1,128}$")
_VARIABLE = re.compile(r"^\w+$", re.ASCII)
_VARIABLE_VALUE = re.compile(r"^[A-Za-z0-9._~:/?#&=,-]*$")
_FUNCTION_URI = re.compile(r"^arn:[\w-]+:apigateway:[\w-]+:lambda:path/2015-03-31/functions/.+/invocations$")
_TARGET = re.compile(r"^integration\.request\.(?:header|querystring|path)\.[^\s]+$")
_RESPONSE_TARGET = re.compile(r"^method\.response\.header\.[^\s]+$")


@dataclass(frozen=True)
class Refusal:
    """AWS's code, sentence and HTTP status."""

    code: str
    message: str
    status: int = 400


def _bad(message: str) -> Refusal:
    return Refusal("BadRequestException", message)


def _absent(what: str) -> Refusal:
    return Refusal("NotFoundException", f"Invalid {what} identifier specified", 404)


def _mapping(name: str) -> Refusal:
    return _bad(
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : "
        f"[Invalid mapping expression specified: {name}]"
    )


Check = Callable[[str, Sequence[str], Mapping[str, Any]], Refusal | None]


def refusal(method: str, parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """Why AWS would refuse this request to `/restapis...`; None when it may go on."""
    if len(parts) < 3:
        return None
    shape = (method, parts[2], len(parts))
    checks: dict[tuple[str, str, int], Check] = {
        ("POST", "resources", 4): _create_resource,
        ("PUT", "resources", 6): _put_method,
        ("PUT", "resources", 7): _put_integration,
        ("PUT", "resources", 8): _put_response,
        ("PUT", "resources", 9): _put_response,
        ("POST", "deployments", 3): _create_deployment,
        ("POST", "stages", 3): _create_stage,
        ("PATCH", "stages", 4): _update_stage,
        ("POST", "authorizers", 3): _create_authorizer,
    }
    check = checks.get(shape)
    return check(parts[1], parts, data) if check else None


def _method(api: str, parts: Sequence[str]) -> dict[str, Any] | None:
    resource = apigatewayv1.resources(api).get(parts[3]) or {}
    found: dict[str, Any] | None = (resource.get("resourceMethods") or {}).get(parts[5])
    return found


def _create_resource(api: str, parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_CreateResource.html"""
    resources = apigatewayv1.resources(api)
    parent, name = resources.get(parts[3]), data.get("pathPart")
    if parent is None:
        return None
    if not isinstance(name, str) or not _PART.match(name):
        return _bad(
            "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the "
            "beginning and the end."
        )
    if str(parent.get("pathPart", "")).endswith("+}"):
        return _bad(f"Cannot create a child of a resource with a greedy path variable: {parent['path']}")
    siblings = [each for each in resources.values() if each.get("parentId") == parts[3]]
    variable = next((each for each in siblings if str(each.get("pathPart", "")).startswith("{")), None)
    if name.startswith("{") and variable is not None and variable["pathPart"] != name:
        return _bad(
            f"A sibling ({variable['pathPart']}) of this resource already has a variable path part -- only "
            "one is allowed"
        )
    return None


def _put_method(api: str, parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_PutMethod.html"""
    if parts[3] not in apigatewayv1.resources(api):
        return None
    if parts[5] not in _VERBS:
        return _bad(f"Invalid HttpMethod specified. Valid options are {','.join(_VERBS)}")
    if _method(api, parts) is not None:
        return Refusal("ConflictException", "Method already exists for this resource", 409)
    kind, authorizer = data.get("authorizationType"), data.get("authorizerId")
    if kind not in ("NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"):
        return _bad(
            "Invalid authorization type specified. Valid options are [NONE, AWS_IAM, CUSTOM, COGNITO_USER_POOLS]"
        )
    if kind in ("CUSTOM", "COGNITO_USER_POOLS") and authorizer not in apigatewayv1.authorizers(api):
        return _bad(
            "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or "
            "COGNITO_USER_POOLS requires a "
            "valid authorizer."
        )
    validator = data.get("requestValidatorId")
    if validator and validator not in apigatewayv1.request_validators(api):
        return _bad("Invalid Request Validator identifier specified")
    return None


def _put_integration(api: str, parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html"""
    if parts[6] != "integration":
        return None
    if parts[3] in apigatewayv1.resources(api) and _method(api, parts) is None:
        return _absent("Method")
    kind, uri = data.get("type"), str(data.get("uri") or "")
    if kind not in ("HTTP", "MOCK", "AWS_PROXY", "HTTP_PROXY", "AWS"):
        return Refusal(
            "ValidationException",
            f"1 validation error detected: Value '{kind}' at 'putIntegrationInput.type' failed to satisfy constraint: "
            "Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]",
        )
    if kind != "MOCK" and not data.get("httpMethod"):
        return _bad("Enumeration value for HttpMethod must be non-empty")
    if kind in ("AWS", "AWS_PROXY"):
        if not uri.startswith("arn:") or uri.count(":") < 5:
            return _bad("Invalid ARN specified in the request")
        if not uri.split(":", 5)[5].startswith(("path/", "action/")):
            return _bad("AWS ARN for integration must contain path or action")
        if kind == "AWS_PROXY" and not _FUNCTION_URI.match(uri):
            return _bad(
                "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose "
                "stream invocations."
            )
    elif kind in ("HTTP", "HTTP_PROXY") and not re.match(r"^https?://", uri):
        return _bad("Invalid HTTP endpoint specified for URI")
    milliseconds = data.get("timeoutInMillis")
    if milliseconds is not None and not (isinstance(milliseconds, int) and 50 <= milliseconds <= 29000):
        return _bad("Timeout should be between 50 ms and 29000 ms")
    behaviour = data.get("passthroughBehavior")
    if behaviour is not None and behaviour not in ("WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"):
        return _bad("Invalid passthrough behavior specified. Valid options are WHEN_NO_MATCH,WHEN_NO_TEMPLATES,NEVER")
    for target in data.get("requestParameters") or {}:
        if not _TARGET.match(str(target)):
            return _mapping(str(target))
    return None


def _put_response(api: str, parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html and PutMethodResponse."""
    status, method = parts[-1], _method(api, parts)
    if method is None or parts[6] not in ("integration", "responses"):
        return None
    if not re.fullmatch(r"[1-5]\d\d", status):
        return Refusal(
            "ValidationException",
            f"1 validation error detected: Value '{status}' at 'statusCode' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [1-5]\d\d",
        )
    declared = (method.get("methodResponses") or {}).get(status)
    if parts[6] == "responses":
        if declared is not None:
            return Refusal("ConflictException", "Response already exists for this resource", 409)
        return next(
            (_mapping(name) for name in data.get("responseParameters") or {} if not _RESPONSE_TARGET.match(name)), None
        )
    if method.get("methodIntegration") is None:
        return _absent("Integration")
    if declared is None:
        return Refusal("NotFoundException", "Invalid Response status code specified", 404)
    known = declared.get("responseParameters") or {}
    return next((_mapping(name) for name in data.get("responseParameters") or {} if name not in known), None)


def _create_deployment(api: str, _parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_CreateDeployment.html"""
    resources = apigatewayv1.resources(api)
    if not resources:
        return None
    methods = [each for resource in resources.values() for each in (resource.get("resourceMethods") or {}).values()]
    if not methods:
        return _bad("The REST API doesn't contain any methods")
    if any(not method.get("methodIntegration") for method in methods):
        return _bad("No integration defined for method")
    if data.get("stageName"):
        return _stage(data)
    return None


def _stage(data: Mapping[str, Any]) -> Refusal | None:
    if not _STAGE.match(str(data.get("stageName") or "")):
        return _bad("Stage name only allows a-zA-Z0-9_-")
    for name, value in (data.get("variables") or {}).items():
        if problem := _stage_variable(str(name), str(value)):
            return problem
    return None


def _stage_variable(name: str, value: str) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"""
    if not _VARIABLE.match(name):
        return _bad(f"Stage variable name {name} is invalid: only alphanumeric characters and underscores are allowed")
    if not _VARIABLE_VALUE.match(value):
        return _bad(f"Stage variable value for {name} does not match [A-Za-z0-9-._~:/?#&=,]+")
    return None


def _create_stage(api: str, _parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html"""
    if problem := _stage(data):
        return problem
    if data["stageName"] in apigatewayv1.stages(api):
        return Refusal("ConflictException", "Stage already exists", 409)
    if data.get("deploymentId") not in apigatewayv1.deployments(api):
        return _bad("Deployment id does not exist")
    return None


def _update_stage(api: str, parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_UpdateStage.html"""
    for operation in data.get("patchOperations") or []:
        path, value = str(operation.get("path") or ""), str(operation.get("value") or "")
        if path == "/deploymentId" and value not in apigatewayv1.deployments(api):
            return _bad("Deployment id does not exist")
        changes = path.startswith("/variables/") and operation.get("op") != "remove"
        if changes and (problem := _stage_variable(path.removeprefix("/variables/"), value)):
            return problem
    return None


def _create_authorizer(api: str, _parts: Sequence[str], data: Mapping[str, Any]) -> Refusal | None:
    """https://docs.aws.amazon.com/apigateway/latest/api/API_CreateAuthorizer.html"""
    kind, seconds = data.get("type"), data.get("authorizerResultTtlInSeconds")
    if kind not in ("TOKEN", "REQUEST", "COGNITO_USER_POOLS"):
        return _bad("Invalid authorizer type specified. Valid options are [TOKEN, REQUEST, COGNITO_USER_POOLS]")
    if seconds is not None and not (isinstance(seconds, int) and 0 <= seconds <= 3600):
        return _bad("Authorizer result TTL must be between 0 and 3600 seconds")
    if kind != "COGNITO_USER_POOLS" and not _FUNCTION_URI.match(str(data.get("authorizerUri") or "")):
        return _bad("Invalid Authorizer URI: it must name a Lambda function's invocations")
    if kind == "TOKEN" and not data.get("identitySource"):
        return _bad("Identity source must be a header for a TOKEN authorizer")
    names = [each.get("name") for each in apigatewayv1.authorizers(api).values()]
    if data.get("name") in names:
        return _bad("Authorizer name must be unique. Authorizer with this name already exists")
    return None
