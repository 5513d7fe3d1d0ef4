"""Waiting for a condition, with a deadline that the learner sees."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from lambda_workshop.checks.outcome import NotYet

T = TypeVar("T")


class TimedOut(NotYet):
    """What was waited for did not happen in time: a failed step, unless a check says more by catching it."""


def until(what: str, look: Callable[[], T | None], *, timeout: float, every: float = 0.05, advice: str = "") -> T:
    """Call `look` until it returns something true, and return that.

    Args:
        what: what is waited for, as the rest of "waited 5 s for ...".
        look: returns the thing, or None while it is not there.
        timeout: seconds.
        every: seconds between two looks.
        advice: what to do when it does not come.

    Raises:
        TimedOut: the deadline passed.
    """
    deadline = time.monotonic() + timeout
    pause = threading.Event()
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() >= deadline:
            raise TimedOut(f"waited {timeout:g} s for {what}, and it did not come", expected=what, advice=advice)
        pause.wait(every)
