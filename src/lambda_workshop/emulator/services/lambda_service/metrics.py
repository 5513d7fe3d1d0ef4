"""AWS/Lambda metrics of every invocation, whichever way it came.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
MiniStack counts those of the Invoke API and of load balancers only.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from lambda_workshop.emulator.fallback import cloudwatch, lambda_functions

_NAMESPACE = "AWS/Lambda"


def record(function_name: str, duration_ms: float, error: bool, throttle: bool) -> None:
    """Count one invocation in the current account and region; `duration_ms` is in milliseconds.

    A throttled one counts as a throttle and not as an invocation, and has no duration, as on AWS.
    """
    dimensions = {"FunctionName": function_name}
    if throttle:
        cloudwatch.record_metric(_NAMESPACE, "Throttles", 1, "Count", dimensions)
        return
    cloudwatch.record_metric(_NAMESPACE, "Invocations", 1, "Count", dimensions)
    cloudwatch.record_metric(_NAMESPACE, "Errors", int(error), "Count", dimensions)
    cloudwatch.record_metric(_NAMESPACE, "Throttles", 0, "Count", dimensions)
    cloudwatch.record_metric(_NAMESPACE, "Duration", duration_ms, "Milliseconds", dimensions)


def counted(original: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Count every synchronous execution of a function: `lambda_svc._execute_function`, which all paths go through."""

    def execute(function: dict[str, Any], event: Any, *rest: Any, **options: Any) -> dict[str, Any]:
        config = function.get("config") or function
        if lambda_functions.is_elsewhere(config):
            # MiniStack enters once more in the function's own account; there it is counted.
            return original(function, event, *rest, **options)
        started = time.monotonic()
        result = original(function, event, *rest, **options)
        elapsed = (time.monotonic() - started) * 1000
        name = str(config.get("FunctionName", ""))
        record(name, elapsed, bool(result.get("error")), bool(result.get("throttle")))
        return result

    return execute


def not_twice(function_name: str, duration_ms: float, error: bool, throttle: bool) -> None:
    """Replace MiniStack's own count, which knows two paths of many: `counted` sees those two as well."""
