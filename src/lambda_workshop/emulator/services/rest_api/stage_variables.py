"""Stage variables in a function's address: `${stageVariables.function}` of an integration or an authorizer.

https://docs.aws.amazon.com/apigateway/latest/developerguide/aws-api-gateway-stage-variables-reference.html
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from lambda_workshop.emulator.services.rest_api.exchange import current

AsyncCall = Callable[..., Awaitable[Any]]

_REFERENCE = re.compile(r"\$\{stageVariables\.(\w+)\}|\{\{stageVariables\.(\w+)\}\}")


def filled_in(text: str, variables: Mapping[str, str]) -> str:
    """The text with each reference replaced by the variable's value; by nothing when there is no such variable."""
    return _REFERENCE.sub(lambda found: variables.get(found[1] or found[2], ""), text)


def in_integration(original: AsyncCall) -> AsyncCall:
    """Stand before the permission check of an integration: it judges the function that the variables name."""

    async def invoke(
        integration: dict[str, Any], api: str, stage_name: str, stage: dict[str, Any], *rest: Any, **options: Any
    ) -> Any:
        variables = stage.get("variables") or {}
        named = {**integration, "uri": filled_in(str(integration.get("uri") or ""), variables)}
        return await original(named, api, stage_name, stage, *rest, **options)

    return invoke


def in_authorizer(original: AsyncCall) -> AsyncCall:
    """The same for a Lambda authorizer."""

    async def invoke(authorizer: dict[str, Any], event: dict[str, Any], account: str, region: str) -> Any:
        exchange = current.get()
        if exchange is not None:
            uri = filled_in(str(authorizer.get("authorizerUri") or ""), exchange.variables)
            authorizer = {**authorizer, "authorizerUri": uri}
        return await original(authorizer, event, account, region)

    return invoke
