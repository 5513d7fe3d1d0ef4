"""What `workshop lab` puts into a learner's folder, and what it leaves alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import all_sections
from lambda_workshop.handout import RECORD, HandOut, hand_out

NOTEBOOK, LAB = Path("notebooks/01_one.ipynb"), Path("labs/01_one/handler.py")
FIRST = {NOTEBOOK: b"first notebook", LAB: b"first lab"}
SECOND = {NOTEBOOK: b"second notebook", LAB: b"second lab"}


def content(root: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.name != RECORD
    }


def test_a_new_folder_gets_everything(tmp_path: Path) -> None:
    done = hand_out(tmp_path / "course", FIRST)
    assert content(tmp_path / "course") == FIRST
    assert str(done) == "Added 2 files."


def test_a_second_time_nothing_happens(tmp_path: Path) -> None:
    hand_out(tmp_path, FIRST)
    assert hand_out(tmp_path, FIRST) == HandOut((), (), (), (), ())
    assert str(hand_out(tmp_path, FIRST)) == ""


def test_changed_work_is_kept_and_said(tmp_path: Path) -> None:
    hand_out(tmp_path, FIRST)
    (tmp_path / LAB).write_bytes(b"my work")
    done = hand_out(tmp_path, FIRST)
    assert content(tmp_path) == {NOTEBOOK: b"first notebook", LAB: b"my work"}
    assert str(done) == "Kept 1 file as you left them: labs/01_one/handler.py."


def test_a_newer_course_renews_what_is_untouched_only(tmp_path: Path) -> None:
    hand_out(tmp_path, FIRST)
    (tmp_path / LAB).write_bytes(b"my work")
    done = hand_out(tmp_path, SECOND)
    assert content(tmp_path) == {NOTEBOOK: b"second notebook", LAB: b"my work"}
    assert (done.renewed, done.kept, done.outdated) == ((NOTEBOOK,), (LAB,), (LAB,))
    assert "newer version of: labs/01_one/handler.py" in str(done)


def test_work_that_is_kept_over_two_versions_is_still_the_learners(tmp_path: Path) -> None:
    hand_out(tmp_path, FIRST)
    (tmp_path / LAB).write_bytes(b"my work")
    for _ in range(2):
        assert hand_out(tmp_path, SECOND).kept == (LAB,)
    assert (tmp_path / LAB).read_bytes() == b"my work"


def test_a_file_that_was_there_before_the_course_is_kept(tmp_path: Path) -> None:
    (tmp_path / NOTEBOOK).parent.mkdir()
    (tmp_path / NOTEBOOK).write_bytes(b"of another course")
    assert hand_out(tmp_path, FIRST).kept == (NOTEBOOK,)
    assert (tmp_path / NOTEBOOK).read_bytes() == b"of another course"


def test_without_its_record_everything_that_differs_is_kept(tmp_path: Path) -> None:
    hand_out(tmp_path, FIRST)
    (tmp_path / RECORD).write_text("not json", encoding="utf-8")
    assert hand_out(tmp_path, SECOND).kept == (LAB, NOTEBOOK)
    assert content(tmp_path) == FIRST


def test_a_file_that_was_removed_comes_back_as_new(tmp_path: Path) -> None:
    hand_out(tmp_path, FIRST)
    (tmp_path / NOTEBOOK).unlink()
    assert hand_out(tmp_path, FIRST).added == (NOTEBOOK,)


@pytest.mark.parametrize("touched", [False, True])
def test_what_the_course_no_longer_has_goes_unless_it_was_worked_on(tmp_path: Path, touched: bool) -> None:
    hand_out(tmp_path, FIRST)
    if touched:
        (tmp_path / LAB).write_bytes(b"my work")
    done = hand_out(tmp_path, {NOTEBOOK: b"first notebook"})
    assert (tmp_path / LAB).exists() is touched
    assert done.removed == (() if touched else (LAB,))


def test_a_file_that_cannot_be_written_leaves_the_others_whole(tmp_path: Path) -> None:
    (tmp_path / "notebooks").write_text("a file where a folder must be", encoding="utf-8")
    with pytest.raises(OSError):
        hand_out(tmp_path, FIRST)
    assert (tmp_path / LAB).read_bytes() == b"first lab"
    assert not list(tmp_path.rglob("*.part"))


def test_the_course_is_all_notebooks_and_labs_and_no_solutions(tmp_path: Path) -> None:
    hand_out(tmp_path)
    wanted = {path for path in generated(all_sections()) if path.parts[0] != "solutions"}
    assert content(tmp_path).keys() == wanted
    assert json.loads((tmp_path / RECORD).read_text("utf-8")).keys() == {path.as_posix() for path in wanted}
