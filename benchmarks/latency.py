"""How long an event takes to its handler, for every trigger, on each backend that has it."""

from __future__ import annotations

import secrets
import statistics
import threading
import time

from botocore.exceptions import BotoCoreError, ClientError
from wirings import POLLED, PUSH, Backend, Fire

EVENTS, SECONDS = 15, 15.0


def latencies(backend: Backend) -> dict[str, float | None]:
    """The median in seconds from before the call that fires to the handler's first line; None where it does not fire.

    The first event of each, which starts an environment, does not count.
    """
    found: dict[str, float | None] = {}
    for trigger, wire in (PUSH | POLLED).items():
        name = f"latency-{trigger}"
        try:
            found[trigger] = median(backend, name, wire(backend, name))
        except (BotoCoreError, ClientError, OSError, TimeoutError):
            found[trigger] = None
    return found


def median(backend: Backend, name: str, fire: Fire) -> float:
    """The median of several events, one after the other; raises TimeoutError when one does not arrive."""
    seconds = []
    for _ in range(EVENTS + 1):
        token = f"tok-{secrets.token_hex(6)}"
        began = time.time()
        fire(token)
        seconds.append(arrival(backend, name, token) - began)
    return statistics.median(seconds[1:])


def arrival(backend: Backend, name: str, token: str) -> float:
    """When the function heard the token; raises TimeoutError."""
    deadline, pause = time.monotonic() + SECONDS, threading.Event()
    while True:
        if times := backend.heard(name).get(token):
            return times[0]
        if time.monotonic() > deadline:
            raise TimeoutError(f"{name} heard nothing of {token}")
        pause.wait(0.05)
