"""What of a section's modules its lesson and its panel use, definition by definition: the rest a learner never needs.

Checks and panels share modules: the makers of events beside the functions that know the right answer. A kernel that
is graded gets the definitions that its lesson and its panel name, and those that these name.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lambda_workshop.authoring.section import Section

PREFIX = "lambda_workshop.sections."
_IMPORT = re.compile(r"from lambda_workshop\.sections\.([\w.]+) import (\([^)]*\)|[^\n]*)")
_GIVEN = re.compile(r"\.file\(\s*[\"']([^\"']+)[\"']")


@dataclass
class _Module:
    """One module of a section: which of its names are needed; all of it where `whole`."""

    path: Path
    names: set[str] = field(default_factory=set)
    whole: bool = False


def needed(section: Section) -> Mapping[str, str]:
    """The Python files that a kernel needs of this section, by their names below its folder, each with its text."""
    lesson = (section.folder / "lesson.py").read_text("utf-8") if section.has_notebook else ""
    modules: dict[str, _Module] = {}
    _ask(modules, section, "panel", None)
    for module, names in _IMPORT.findall(lesson):
        folder, _, name = module.partition(".")
        words = [word.split()[0] for word in names.strip("()").replace("\n", " ").split(",") if word.strip()]
        if folder == section.folder.name and name:
            _ask(modules, section, name, words)
        elif folder == section.folder.name:
            for word in words:
                _ask(modules, section, word, None)
    # What a lesson hands out as a file is the learner's anyway.
    given = {name for name in _GIVEN.findall(lesson) if name.endswith(".py")}
    whole = {name: (section.folder / name).read_text("utf-8") for name in given if (section.folder / name).is_file()}
    found = {"__init__.py": (section.folder / "__init__.py")} if (section.folder / "__init__.py").is_file() else {}
    texts = {name: path.read_text("utf-8") for name, path in found.items()}
    return texts | {f"{name}.py": _text(module) for name, module in modules.items()} | whole


def _ask(modules: dict[str, _Module], section: Section, name: str, names: Iterable[str] | None) -> None:
    """Note that these names of a module are needed, all of them where None, and what they need in their turn."""
    path = section.folder / f"{name}.py"
    if not path.is_file():
        return
    module = modules.setdefault(name, _Module(path))
    new = set(names or ()) - module.names
    if module.whole or (names is not None and not new):
        return
    module.names |= new
    module.whole = names is None
    own = f"{PREFIX}{section.folder.name}"
    nodes = [node for statement in _kept(module) for node in ast.walk(statement)]
    for node in nodes:
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.module == own:
            for one in node.names:
                _ask(modules, section, one.name, _attributes(nodes, one.asname or one.name))
        elif str(node.module).startswith(f"{own}."):
            _ask(modules, section, str(node.module).removeprefix(f"{own}."), [one.name for one in node.names])


def _attributes(nodes: Iterable[ast.AST], module: str) -> set[str]:
    """What is taken of a module that is imported by this name."""
    taken = (node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    return {node.attr for node in taken if isinstance(node.value, ast.Name) and node.value.id == module}


def _text(module: _Module) -> str:
    """The module with what is needed of it; as it stands where that is everything."""
    if module.whole:
        return module.path.read_text("utf-8")
    return "\n\n".join(map(ast.unparse, _kept(module))) + "\n"


def _kept(module: _Module) -> list[ast.stmt]:
    """The statements that are needed, imports reduced to what these use."""
    statements = ast.parse(module.path.read_text("utf-8")).body
    if module.whole:
        return statements
    defined = {name: statement for statement in statements for name in _names(statement)}
    waiting = [name for name in module.names if name in defined]
    kept = {id(statement) for statement in statements if not _names(statement) and not _is_import(statement)}
    used = {name for statement in statements if id(statement) in kept for name in _used(statement)}
    waiting += [name for name in used if name in defined]
    while waiting:
        statement = defined[waiting.pop()]
        if id(statement) not in kept:
            kept.add(id(statement))
            more = _used(statement)
            used |= more
            waiting += [name for name in more if name in defined]
    used |= module.names
    found: list[ast.stmt] = []
    for statement in statements:
        if id(statement) in kept or (isinstance(statement, ast.ImportFrom) and statement.module == "__future__"):
            found.append(statement)
        elif isinstance(statement, ast.Import | ast.ImportFrom):
            statement.names = [one for one in statement.names if (one.asname or one.name.partition(".")[0]) in used]
            found += [statement] if statement.names else []
    return found


def _names(statement: ast.stmt) -> set[str]:
    """What the statement defines; nothing for an import and for what only runs."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def _used(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Import | ast.ImportFrom)
