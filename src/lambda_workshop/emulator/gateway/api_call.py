"""Calls a function for a route of an HTTP or a WebSocket API: with its permission, and for so long at most."""

from __future__ import annotations

import asyncio
from typing import Any

from lambda_workshop.emulator.fallback import lambda_functions, threads
from lambda_workshop.emulator.services.lambda_service.resource_policy import Source, may_invoke


class NotCalled(Exception):
    """The function may not be called by this API, does not exist, or is busy: no client learns which, a log may."""


class TooSlow(Exception):
    """The function has not answered in time; it runs on, as on AWS, and nobody learns what it answers."""


async def call(
    function: str, event: Any, source_arn: str, *, account: str, region: str, asks: bool = True, seconds: float
) -> dict[str, Any]:
    """Run the function and return MiniStack's form of its result: `body`, and `error` when it failed.

    Args:
        function: its name, or the ARN of it, of a version or of an alias.
        event: what it is called with.
        source_arn: who calls, as the function's policy has to name it.
        account: the API's 12 digits.
        region: the API's.
        asks: whether its policy is asked; an integration with credentials of its own goes by those.
        seconds: how long to wait.

    Raises NotCalled and TooSlow.
    """
    source = Source("apigateway.amazonaws.com", source_arn, account)
    if asks and not may_invoke(function, source, account=account, region=region):
        # In AWS's words, which people search for.
        raise NotCalled(
            "The IAM role configured on the integration or API Gateway doesn't have permissions to call the "
            "integration. Check the permissions and try again."
        )
    executed = lambda_functions.find(function, account=account, region=region)
    if executed is None:
        raise NotCalled(f"There is no function {function}.")
    running = asyncio.ensure_future(threads.run(lambda_functions.execute, executed, event, name="api-route"))
    done, _running = await asyncio.wait({running}, timeout=seconds)
    if not done:
        running.add_done_callback(lambda late: late.cancelled() or late.exception())
        raise TooSlow(f"{function} took longer than {seconds:g} s.")
    result: dict[str, Any] = running.result()
    if result.get("throttle"):
        raise NotCalled(f"{function} is throttled.")
    return result
