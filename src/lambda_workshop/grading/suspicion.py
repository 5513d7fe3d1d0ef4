"""Calls that no exercise needs and that a cheat would make. They cost nobody a point: somebody should look."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

_MODULES = {
    "ctypes": "reaches below Python",
    "gc": "looks at the objects of others",
    "inspect": "looks at its callers",
    "multiprocessing": "starts processes",
    "pty": "starts processes",
    "resource": "changes its limits",
    "subprocess": "starts processes",
    "lambda_workshop.checks": "reaches into the course",
    "lambda_workshop.grading": "reaches into the grader",
    "lambda_workshop.progress": "reaches into its progress",
    "lambda_workshop.notebook": "reaches into the course",
}
_CALLS = {
    "os.kill": "kills processes",
    "os.killpg": "kills processes",
    "os.fork": "starts processes",
    "os.system": "starts processes",
    "os.popen": "starts processes",
    "os._exit": "ends its own kernel",
    "sys._getframe": "looks at its callers",
    "socket.socket": "opens sockets of its own",
    "socket.create_connection": "opens sockets of its own",
}
_PATCHED = re.compile(r"(^|\.)(lambda_workshop|boto3|botocore|ipykernel|IPython)(\.|$)")
_TEXTS = re.compile(
    r"/proc/|(^|/)solutions/|/box/|progress\.jsonl|application/vnd\.lambda-workshop|WORKSHOP_(GRADER|ENDPOINT|HOME|LIMITS)"
)


def suspicious_lines(source: str) -> Iterator[tuple[str, str]]:
    """Pairs of a line of the code and what it does; nothing for code that does not parse."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    lines = source.splitlines()
    names = _imported(tree)
    seen: set[int] = set()
    for node in ast.walk(tree):
        what = _what(node, names)
        line = getattr(node, "lineno", 0)
        if what and line not in seen:
            seen.add(line)
            yield lines[line - 1].strip()[:160], what


def _imported(tree: ast.Module) -> dict[str, str]:
    """The names that imports give, each with what it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _what(node: ast.AST, names: dict[str, str]) -> str:
    match node:
        case ast.Import(names=aliases):
            return next((_MODULES[top] for alias in aliases if (top := _module(alias.name))), "")
        case ast.ImportFrom(module=str(module)):
            return _MODULES.get(_module(module), "")
        case ast.Call(func=function):
            name = _dotted(function, names)
            if name in ("setattr", "builtins.setattr") and node.args:
                return "patches the tools" if _PATCHED.search(_dotted(node.args[0], names)) else ""
            return _CALLS.get(name, "")
        case ast.Assign(targets=targets):
            patched = (_dotted(target, names) for target in targets if isinstance(target, ast.Attribute))
            return "patches the tools" if any(_PATCHED.search(name) for name in patched) else ""
        case ast.Constant(value=str(text)):
            return "names what is not its own" if _TEXTS.search(text) else ""
    return ""


def _module(name: str) -> str:
    """The module of the list that this one is, or is part of; empty for none."""
    return next((known for known in _MODULES if name == known or name.startswith(f"{known}.")), "")


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    """`a.b.c` with the import behind `a` in its place; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])
