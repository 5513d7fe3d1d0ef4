"""Waiting for a condition, with a deadline that the learner sees."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

from lambda_workshop.checks.outcome import NotYet

T = TypeVar("T")
_SELDOM = 0.5
_LONGEST_LOOK = 5.0
"""Seconds that one look with its pause counts for at most."""


class TimedOut(NotYet):
    """What was waited for did not happen in time: a failed step, unless a check says more by catching it."""


def until(what: str, look: Callable[[], T | None], *, timeout: float, every: float = 0.05, advice: str = "") -> T:
    """Call `look` until it returns something true, and return that.

    Args:
        what: what is waited for, as the rest of "waited 5 s for ...".
        look: returns the thing, or None while it is not there.
        timeout: seconds.
        every: seconds between the first looks; later ones come less often, after a quarter of the time waited so far,
            and after half a second at most.
        advice: what to do when it does not come.

    Raises:
        TimedOut: the deadline passed.
    """
    seen, waited = time.monotonic(), 0.0
    pause = threading.Event()
    while True:
        found = look()
        if found:
            return found
        now = time.monotonic()
        # While the machine, or the backend, stood still, nothing could come: that is not waited time.
        waited += min(now - seen, _LONGEST_LOOK)
        seen = now
        if waited >= timeout:
            raise TimedOut(f"waited {timeout:g} s for {what}, and it did not come", expected=what, advice=advice)
        pause.wait(min(max(every, min(waited / 4, _SELDOM)), timeout - waited))
