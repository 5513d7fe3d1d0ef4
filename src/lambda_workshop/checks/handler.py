"""The learner's handler as a check sees it: source text that runs in a function process of its own."""

from __future__ import annotations

import ast
import functools
import inspect
import json
import linecache
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CellType, FunctionType, MethodType
from typing import Any

from lambda_workshop.checks.outcome import NotAttempted, NotYet
from lambda_workshop.emulator.runtime.environment import Outcome
from lambda_workshop.emulator.runtime.once import run_handler

_DEEPEST = 5
"""How many decorators around a handler are looked through."""


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
        if "\0" in work or work.encode("utf-8", "replace").decode() != work:
            raise NotYet("the source has characters that no file of Python may have", advice="write it anew")
        handler = Handler(work)
    elif callable(work) and not isinstance(work, type):
        handler = handler_of(work)
    else:
        raise NotYet(
            f"a {type(work).__name__} was passed", expected="a handler function", advice="pass the function itself"
        )
    if is_starter(handler):
        raise NotAttempted("the handler's body is still empty", advice="replace the `...` in it, then run both cells")
    return handler


def handler_of(work: Callable[..., Any]) -> Handler:
    """The handler that a callable of a cell is, by the name under which its cell has it.

    For Lambda any callable name of the file will do: a function, a decorated one, a lambda expression, a method of an
    object, an object that can be called.

    Raises:
        NotYet: Python cannot find the text of the cell, as after `exec`.
    """
    named = str(getattr(work, "__name__", type(work).__name__))
    functions = list(_functions_of(work))
    # A decorator may come from a library; what it decorates stands in a cell, which is no file.
    in_cells = [one for one in functions if not Path(one.__code__.co_filename).is_file()]
    for function in (*in_cells, *functions):
        if lines := linecache.getlines(function.__code__.co_filename):
            source = "".join(lines)
            return Handler(source, _name_in(source, work, function.__globals__, named))
    raise NotYet(
        f"the source of `{named}` is not to be found",
        expected="a function written in a cell",
        advice="write it with `def` in a cell of its own and run that cell again",
    )


def _functions_of(work: Any, depth: int = 0) -> Iterator[FunctionType]:
    """The Python functions of which a callable is made: itself, and what it was decorated around."""
    if isinstance(work, FunctionType):
        yield work
        inside = [cell.cell_contents for cell in work.__closure__ or () if _is_full(cell)]
        inside += [work.__wrapped__] if hasattr(work, "__wrapped__") else []
    elif isinstance(work, MethodType):
        inside = [work.__func__]
    elif isinstance(work, functools.partial):
        inside = [work.func]
    else:
        inside = [inspect.getattr_static(type(work), "__call__", None)]
    for one in inside if depth < _DEEPEST else ():
        if isinstance(one, FunctionType | MethodType | functools.partial):
            yield from _functions_of(one, depth + 1)


def _is_full(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not cell
    except ValueError:
        return False


def _name_in(source: str, work: object, names: Mapping[str, object], named: str) -> str:
    """The name at the top of this source that means `work`: its own or `handler` first; its own where there is none."""
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return named
    bound = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    targets = [target for node in body if isinstance(node, ast.Assign) for target in node.targets]
    bound += [target.id for target in targets if isinstance(target, ast.Name)]
    # A method is another object each time that it is looked up.
    mine = [name for name in bound if name in names and (names[name] is work or _same_method(names[name], work))]
    return next((name for name in (named, "handler") if name in mine), mine[0] if mine else named)


def _same_method(one: object, other: object) -> bool:
    return isinstance(one, MethodType) and isinstance(other, MethodType) and one == other


def is_starter(handler: Handler) -> bool:
    """Whether the handler's body still does nothing: a docstring, `...`, `pass` or `raise NotImplementedError`."""
    try:
        tree = ast.parse(handler.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
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
