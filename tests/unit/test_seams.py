"""The table of replaced names, and how they are replaced."""

from __future__ import annotations

import sys
import types
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lambda_workshop.emulator.fallback import ministack, seams, self_test
from lambda_workshop.emulator.fallback.seams import SEAMS, Seam, put_in_place


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """A small module in MiniStack's place, and one with replacements."""
    module = types.ModuleType("emulator")
    module.greet = lambda: "theirs"  # type: ignore[attr-defined]
    module.TABLE = {"greet": module.greet}  # type: ignore[attr-defined]
    ours = types.ModuleType("ours")
    ours.greet = lambda: "ours"  # type: ignore[attr-defined]
    ours.louder = lambda before: lambda: before().upper()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "emulator", module)
    monkeypatch.setitem(sys.modules, "ours", ours)
    monkeypatch.setattr(ministack, "_originals", {})
    monkeypatch.setattr(ministack, "_replaced", set())
    return module


GREET = Seam("emulator", "greet", "ours:greet", "AWS greets otherwise.")


def test_every_row_says_why() -> None:
    assert all(seam.why.endswith(".") and len(seam.why) > 20 for seam in SEAMS)


def test_every_replacement_can_be_imported() -> None:
    import importlib

    for seam in SEAMS:
        module, _, attribute = seam.replacement.partition(":")
        replacement = getattr(importlib.import_module(module), attribute)
        assert callable(replacement) or (isinstance(replacement, float) and not seam.factory), seam


def test_a_name_is_replaced_and_what_it_was_stays_reachable(emulator: types.ModuleType) -> None:
    put_in_place([GREET])
    assert emulator.greet() == "ours"
    assert ministack.original("emulator", "greet")() == "theirs"


def test_an_entry_of_a_dictionary_is_replaced(emulator: types.ModuleType) -> None:
    put_in_place([replace(GREET, name="TABLE[greet]")])
    assert emulator.TABLE["greet"]() == "ours"
    assert emulator.greet() == "theirs"


def test_rows_for_one_name_stack_in_their_order(emulator: types.ModuleType) -> None:
    louder = replace(GREET, replacement="ours:louder", factory=True)
    put_in_place([GREET, louder])
    assert emulator.greet() == "OURS"
    assert ministack.original("emulator", "greet")() == "theirs"


NAMES = {"emulator": ["greet", "TABLE[greet]"]}


@pytest.mark.parametrize(
    ("module", "gone"),
    [("emulator", "wave"), ("emulator", "TABLE[wave]"), ("emulator.upgraded", "greet")],
    ids=["attribute", "entry", "module"],
)
def test_a_missing_name_is_reported_with_the_command_that_mends_it(
    emulator: types.ModuleType, module: str, gone: str
) -> None:
    with pytest.raises(self_test.WrongMiniStack) as error:
        self_test.check({**NAMES, module: [*NAMES.get(module, []), gone]})
    assert f"lacks: {module}.{gone}. Run:" in str(error.value)
    assert f"pip install ministack=={ministack.MINISTACK_VERSION}" in str(error.value)


def test_every_missing_name_is_in_one_message(emulator: types.ModuleType) -> None:
    with pytest.raises(self_test.WrongMiniStack, match=r"emulator\.nod, emulator\.wave"):
        self_test.check({"emulator": ["wave", "nod"]})


def test_another_version_is_refused_although_every_name_is_there(
    emulator: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "installed_version", lambda: "1.6.0")
    with pytest.raises(self_test.WrongMiniStack, match=r"MiniStack 1\.6\.0 is installed, and 1\.5\.33 is needed"):
        self_test.check(NAMES)


def test_nothing_is_replaced_in_a_ministack_that_was_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    replaced: list[str] = []
    monkeypatch.setattr(self_test, "installed_version", lambda: "1.6.0")
    monkeypatch.setattr(ministack, "_replaced", set())
    monkeypatch.setattr(seams, "replace", lambda module, name, _make: replaced.append(f"{module}.{name}"))
    with pytest.raises(self_test.WrongMiniStack):
        seams.apply()
    assert replaced == []


@pytest.fixture
def unimported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, emulator: types.ModuleType) -> Iterator[Seam]:
    """A row for a module on disk that nobody has imported."""
    source = 'async def greet():\n    return "theirs"\n\n\nTABLE = {\n    "greet": greet,\n}\n'
    (tmp_path / "late_emulator.py").write_text(source, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield replace(GREET, module="late_emulator")
    sys.modules.pop("late_emulator", None)


def test_a_module_that_nobody_needs_is_checked_and_not_imported(unimported: Seam) -> None:
    assert self_test.missing({"late_emulator": ["greet", "TABLE[greet]", "TABLE"]}) == []
    assert "late_emulator" not in sys.modules


def test_a_module_that_is_imported_later_is_replaced_before_its_importer_goes_on(unimported: Seam) -> None:
    put_in_place([unimported])
    assert "late_emulator" not in sys.modules
    from late_emulator import greet  # type: ignore[import-not-found]

    assert greet() == "ours"
    assert ministack.original("late_emulator", "greet") is not greet


def test_a_name_that_a_module_on_disk_lacks_is_missing(unimported: Seam) -> None:
    gone = ["gree", "TABLE[gree]", "return"]
    assert self_test.missing({"late_emulator": ["greet", *gone]}) == [f"late_emulator.{name}" for name in gone]


def test_the_original_of_a_name_that_nobody_replaces_is_a_mistake(emulator: types.ModuleType) -> None:
    with pytest.raises(KeyError, match="add a row"):
        ministack.original("emulator", "greet")
