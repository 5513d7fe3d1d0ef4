"""The learner's handler as a check sees it: source text that runs in a function process of its own."""

from __future__ import annotations

import ast
import json
import linecache
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lambda_workshop.checks.outcome import NotAttempted, NotYet
from lambda_workshop.emulator.runtime.environment import Outcome
from lambda_workshop.emulator.runtime.once import run_handler


@dataclass(frozen=True)
class Answer:
    """What one invocation gave, of a handler by itself or of a deployed function.

    Attributes:
        value: what the handler returned; None when it failed.
        error: the error as AWS shows it; None when there was none.
        log: everything the function printed; of a deployed one the last 4 KB.
        seconds: how long the call took, in wall time.
        status: the HTTP status of the call; 200 unless the function was called over HTTP and it says another.
        request_id: the call's; empty where there was no request.
    """

    value: Any
    error: Mapping[str, Any] | None
    log: str
    seconds: float = 0.0
    status: int = 200
    request_id: str = ""

    @property
    def error_text(self) -> str:
        """`ValueError: boom` or an empty string."""
        return f"{self.error.get('errorType')}: {self.error.get('errorMessage')}" if self.error else ""

    @property
    def shown(self) -> str:
        """The error, or the value as JSON."""
        return self.error_text or json.dumps(self.value, ensure_ascii=False)


@dataclass(frozen=True)
class Handler:
    """A handler's source and the name of its function."""

    source: str
    name: str = "handler"

    def run(
        self, events: Sequence[object], *, timeout: float = 3.0, environment: Mapping[str, str] | None = None
    ) -> list[Answer]:
        """Invoke the handler on each event, in order, in one fresh execution environment.

        Args:
            events: what JSON can carry; one invocation for each.
            timeout: seconds that each invocation may take.
            environment: environment variables of the function.
        """
        outcomes = run_handler(self.source, list(events), timeout=timeout, env=environment, handler_name=self.name)
        return [_answer(outcome) for outcome in outcomes]


def _answer(outcome: Outcome) -> Answer:
    value = json.loads(outcome.payload) if outcome.payload else None
    seconds = outcome.duration_ms / 1000
    if outcome.error is not None:
        return Answer(None, value, outcome.log, seconds)
    return Answer(value, None, outcome.log, seconds)


def handler_from(work: Any, exercise: str) -> Handler:
    """The handler that the learner passed to `check`: a function of the notebook, or its source as text.

    The whole cell in which the function stands is the file: what the function needs must stand in that cell.

    Raises:
        NotAttempted: nothing was passed, or the body is still the starter's.
        NotYet: it is not a function, or its source cannot be found.
    """
    if work is None or work is ...:
        raise NotAttempted("no handler was passed", advice=f"call `{exercise}.check(handler)`")
    if isinstance(work, Handler):
        handler = work
    elif isinstance(work, str):
        handler = Handler(work)
    elif callable(work) and hasattr(work, "__code__"):
        handler = Handler(source_of(work), str(work.__name__))
    else:
        raise NotYet(
            f"a {type(work).__name__} was passed", expected="a handler function", advice="pass the function itself"
        )
    if is_starter(handler):
        raise NotAttempted("the handler's body is still empty", advice="replace the `...` in it, then run both cells")
    return handler


def source_of(function: Any) -> str:
    """The text of the cell (or file) in which `function` was written.

    Raises:
        NotYet: Python cannot find the text, as after `exec`.
    """
    lines = linecache.getlines(function.__code__.co_filename)
    if not lines:
        raise NotYet(
            f"the source of `{function.__name__}` is not to be found",
            expected="a function written in a cell",
            advice="write it with `def` in a cell of its own and run that cell again",
        )
    return "".join(lines)


def is_starter(handler: Handler) -> bool:
    """Whether the handler's body still does nothing: a docstring, `...`, `pass` or `raise NotImplementedError`."""
    try:
        tree = ast.parse(handler.source)
    except SyntaxError:
        return False
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == handler.name:
            return all(_does_nothing(statement) for statement in node.body)
    return False


def _does_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Raise):
        return "NotImplementedError" in ast.unparse(statement)
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
