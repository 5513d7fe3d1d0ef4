"""Handing in: one zip file with the right names, and a receipt that says what it holds and what is wrong with it."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import load
from lambda_workshop.checks.syntax import problem
from lambda_workshop.cli import main
from lambda_workshop.handout import FOLDERS, hand_out
from lambda_workshop.notebook.lesson import Lesson
from lambda_workshop.notebook.submission import (
    RECEIPT,
    Receipt,
    SubmissionError,
    digest_of,
    find_root,
    learner_name,
    preview,
    submit,
)
from lambda_workshop.progress import Event, Progress

DIRECT = Path("notebooks/02_direct.ipynb")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A learner's folder with one section in it, and a state folder of its own."""
    monkeypatch.setenv("WORKSHOP_HOME", str(tmp_path / "state"))
    root = tmp_path / "course"
    files = generated([load("start"), load("direct")])
    hand_out(root, {path: content for path, content in files.items() if path.parts[0] in FOLDERS})
    return root


def change(path: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(path.read_text("utf-8"))
    edit(document)
    path.write_text(json.dumps(document), "utf-8")


def answer(name: str, source: str) -> Callable[[dict[str, Any]], None]:
    def edit(document: dict[str, Any]) -> None:
        for cell in document["cells"]:
            ours = cell["metadata"].get("lambda_workshop", {})
            if ours == {"exercise": name, "role": "answer"}:
                cell["source"], source_left[0] = source_left[0], ""

    source_left = [source]
    return edit


def test_one_zip_file_has_every_file_under_its_right_name_and_a_receipt(root: Path) -> None:
    done = submit(root, learner="Ada  Lovelace")
    with zipfile.ZipFile(done.path) as archive:
        names = archive.namelist()
        receipt = Receipt.from_json(archive.read(RECEIPT).decode())
        content = {name: archive.read(name) for name in names if name != RECEIPT}
    assert {"notebooks/00_start.ipynb", "notebooks/02_direct.ipynb", "labs/02_direct/handler.py"} <= set(names)
    assert receipt == done.receipt and receipt.learner == "Ada Lovelace"
    assert receipt.digest == digest_of(content)
    assert abs(datetime.now(UTC) - datetime.fromisoformat(receipt.time)) < timedelta(minutes=5)
    assert done.path.parent == root / "handed-in" and done.path.name.startswith("Ada_Lovelace-")
    assert done.path.with_suffix(".txt").read_text("utf-8").startswith("AWS Lambda, trigger by trigger, handed in by")


def test_the_same_work_has_the_same_hash_and_any_other_another(root: Path) -> None:
    first = preview(root, "ada")[0].digest
    assert preview(root, "bob")[0].digest == first
    change(root / DIRECT, answer("direct.predict", 'answer = "b"'))
    assert preview(root, "ada")[0].digest != first


def test_what_was_not_touched_and_what_is_missing_is_told(root: Path) -> None:
    change(root / DIRECT, answer("direct.predict", 'answer = "b"'))
    (root / "labs/02_direct/handler.py").unlink()
    receipt = preview(root, "ada")[0]
    assert receipt.missing == ("labs/02_direct/handler.py",)
    assert set(receipt.untouched) == {"start.warmup", "direct.handle", "direct.wire", "direct.debug"}
    assert "Not touched yet: start: warmup; direct: handle, wire, debug." in str(receipt)


def test_a_cell_that_does_not_compile_is_told_with_its_line_and_a_caret(root: Path) -> None:
    change(root / DIRECT, answer("direct.handle", "def handler(event, context)\n    return {}"))
    (root / "labs/02_direct/handler.py").write_text("x = 1\n  y = 2\n")
    broken = dict(preview(root, "ada")[0].broken)
    place = next(name for name in broken if "direct.handle" in name)
    assert "line 1: expected ':'\n    def handler(event, context)\n                               ^" in broken[place]
    assert broken["labs/02_direct/handler.py"].startswith("line 2: unexpected indent")


def test_notebook_commands_and_await_compile_in_a_cell_and_not_in_a_file() -> None:
    for source in ("%time x = 1", "!ls", "%%bash\nls -l", "await thing()", "print?", "x = !ls"):
        assert problem(source, cell=True) == "", source
    assert problem("await thing()").startswith("line 1: ")
    assert problem("x = 1\n\x00") != "" and problem("(" * 5_000) != ""


def test_a_notebook_that_is_no_json_is_handed_in_and_told(root: Path) -> None:
    (root / DIRECT).write_text("<<<<<<< HEAD\n{}", "utf-8")
    receipt, files = preview(root, "ada")
    assert any(file.name == "notebooks/02_direct.ipynb" for file in files)
    assert any("cannot be read as JSON" in why for _place, why in receipt.broken)


def test_a_renamed_notebook_is_found_and_a_newer_copy_is_told(root: Path) -> None:
    (root / DIRECT).rename(root / "notebooks" / "my work.ipynb")
    assert any(file.path.name == "my work.ipynb" for file in preview(root, "ada")[1])
    (root / DIRECT).write_bytes((root / "notebooks" / "my work.ipynb").read_bytes())
    os.utime(root / DIRECT, (1, 1))
    receipt, files = preview(root, "ada")
    assert [file.path.name for file in files if file.name == str(DIRECT)] == ["02_direct.ipynb"]
    assert any("my work.ipynb is newer" in warning for warning in receipt.warnings)


def test_work_after_the_last_saving_is_told(root: Path) -> None:
    assert preview(root, "ada")[0].warnings == ()
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    Progress().add(Event("direct", "handle", "check", later, status="passed", points=3, max_points=3))
    assert "02_direct.ipynb was saved at" in preview(root, "ada")[0].warnings[0]


def test_the_name_is_remembered_and_the_hubs_is_taken_where_there_is_none(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "cyd")
    assert learner_name() == "cyd"
    learner_name("Ada")
    assert learner_name() == "Ada"


def test_where_there_is_nothing_or_no_place_it_says_what_to_do(root: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SubmissionError, match="go to the course's folder"):
        submit(tmp_path / "empty", learner="ada")
    (tmp_path / "file").write_text("")
    with pytest.raises(SubmissionError, match="cannot be written"):
        submit(root, tmp_path / "file", learner="ada")


def test_the_command_hands_in_from_below_the_courses_folder(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(root / "notebooks")
    assert find_root() == root
    assert main(["submit", "--look", "--as", "Ada"]) == 0 and not (root / "handed-in").exists()
    assert main(["submit", "--to", str(root / "out"), "--for", "canvas"]) == 0
    assert "In Canvas:" in capsys.readouterr().out and len(list((root / "out").glob("Ada-*.zip"))) == 1


def test_in_a_lesson_it_shows_what_would_be_handed_in_and_hands_in_on_demand(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root / "notebooks")
    lesson = Lesson(load("direct"))
    assert "This would be handed in now" in str(lesson.submit(learner="Ada")) and not (root / "handed-in").exists()
    assert "Handed in:" in str(lesson.submit(now=True)) and (root / "handed-in").is_dir()


@pytest.mark.parametrize("variable", ["WORKSHOP_GRADER", "NBGRADER_EXECUTION"])
def test_a_notebook_that_is_being_graded_hands_nothing_in(
    root: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.chdir(root / "notebooks")
    monkeypatch.setenv(variable, "x")
    assert "being graded" in str(Lesson(load("direct")).submit(now=True)) and not (root / "handed-in").exists()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"learner": 1}', "[" * 100_000, '{"time": 3}'])
def test_what_is_no_receipt_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a receipt"):
        Receipt.from_json(text)
