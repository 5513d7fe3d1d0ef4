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
}
_CALLS = {
    "os.kill": "kills processes",
    "os.killpg": "kills processes",
    "os.fork": "starts processes",
    "os.forkpty": "starts processes",
    "os.system": "starts processes",
    "os.popen": "starts processes",
    "os._exit": "ends its own kernel",
    "sys._getframe": "looks at its callers",
    "sys._current_frames": "looks at its callers",
    "sys.settrace": "looks at its callers",
    "sys.setprofile": "looks at its callers",
    "socket.socket": "opens sockets of its own",
    "socket.create_connection": "opens sockets of its own",
}
_STARTS = re.compile(r"^os\.(exec|spawn|posix_spawn)")
_PATCHED = re.compile(r"^(lambda_workshop|boto3|botocore|ipykernel|IPython)(\.|$)")
_PATCHES = re.compile(r"(^|\.)(patch|patch\.object|patch\.dict|patch\.multiple)$")
_FETCHES = re.compile(
    r"^(urllib\.request\.(urlopen|Request|urlretrieve)|(requests|httpx)\.\w+|http\.client\.HTTPS?\w+)$"
)
_ADDRESS = re.compile(r"^(?:https?:)?//([^/:?#]+)", re.IGNORECASE)
_HERE = re.compile(r"^(localhost|127\.[\d.]+|\[?::1\]?|.*\.localhost|.*\.localhost\.localstack\.cloud)$", re.IGNORECASE)
_PLACES = re.compile(r"^(open|glob\.i?glob|os\.(listdir|walk|scandir|path\.join)|pathlib\.\w+)$")
_TEXTS = re.compile(
    r"/proc(/|$)|\bptrace\b|(^|/)solutions/|/box/|progress\.jsonl|application/vnd\.lambda-workshop|WORKSHOP_[A-Z]"
)
# Of the package, what lessons themselves import, or what answers may: the rest is the course's own.
_FOR_LEARNERS = re.compile(
    r"^lambda_workshop(\.(lesson|cloud|simulators|sections)|\.cloud\..*|\.simulators\..*"
    r"|\.sections\.\w+(\.(?!checks|lab\b|lesson\b).*)?)?$"
)
_SHELLS = re.compile(r"^%%(bash|sh|script|system|sx|!|perl|ruby|cmd)|^%%!")
_SHELL = re.compile(r"^\s*(?:[\w, ]+=\s*)?(?:!!?|%(?:sx|system)\s)\s*(?P<command>.*)$")
_HARMLESS = re.compile(r"^(pip3?|ls|pwd|echo|date|which|python3? (--version|-V))\b[^;&|`$<>]*$")
_MAGIC = re.compile(r"^(?P<before>\s*)(?:(?P<name>[A-Za-z_][\w, ]*)=\s*)?(?:%{1,2}\w|!|\?|[\w.]+\?{1,2}\s*$)")
_LONGEST_LINE = 160
_DEEPEST = 3


def suspicious_lines(source: str) -> Iterator[tuple[str, str]]:
    """Pairs of a line of the code and what it does, in the code's order.

    Notebook commands (`%...`, `!...`) are seen, code within texts is looked into, and what does not parse is looked
    through line by line.
    """
    yield from dict.fromkeys(_found(source, 0))


def _found(source: str, depth: int) -> Iterator[tuple[str, str]]:
    lines = source.splitlines()
    for line in lines[:1]:
        if _SHELLS.match(line):
            yield _shown(line), "runs shell commands"
            yield from _by_text(lines[1:])
            return
    for line in lines:
        if (shell := _SHELL.match(line)) and not _HARMLESS.match(shell["command"]):
            yield _shown(line), "runs a shell command"
    yield from _by_text(line for line in lines if _MAGIC.match(line) and not _SHELL.match(line))
    plain = "\n".join(map(_without_magic, lines))
    tree = _parsed(plain)
    if tree is not None:
        yield from _in_code(tree, plain.splitlines(), depth)
        return
    names: dict[str, str] = {}
    for line in lines:
        if (alone := _parsed(line.strip())) is not None:
            names |= _imported(alone)
            yield from _in_code(alone, [line], depth, names)
        else:
            yield from _by_text([line])


def _in_code(
    tree: ast.Module, lines: list[str], depth: int, names: dict[str, str] | None = None
) -> Iterator[tuple[str, str]]:
    names = _imported(tree) if names is None else names
    found: dict[int, str] = {}
    inner: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if what := _what(node, names):
            found.setdefault(line, what)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_code(node.value):
            inner.append((line, node.value))
    for line, what in sorted(found.items()):
        yield _shown(lines[line - 1] if 0 < line <= len(lines) else ""), what
    if depth < _DEEPEST:
        for _line, text in sorted(inner):
            yield from _found(text, depth + 1)


def _is_code(text: str) -> bool:
    return "import" in text and len(text) < 100_000 and _parsed(text) is not None


def _by_text(lines: Iterator[str] | list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        if _TEXTS.search(line):
            yield _shown(line), "names what is not its own"


def _shown(line: str) -> str:
    return line.strip()[:_LONGEST_LINE]


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_magic(line: str) -> str:
    magic = _MAGIC.match(line)
    if magic is None:
        return line
    # `%time total = add()` is code behind a command.
    if timed := re.match(r"^\s*%(?:time|timeit|prun)\s+([^-].*)$", line):
        return f"{magic['before']}{timed[1]}"
    return f"{magic['before']}{magic['name']}= None" if magic["name"] else f"{magic['before']}pass"


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
            return next((what for alias in aliases if (what := _module(alias.name))), "")
        case ast.ImportFrom(module=str(module), names=aliases):
            if what := _module(module):
                return what
            return next((what for alias in aliases if (what := _module(f"{module}.{alias.name}"))), "")
        case ast.Call():
            return _call(node, names)
        case ast.Assign(targets=targets) | ast.Delete(targets=targets):
            return "patches the tools" if any(_is_tool(target, names) for target in targets) else ""
        case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
            return "patches the tools" if _is_tool(target, names) else ""
        case ast.Attribute():
            dotted = _dotted(node, names)
            return _module(dotted) if dotted.startswith("lambda_workshop.") else ""
        case ast.BinOp(op=ast.Div(), right=ast.Constant(value="solutions")):
            return "names what is not its own"
        case ast.Constant(value=str(text)):
            # Code within a text is looked into line by line.
            return "names what is not its own" if _TEXTS.search(text) and not _is_code(text) else ""
    return ""


def _call(node: ast.Call, names: dict[str, str]) -> str:
    name = _dotted(node.func, names).removeprefix("builtins.")
    first = node.args[0] if node.args else None
    text = _text(first)
    if name in ("__import__", "importlib.import_module"):
        return _module(text)
    if name in ("exec", "eval") and first is not None:
        # Lessons themselves run a handler's text that has a name.
        if any(isinstance(part, ast.Call | ast.BinOp | ast.JoinedStr) for part in ast.walk(_compiled(first))):
            return "runs code that it puts together"
        return next((what for _line, what in _found(text, _DEEPEST)), "")
    if name in ("setattr", "delattr") and first is not None:
        return "patches the tools" if _belongs_to_tools(first, names) else ""
    if _PATCHES.search(name) and first is not None:
        return "patches the tools" if _PATCHED.match(text) or _belongs_to_tools(first, names) else ""
    if _STARTS.match(name):
        return "starts processes"
    if _FETCHES.match(name) and text:
        host = _ADDRESS.match(text if "//" in text else f"//{text}")
        return f"calls {host[1]}" if host and "{" not in host[1] and not _HERE.match(host[1]) else ""
    if _PLACES.match(name) and any(_text(item) == "solutions" for item in node.args):
        return "names what is not its own"
    match node.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")), attr="system" | "getoutput"):
            return "runs a shell command"
    return _CALLS.get(name, "")


def _compiled(node: ast.expr) -> ast.expr:
    """What `compile` is given, or the expression itself."""
    match node:
        case ast.Call(func=ast.Name(id="compile"), args=[code, *_]):
            return code
    return node


def _text(node: ast.AST | None) -> str:
    """The text of a constant, with `{}` for what an f-string fills in; empty for anything else."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(value) or "{}" for value in values)
    return ""


def _is_tool(target: ast.expr, names: dict[str, str]) -> bool:
    """Whether what is assigned to is a part of the tools: an attribute of theirs, or an entry of their names."""
    match target:
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            return any(_is_tool(item, names) for item in targets)
        case ast.Attribute(value=value):
            return _belongs_to_tools(value, names)
        case ast.Subscript(value=ast.Call(func=ast.Name(id="vars"), args=[of])):
            return _belongs_to_tools(of, names)
        case ast.Subscript(value=ast.Attribute(value=of, attr="__dict__")):
            return _belongs_to_tools(of, names)
        case ast.Subscript(value=value, slice=key):
            return _dotted(value, names) == "sys.modules" and bool(_PATCHED.match(_text(key)))
    return False


def _belongs_to_tools(node: ast.expr, names: dict[str, str]) -> bool:
    return bool(_PATCHED.match(_dotted(node, names)))


def _module(name: str) -> str:
    """What importing this module would be for; empty for what anybody may import."""
    if name == "lambda_workshop" or name.startswith("lambda_workshop."):
        return "" if _FOR_LEARNERS.match(name) else "reaches into the course"
    return next((what for known, what in _MODULES.items() if name == known or name.startswith(f"{known}.")), "")


def _dotted(node: ast.AST, names: dict[str, str]) -> str:
    """`a.b.c` with the import behind `a` in its place; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([names.get(node.id, node.id), *reversed(parts)])
