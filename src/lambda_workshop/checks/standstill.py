"""Notices that the machine stood still while a check ran: a laptop that slept, a virtual machine that was paused."""

from __future__ import annotations

import threading
import time
from types import TracebackType

LIMIT = 10.0
"""Seconds without a turn of this process that no busy machine explains."""
_EVERY = 0.5
# Goes on while the machine sleeps: https://man7.org/linux/man-pages/man2/clock_gettime.2.html
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Watch:
    """To be used as a context; `longest` is the longest standstill in it, in seconds, 0 when there was none."""

    def __init__(self, limit: float = LIMIT) -> None:
        self.longest = 0.0
        self._limit = limit
        self._seen = time.clock_gettime(_CLOCK)
        self._ended = threading.Event()
        self._looker = threading.Thread(target=self._look_on, name="standstill", daemon=True)

    def __enter__(self) -> Watch:
        self._looker.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._looker.join()
        self._look()

    def _look_on(self) -> None:
        while not self._ended.wait(_EVERY):
            self._look()

    def _look(self) -> None:
        now = time.clock_gettime(_CLOCK)
        gap, self._seen = now - self._seen, now
        if gap > self._limit:
            self.longest = max(self.longest, gap)
