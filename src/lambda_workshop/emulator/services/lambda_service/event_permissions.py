"""Services that deliver events to a function only with its permission: IoT and CloudWatch Logs; S3 asks here, too.

Without it their caller sees what AWS shows: log subscriptions are refused when they are set up, IoT rules fail.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from lambda_workshop.emulator.fallback import lambda_functions, request_context
from lambda_workshop.emulator.services.lambda_service.resource_policy import Source, may_invoke

AsyncCall = Callable[..., Awaitable[Any]]


def function_exists(arn: str) -> bool:
    """Whether the ARN, which may have a qualifier, names a function that is there."""
    return lambda_functions.find(arn) is not None


def dispatch_rule_action(original: AsyncCall) -> AsyncCall:
    """Let an IoT rule invoke its function only with permission; without, its error action runs."""

    async def dispatch(account: str, region: str, rule: str, action: dict[str, Any], event: Any) -> Any:
        function = (action.get("lambda") or {}).get("functionArn")
        source = Source("iot.amazonaws.com", f"arn:aws:iot:{region}:{account}:rule/{rule}", account)
        if function and not may_invoke(function, source, account=account, region=region):
            raise PermissionError(f"iot.amazonaws.com has no permission to invoke {function}")
        return await original(account, region, rule, action, event)

    return dispatch


def logs_may_invoke(function: str, group: str) -> bool:
    """Whether the function exists and lets CloudWatch Logs invoke it for this log group of the current account."""
    account, region = request_context.account(), request_context.region()
    arn = f"arn:aws:logs:{region}:{account}:log-group:{group}:*"
    # The service's name with the region is older, and still valid.
    principals = ("logs.amazonaws.com", f"logs.{region}.amazonaws.com")
    return function_exists(function) and any(
        may_invoke(function, Source(principal, arn, account)) for principal in principals
    )
