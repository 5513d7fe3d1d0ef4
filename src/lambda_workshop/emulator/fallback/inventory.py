"""Every name behind the door to MiniStack, what it is in a version of MiniStack, and what another version changes.

    python -m lambda_workshop.emulator.fallback.inventory record        write names.json from the installed version
    python -m lambda_workshop.emulator.fallback.inventory diff 1.5.20   compare names.json with that version

Nothing of MiniStack is imported for that: its source is read. Comments, blank lines and docstrings do not count.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from lambda_workshop.emulator.fallback import ministack, seams
from lambda_workshop.emulator.fallback.ministack import Module, installed_version, split
from lambda_workshop.emulator.fallback.self_test import NAMES

PACKAGE = "ministack"

# No room calls these, but they make the records that rooms hand out: a field that is renamed here is missed elsewhere.
MAKERS: Mapping[str, tuple[str, ...]] = {
    "services.alb": ("_create_lb", "_create_listener", "_create_rule", "_create_tg", "_register_targets"),
    "services.apigateway": ("_create_integration_response",),
    "services.apigateway_v1": (
        "_create_authorizer",
        "_create_model",
        "_create_request_validator",
        "_create_resource",
        "_create_rest_api",
        "_create_stage",
    ),
    "services.cloudwatch": ("_metric_bucket", "_put_composite_alarm"),
    "services.cloudwatch_logs": ("_create_log_group", "_create_log_stream"),
    "services.dynamodb": ("_create_table",),
    "services.ec2": ("_create_subnet",),
    "services.eventbridge": ("_create_event_bus", "_put_targets"),
    "services.iam": ("_create_role",),
    "services.kinesis": ("_create_stream",),
    "services.lambda_svc": ("_build_config", "_create_function"),
    "services.s3": ("_create_bucket",),
    "services.sns": ("_create_topic",),
    "services.sqs": ("_act_create_queue",),
}


class Name(NamedTuple):
    """A name of MiniStack's: a module, and an attribute or `NAME[key]`."""

    module: str
    name: str


@dataclass(frozen=True)
class Definition:
    """What a name is: where it is defined, its signature (empty for a value), and the hash of its body."""

    module: str
    signature: str
    body: str


@dataclass(frozen=True)
class Change:
    """What another version does to a name: `missing`, `moved`, `signature` or `body`."""

    kind: str
    name: Name
    uses: tuple[str, ...]
    remark: str = ""


def names() -> dict[Name, tuple[str, ...]]:
    """Every name behind the door, and who uses it as what."""
    found: dict[Name, dict[str, None]] = {}
    for room in sorted(Path(__file__).parent.glob("*.py")):
        for name in _names_in(room):
            found.setdefault(name, {})[f"{room.stem}.py"] = None
    for module, makers in MAKERS.items():
        for maker in makers:
            found.setdefault(Name(f"{PACKAGE}.{module}", maker), {})["makes records"] = None
    for seam in seams.SEAMS:
        if seam.module.partition(".")[0] == PACKAGE:
            use = "wrapped" if seam.factory else "replaced"
            found.setdefault(Name(seam.module, seam.name), {})[use] = None
    return {name: tuple(uses) for name, uses in sorted(found.items())}


def _names_in(file: Path) -> Iterator[Name]:
    """What a room reaches for: `module._name`, `module.original._name`, or a pair `(module, "_name")`."""
    room = ast.parse(file.read_text(encoding="utf-8"))
    known = {name: module for name, module in vars(ministack).items() if isinstance(module, Module)}
    if file != Path(ministack.__file__):
        # There, `sqs` may also be another room.
        imported = [node for node in ast.walk(room) if isinstance(node, ast.ImportFrom)]
        doors = [node for node in imported if node.module == ministack.__name__]
        known = {alias.name: known[alias.name] for node in doors for alias in node.names if alias.name in known}

    def module_of(node: ast.expr) -> str | None:
        if isinstance(node, ast.Attribute) and node.attr == "original":
            node = node.value
        found = known.get(node.id) if isinstance(node, ast.Name) else None
        return found.path if found is not None else None

    for node in ast.walk(room):
        match node:
            case ast.Attribute(value=value, attr=name) if name != "original" and (module := module_of(value)):
                yield Name(module, name)
            case ast.Tuple(elts=[value, ast.Constant(value=str(name))]) if module := module_of(value):
                yield Name(module, name)


class Source:
    """The source of one version of MiniStack, in a folder that holds the package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._modules: dict[str, dict[str, ast.stmt]] = {}

    def definitions(self, module: str) -> dict[str, ast.stmt]:
        """What a module defines at its top level, by name; empty for a module that is not there."""
        if module not in self._modules:
            path = self.folder.joinpath(*module.split("."))
            file = next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
            text = file.read_text(encoding="utf-8") if file else ""
            self._modules[module] = dict(definitions_in(ast.parse(text)))
        return self._modules[module]

    def definition(self, name: Name) -> Definition | None:
        """What the name is in this version, found where it is defined; None when it is not there."""
        attribute, key = split(name.name)
        node = self.definitions(name.module).get(attribute)
        if node is None:
            return None
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == PACKAGE:
            original = next(each.name for each in node.names if (each.asname or each.name) == attribute)
            return self.definition(Name(node.module, original))
        if key is None:
            return Definition(name.module, _signature(node), _hash(node))
        # A dictionary that is computed is computed from another one of the module.
        known = self.definitions(name.module)
        entry = next((found for each in (node, *known.values()) if (found := _entry(each, key)) is not None), None)
        if isinstance(entry, ast.Name) and entry.id in known:
            # An entry that names a function of the module stands for that function.
            return self.definition(Name(name.module, entry.id))
        return None if entry is None else Definition(name.module, "", _hash(entry))

    def elsewhere(self, name: Name) -> str | None:
        """Another module of this version that defines the name."""
        attribute = split(name.name)[0]
        for file in sorted((self.folder / PACKAGE).rglob("*.py")):
            module = ".".join(file.relative_to(self.folder).with_suffix("").parts)
            if f"{attribute}" in file.read_text(encoding="utf-8"):
                found = self.definitions(module).get(attribute)
                if found is not None and not isinstance(found, ast.Import | ast.ImportFrom):
                    return module
        return None


def definitions_in(module: ast.Module) -> Iterator[tuple[str, ast.stmt]]:
    for node in module.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.Assign(targets=targets):
                for target in targets:
                    for each in ast.walk(target):
                        if isinstance(each, ast.Name):
                            yield each.id, node
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name, node
            case ast.Import(names=imported) | ast.ImportFrom(names=imported):
                for alias in imported:
                    yield alias.asname or alias.name, node


def _entry(node: ast.stmt, key: str) -> ast.expr | None:
    """The value under this key, when the statement assigns a dictionary that has it."""
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if not isinstance(value, ast.Dict):
        return None
    pairs = zip(value.keys, value.values, strict=True)
    return next((entry for each, entry in pairs if isinstance(each, ast.Constant) and each.value == key), None)


def _signature(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
            waits = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
            return f"{waits}({ast.unparse(node.args)}){returns}"
        case ast.ClassDef():
            made = (each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__")
            return f"class {_signature(next(made, ast.Pass()))}".rstrip()
    return ""


def _hash(node: ast.AST | None) -> str:
    """Of what the node says; the same for every version of Python that can read it."""
    return hashlib.sha256(_plain(node).encode()).hexdigest()[:16]


def _plain(node: object) -> str:
    if isinstance(node, list):
        return f"[{','.join(_plain(each) for each in node)}]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = {name: value for name, value in ast.iter_fields(node) if value not in (None, [])}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
        fields["body"] = node.body[1:]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        # They are the signature, which is compared by itself.
        fields = {name: value for name, value in fields.items() if name not in ("args", "returns")}
    return f"{type(node).__name__}({','.join(f'{name}={_plain(value)}' for name, value in fields.items())})"


Definitions = Mapping[str, Mapping[str, Definition]]
"""What each name is, by module and name."""


def describe(source: Source, wanted: Sequence[Name]) -> dict[str, dict[str, Definition]]:
    """What each of these names is in this source; those that it lacks are left out."""
    found: dict[str, dict[str, Definition]] = {}
    for name in wanted:
        if (definition := source.definition(name)) is not None:
            found.setdefault(name.module, {})[name.name] = definition
    return found


def recorded() -> dict[str, dict[str, Definition]]:
    """What each name was when names.json was written."""
    kept = json.loads(NAMES.read_text(encoding="utf-8"))["names"]
    return {module: {name: Definition(**each) for name, each in found.items()} for module, found in kept.items()}


def record() -> int:
    """Write names.json from the installed MiniStack; returns how many names it has. Raises ValueError for gaps."""
    wanted = names()
    found = describe(installed(), list(wanted))
    gaps = [f"{name.module}.{name.name}" for name in wanted if name.name not in found.get(name.module, {})]
    if gaps:
        raise ValueError(f"MiniStack {installed_version()} lacks: {', '.join(gaps)}")
    NAMES.write_text(_as_json(found), encoding="utf-8")
    return len(wanted)


def _as_json(found: Definitions) -> str:
    """One line a name, so that the file's history shows what an upgrade changed."""
    modules = [
        f"  {json.dumps(module)}: {{\n"
        + ",\n".join(f"   {json.dumps(name)}: {json.dumps(asdict(each))}" for name, each in there.items())
        + "\n  }"
        for module, there in found.items()
    ]
    head = f'{{\n "version": {json.dumps(installed_version())},\n "names": {{\n'
    return head + ",\n".join(modules) + "\n }\n}\n"


def compare(source: Source, before: Definitions, wanted: Mapping[Name, tuple[str, ...]]) -> list[Change]:
    """What this source changes of the names, worst first."""
    changes = [change for name, uses in wanted.items() for change in _changes(source, before, name, uses)]
    order = ("missing", "moved", "signature", "body")
    return sorted(changes, key=lambda change: (order.index(change.kind), change.name))


def _changes(source: Source, before: Definitions, name: Name, uses: tuple[str, ...]) -> Iterator[Change]:
    was, now = before.get(name.module, {}).get(name.name), source.definition(name)
    if was is None:
        yield Change("missing", name, uses, "not recorded: run make ministack-record")
    elif now is None:
        place = source.elsewhere(Name(was.module, name.name))
        yield Change("moved" if place else "missing", name, uses, f"to {place}" if place else "")
    else:
        if now.module != was.module:
            yield Change("moved", name, uses, f"defined in {now.module}, still there by this name")
        if now.signature != was.signature:
            yield Change("signature", name, uses, f"{was.signature} becomes {now.signature}")
        elif now.body != was.body:
            yield Change("body", name, uses)


def table(changes: Sequence[Change], before: str, version: str, number: int) -> str:
    """The changes for a person who upgrades."""
    counts = Counter(change.kind for change in changes)
    touched = len({change.name for change in changes})
    said = ", ".join(f"{counts[kind]} {kind}" for kind in ("missing", "moved", "signature", "body"))
    title = f"MiniStack {before} to {version}: of {number} names behind the door {touched} change ({said})."
    rows = [("what", "name", "used by", ""), *(_row(change) for change in changes)] if changes else []
    widths = [max((len(row[column]) for row in rows), default=0) for column in range(4)]
    return "\n".join([title, *("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)])


def _row(change: Change) -> tuple[str, str, str, str]:
    path = f"{change.name.module}.{change.name.name}".removeprefix(f"{PACKAGE}.")
    return change.kind, path, ", ".join(change.uses), change.remark


def installed() -> Source:
    """The MiniStack that is installed; raises ImportError."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ImportError("MiniStack is not installed")
    return Source(Path(spec.origin).parent.parent)


def downloaded(version: str, folder: Path) -> Source:
    """Another version, fetched by pip into this folder; raises CalledProcessError when there is no such."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    subprocess.run([*command, "--dest", str(folder), f"{PACKAGE}=={version}"], check=True)
    for wheel in folder.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder)
    return Source(folder)


def main() -> int:
    """Record the names, or print what another version changes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("record")
    commands.add_parser("diff").add_argument("version")
    arguments = parser.parse_args()
    if arguments.command == "record":
        sys.stdout.write(f"{record()} names of MiniStack {installed_version()} are recorded in {NAMES.name}\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="ministack-") as folder:
        wanted = names()
        changes = compare(downloaded(arguments.version, Path(folder)), recorded(), wanted)
    before = json.loads(NAMES.read_text(encoding="utf-8"))["version"]
    sys.stdout.write(table(changes, before, arguments.version, len(wanted)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
