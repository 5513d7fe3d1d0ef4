"""Services that answer requests from a function only with its permission: APIs, load balancers, function URLs.

Without it their client gets an error: 500 from an API, 403 from a function URL; a load balancer refuses to register
the function at all. Each function here takes what MiniStack has and returns what stands in its place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv1, lambda_functions
from lambda_workshop.emulator.services.lambda_service.resource_policy import Source, may_invoke

Call = Callable[..., Any]
AsyncCall = Callable[..., Awaitable[Any]]

_API = "apigateway.amazonaws.com"
_INTEGRATION_FUNCTION = re.compile(r"/functions/(.+?)(?:/invocations)?$")


def function_in(uri: str) -> str:
    """The function, version or alias that an integration's or authorizer's URI names."""
    found = _INTEGRATION_FUNCTION.search(uri or "")
    return found.group(1) if found else (uri or "")


def _api_may_invoke(function: str, path: str, account: str, region: str) -> bool:
    source = Source(_API, f"arn:aws:execute-api:{region}:{account}:{path}", account)
    return may_invoke(function, source, account=account, region=region)


def invoke_rest_integration(original: AsyncCall) -> AsyncCall:
    """Answer 500 when the method may not invoke its function, as a REST API does."""

    async def invoke(
        integration: dict[str, Any],
        api: str,
        stage_name: str,
        stage: Any,
        resource: dict[str, Any],
        path: str,
        method: str,
        *rest: Any,
        **options: Any,
    ) -> Any:
        function = function_in(integration.get("uri", ""))
        source = f"{api}/{stage_name}/{method.upper()}{resource.get('path', '/')}"
        account, region = options["owner_account_id"], options["owner_region"]
        if not integration.get("credentials") and not _api_may_invoke(function, source, account, region):
            return apigatewayv1.gateway_error("API_CONFIGURATION_ERROR", "Internal server error")
        return await original(integration, api, stage_name, stage, resource, path, method, *rest, **options)

    return invoke


def invoke_authorizer(original: AsyncCall) -> AsyncCall:
    """Treat an authorizer that may not be invoked like one that failed: the API answers 500."""

    async def invoke(authorizer: dict[str, Any], event: dict[str, Any], account: str, region: str) -> Any:
        function = function_in(authorizer.get("authorizerUri", ""))
        method_arn = str(event.get("methodArn") or event.get("routeArn") or "")
        api = method_arn.rpartition(":")[2].partition("/")[0]
        source = f"{api}/authorizers/{authorizer.get('authorizerId') or authorizer.get('id')}"
        role = authorizer.get("authorizerCredentialsArn") or authorizer.get("authorizerCredentials")
        if not role and not _api_may_invoke(function, source, account, region):
            return None
        return await original(authorizer, event, account, region)

    return invoke


_FORBIDDEN = (
    "Forbidden. For troubleshooting Function URL authorization issues, see: "
    "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html"
)


def url_is_public(function: str, *, account: str, region: str) -> bool:
    """Whether everybody may call a function URL with AuthType NONE: that takes two statements since October 2025.

    https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html: `lambda:InvokeFunctionUrl` with the URL's
    authentication type, and `lambda:InvokeFunction` (which may be limited to calls by way of the URL).
    """
    everybody = Source("*")
    by_url = {"lambda:FunctionUrlAuthType": "NONE"}
    by_invoke = {"lambda:InvokedViaFunctionUrl": "true", **by_url}
    return may_invoke(
        function, everybody, action="lambda:InvokeFunctionUrl", account=account, region=region, context=by_url
    ) and may_invoke(function, everybody, account=account, region=region, context=by_invoke)


def handle_function_url(original: AsyncCall) -> AsyncCall:
    """Answer 403 at a public function URL that nobody made public."""

    async def handle(url_id: str, method: str, *rest: Any, **options: Any) -> Any:
        resolved = options.get("resolved") or lambda_functions.url_of(url_id)
        if resolved is not None:
            account, region, name, qualifier, config = resolved
            function = f"{name}:{qualifier}" if qualifier else name
            preflight = method == "OPTIONS" and config.get("Cors")
            open_to_all = config.get("AuthType") == "NONE" and not preflight
            if open_to_all and not url_is_public(function, account=account, region=region):
                headers = {"Content-Type": "application/json", "x-amzn-ErrorType": "AccessDeniedException"}
                return 403, headers, json.dumps({"Message": _FORBIDDEN}).encode()
        return await original(url_id, method, *rest, **options)

    return handle
