"""The door to MiniStack: what stands behind it, and what is told of a MiniStack that is another one."""

from __future__ import annotations

import ast
import functools
from pathlib import Path

import pytest

import lambda_workshop
from lambda_workshop.emulator.fallback import inventory, self_test
from lambda_workshop.emulator.fallback.inventory import Definition, Name, Source

SOURCES = Path(lambda_workshop.__file__).parent


@functools.cache
def source() -> Source:
    """The installed MiniStack, read once."""
    return inventory.installed()


def text_of(module: str) -> str:
    file = Path(*module.split(".")).with_suffix(".py")
    return (source().folder / file).read_text(encoding="utf-8")


def without(module: str, attribute: str) -> str:
    """The module's text without the statement that defines the name."""
    node = source().definitions(module)[attribute]
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", []))])
    lines = text_of(module).splitlines(keepends=True)
    return "".join(lines[: first - 1] + lines[node.end_lineno :])


def imported_in(file: Path) -> set[str]:
    """The packages that a file imports, or names to `import_module` as a text."""
    packages: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                packages |= {each.name for each in names}
            case ast.ImportFrom(module=str(module), level=0):
                packages.add(module)
            case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=str(name)), *_]):
                packages.add(name)
    return {name.partition(".")[0] for name in packages}


def test_nothing_but_the_door_imports_ministack() -> None:
    mentioned = [file for file in SOURCES.rglob("*.py") if "ministack" in file.read_text(encoding="utf-8")]
    assert [file.name for file in mentioned if "ministack" in imported_in(file)] == []
    # The rows of seams.py and the modules of ministack.py are texts, which these two files import.
    dotted = [file for file in mentioned if '"ministack.' in file.read_text(encoding="utf-8")]
    assert {str(file.relative_to(SOURCES)) for file in dotted} <= {
        "emulator/fallback/asgi.py",
        "emulator/fallback/ministack.py",
        "emulator/fallback/seams.py",
    }


def test_every_name_behind_the_door_is_recorded_as_the_installed_ministack_has_it() -> None:
    wanted = inventory.names()
    assert inventory.compare(source(), inventory.recorded(), wanted) == []
    behind = {Name(module, name) for module, names in self_test.recorded().items() for name in names}
    assert behind == set(wanted), "run `make ministack-record`"


def test_the_installed_ministack_passes_the_test_at_start_up() -> None:
    self_test.check(self_test.recorded())


@pytest.mark.parametrize("module", sorted(self_test.recorded()))
def test_any_name_that_is_deleted_is_reported_at_start_up(module: str) -> None:
    names = list(self_test.recorded()[module])
    assert self_test.undefined(text_of(module).encode(), names) == []
    for name in names:
        assert name in self_test.undefined(without(module, name.partition("[")[0]).encode(), names), name


class Altered(Source):
    """The installed MiniStack with another text of one module."""

    def __init__(self, module: str, text: str) -> None:
        super().__init__(source().folder)
        self._modules = {**source()._modules, module: dict(inventory.definitions_in(ast.parse(text)))}


SQS = "ministack.services.sqs"
COLLECT = Name(SQS, "_collect_msgs")


def changes_of(text: str) -> list[tuple[str, str]]:
    found = inventory.compare(Altered(SQS, text), inventory.recorded(), {COLLECT: ("sqs.py",)})
    return [(change.kind, change.name.name) for change in found]


def test_a_deleted_name_is_missing() -> None:
    assert changes_of(without(SQS, "_collect_msgs")) == [("missing", "_collect_msgs")]


def test_a_name_that_went_to_another_module_is_moved(tmp_path: Path) -> None:
    for module, text in (("services/sqs", "x = 1\n"), ("core/queues", "def _collect_msgs(q): ...\n")):
        file = (tmp_path / "ministack" / module).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    [change] = inventory.compare(Source(tmp_path), inventory.recorded(), {COLLECT: ("sqs.py",)})
    assert (change.kind, change.remark) == ("moved", "to ministack.core.queues")


def test_another_parameter_is_a_signature_that_changed() -> None:
    assert changes_of(text_of(SQS).replace("def _collect_msgs(", "def _collect_msgs(new, ")) == [
        ("signature", "_collect_msgs")
    ]


def test_a_changed_line_is_a_body_that_changed_and_a_comment_is_not() -> None:
    head, found, tail = text_of(SQS).partition("def _collect_msgs(q: dict, max_n: int, vis_timeout: int) -> list:\n")
    assert found
    assert changes_of(f"{head}{found}    # why\n\n{tail}") == []
    assert changes_of(f"{head}{found}    max_n = 1\n{tail}") == [("body", "_collect_msgs")]


def test_the_table_names_each_change_and_counts_them() -> None:
    other = Name(SQS, "_dlq_sweep")
    changes = [inventory.Change("missing", COLLECT, ("sqs.py",)), inventory.Change("body", other, ("sqs.py",), "why")]
    title, head, *rows = inventory.table(changes, "1.5.33", "1.6.0", 383).splitlines()
    assert title.startswith("MiniStack 1.5.33 to 1.6.0: of 383 names behind the door 2 change (1 missing, 0 moved,")
    assert head.split() == ["what", "name", "used", "by"]
    assert [row.split() for row in rows] == [
        ["missing", "services.sqs._collect_msgs", "sqs.py"],
        ["body", "services.sqs._dlq_sweep", "sqs.py", "why"],
    ]


def test_an_entry_of_a_dictionary_is_what_it_names(tmp_path: Path) -> None:
    file = tmp_path / "ministack" / "app.py"
    file.parent.mkdir()
    file.write_text('def create(): ...\n\nACTIONS = {"Create": create, "Delete": None}\n', encoding="utf-8")
    found = Source(tmp_path)
    assert found.definition(Name("ministack.app", "ACTIONS[Create]")) == found.definition(
        Name("ministack.app", "create")
    )
    assert isinstance(found.definition(Name("ministack.app", "ACTIONS[Delete]")), Definition)
    assert found.definition(Name("ministack.app", "ACTIONS[Update]")) is None
