"""A function under test: a source text in a function process, with no backend."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from lambda_workshop.emulator.runtime.environment import Environment, Invocation, Outcome

linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux only: forking and the memory limit")


class Function:
    """A function under test: its environment, and what it printed."""

    def __init__(self, environment: Environment, printed: list[str]) -> None:
        self.environment = environment
        self.printed = printed

    def __call__(self, event: object = None, *, request_id: str = "", **fields: Any) -> Outcome:
        payload = json.dumps(event).encode()
        return self.environment.invoke(Invocation(payload, request_id or str(uuid.uuid4()), **fields))

    def value(self, event: object = None, **fields: Any) -> Any:
        """What the handler returns; fails when it does not."""
        outcome = self(event, **fields)
        assert outcome.error is None, outcome.payload
        return json.loads(outcome.payload)

    def error(self, event: object = None, **fields: Any) -> dict[str, Any]:
        """The error that the caller sees; fails when there is none."""
        outcome = self(event, **fields)
        assert outcome.error is not None, outcome.payload
        found: dict[str, Any] = json.loads(outcome.payload)
        assert found["errorType"] == outcome.error
        return found


Deploy = Callable[..., Function]


def init_error(function: Function) -> dict[str, Any]:
    """Why the handler could not be loaded."""
    assert function.environment.init_error is not None, "the handler was loaded"
    found: dict[str, Any] = json.loads(function.environment.init_error.payload)
    return found
