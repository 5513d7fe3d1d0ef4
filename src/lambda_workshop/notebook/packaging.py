"""The cell of a handler as a deployment package: the whole cell is the file `index.py`."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Callable, Mapping
from typing import Any

from lambda_workshop.checks.handler import handler_of
from lambda_workshop.cloud.functions import zip_of

_MODULE_NAMES = frozenset(dir(builtins)) | {"__name__", "__file__", "__doc__"}


class PackageError(Exception):
    """The cell cannot be a file in the cloud; the message says what to change."""


def package(handler: Callable[..., Any], files: Mapping[str, str | bytes], *, lesson_names: frozenset[str]) -> bytes:
    """The zip file with the handler's cell as `index.py`, and `files` beside it.

    Args:
        handler: a function that was written in a cell.
        files: further files by name.
        lesson_names: names that mean the lesson object, which does not exist in the cloud.

    Raises:
        PackageError: the cell uses what a function in the cloud would not have.
        NotYet: the function's source is not to be found.
    """
    if not callable(handler) or isinstance(handler, type):
        raise PackageError(
            f"`package` takes a function, and this is a {type(handler).__name__}: pass `handler` itself."
        )
    found = handler_of(handler)
    _check(found.source, found.name, lesson_names, frozenset(files))
    return zip_of({"index.py": found.source, **files})


def _check(source: str, name: str, lesson_names: frozenset[str], files: frozenset[str]) -> None:
    try:
        table = symtable.symtable(source, "index.py", "exec")
    except SyntaxError as error:
        raise PackageError(
            f"The cell of `{name}` is not plain Python (line {error.lineno}): magic commands such as `%time` or `!ls` "
            "do not exist in the cloud. Put them in a cell of their own."
        ) from error
    unknown = _globals_used(table) - _defined(source) - _MODULE_NAMES
    if used := sorted(unknown & lesson_names):
        raise PackageError(
            f"The cell of `{name}` also uses `{used[0]}`, which does not exist in the cloud: the whole cell becomes "
            "the function's file. Move that line into a cell of its own, and run both again."
        )
    if unknown:
        names = ", ".join(f"`{item}`" for item in sorted(unknown))
        raise PackageError(
            f"{names} is not defined in the cell of `{name}`. A function in the cloud sees its own file only: "
            "import or define it in the same cell, and run that cell again."
        )


def _defined(source: str) -> frozenset[str]:
    """The names that the file itself defines, at its top level or by a `global` statement."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            if any(alias.name == "*" for alias in node.names):
                raise PackageError("`from ... import *` hides what the function needs: import each name that it uses.")
            found |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Global):
            found |= set(node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found.add(node.name)
    return frozenset(found)


def _globals_used(table: symtable.SymbolTable) -> frozenset[str]:
    """Every name that some function of the file looks up outside of itself, and what the file's top level uses."""
    top = table.get_type() == "module"
    used = {
        symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced() and (top or symbol.is_global())
    }
    for child in table.get_children():
        used |= _globals_used(child)
    return frozenset(used)
