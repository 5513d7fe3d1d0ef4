"""A thread that reads one source for one mapping, and the mapping's record."""

from __future__ import annotations

import logging
import threading
from typing import Any

from lambda_workshop.emulator.fallback import lambda_functions, request_context

_log = logging.getLogger(__name__)


class Mapping:
    """One mapping's record, read anew each time, and the function that it calls."""

    def __init__(self, account: str, region: str, identity: str) -> None:
        self.account = account
        self.region = region
        self.identity = identity

    @property
    def record(self) -> dict[str, Any]:
        """The record as it is now; empty when the mapping is gone."""
        return lambda_functions.mappings().get_scoped(self.account, self.region, self.identity) or {}

    def enter(self) -> None:
        """Make this thread's calls act in the mapping's account and region."""
        request_context.enter(self.account, self.region)

    def execute(self, event: dict[str, Any]) -> dict[str, Any]:
        """Invoke the mapping's function once; a function that is gone throttles."""
        record = self.record
        function = lambda_functions.find_version(str(record.get("FunctionName")), record.get("Qualifier"))
        if function is None:
            return {"throttle": True, "error": True}
        base = lambda_functions.functions().get(record["FunctionName"]) or {}
        if "concurrency" in base:
            function["concurrency"] = base["concurrency"]
        return lambda_functions.execute(function, event)

    def note(self, result: str) -> None:
        """Remember how the last batch went, for GetEventSourceMapping."""
        self.record["LastProcessingResult"] = result


class Worker:
    """A thread that calls `step` until it is stopped; `step` says how long to wait for the next."""

    def __init__(self, name: str, mapping: Mapping) -> None:
        self.mapping = mapping
        self.stopped = threading.Event()
        self._awake = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Do not wait any longer."""
        self._awake.set()

    def stop(self) -> None:
        """End after the step that is running."""
        self.stopped.set()
        self._awake.set()

    def step(self) -> float:
        """Do what there is to do; returns seconds to wait unless woken, 0 to go on at once."""
        raise NotImplementedError(type(self).__name__)

    def _run(self) -> None:
        self.mapping.enter()
        while not self.stopped.is_set():
            self._awake.clear()
            try:
                seconds = self.step()
            except Exception:
                # The source may vanish between two looks; the next step sees it.
                _log.exception("mapping %s: a step failed", self.mapping.identity)
                seconds = 1.0
            if seconds > 0:
                self._awake.wait(seconds)
