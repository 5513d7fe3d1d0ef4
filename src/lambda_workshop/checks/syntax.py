"""Whether a cell or a file compiles, and where it does not: line, caret and Python's words."""

from __future__ import annotations

import ast
import warnings


def problem(source: str, *, cell: bool = False) -> str:
    """Why the source does not compile, with its line and a caret below the place; empty when it does.

    A `cell` may have notebook commands (`%...`, `!...`) and `await` in it.
    """
    if cell:
        source = _plain(source)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT if cell else 0
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "<cell>", "exec", flags=flags, dont_inherit=True)
    except SyntaxError as error:
        return _said(error, source)
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _plain(source: str) -> str:
    from IPython.core.inputtransformer2 import TransformerManager

    try:
        return TransformerManager().transform_cell(source)
    except SyntaxError:
        # What it cannot make sense of, the compiler tells better.
        return source


def _said(error: SyntaxError, source: str) -> str:
    number = error.lineno or 1
    lines = source.splitlines()
    line = lines[number - 1] if 0 < number <= len(lines) else (error.text or "")
    said = f"line {number}: {error.msg}"
    if not line.strip():
        return said
    indent = len(line) - len(line.lstrip())
    shown = line.strip().replace("\t", " ")
    place = max(0, min((error.offset or 1) - 1 - indent, len(shown)))
    return f"{said}\n    {shown}\n    {' ' * place}^"
