"""Work that may call the server back while the server waits for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from lambda_workshop.emulator.fallback.ministack import concurrency

Result = TypeVar("Result")


async def run(work: Callable[..., Result], *arguments: object, name: str) -> Result:
    """Run the work in a thread of its own, called `name`, and return what it returns.

    A function that is invoked there calls services of this very server: a slot of a bounded pool would deadlock.
    """
    return await concurrency.run_reentrant(work, *arguments, thread_name=name)
