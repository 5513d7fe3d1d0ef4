"""Grades are kept whole or not at all, and a second run does only what is missing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from made_up import grade

from lambda_workshop.grading.grade import Notice, NoticeKind
from lambda_workshop.grading.store import Store, StoreError, file_name, merged

SAME = {"content": "c0ffee", "grader": "1", "seed": 7}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path)


def test_a_grade_comes_back_as_it_was_kept(store: Store) -> None:
    kept = grade("Zoë Müller", "sqs", "s3")
    store.save(kept, extra="mark", ids={"moodle": "12"})
    found = store.kept("Zoë Müller")
    assert found is not None and (found.grade, found.extra, found.ids) == (kept, "mark", {"moodle": "12"})


@pytest.mark.parametrize("odd", ["\ud800", "\udc80", "\x00\x1b[31m", "\u202egpj.exe"])
def test_what_no_encoding_carries_is_kept_all_the_same(store: Store, odd: str) -> None:
    kept = grade(f"ada{odd}", "sqs", notices=(Notice(NoticeKind.CRASH, odd),))
    step = replace(kept.exercises[0].steps[0], evidence=odd)
    kept = replace(kept, exercises=(replace(kept.exercises[0], steps=(step,)),))
    store.save(kept)
    assert store.load(kept.learner) == kept


def test_only_what_is_missing_is_to_be_done(store: Store) -> None:
    store.save(grade("ada", "sqs"))
    assert store.missing("ada", sections=("sqs",), **SAME) == ()
    assert store.missing("ada", sections=("sqs", "s3"), **SAME) == ("s3",)
    for changed in ({"content": "other"}, {"grader": "2"}, {"seed": 8}, {"extra": "mark"}):
        assert store.missing("ada", sections=("sqs",), **(SAME | changed)) == ("sqs",)
    assert store.missing("bob", sections=("sqs",), **SAME) == ("sqs",)


def test_one_that_failed_is_tried_again(store: Store) -> None:
    store.save(replace(grade("ada", "sqs"), failed="the worker died"))
    assert store.missing("ada", sections=("sqs",), **SAME) == ("sqs",)


def test_other_sections_of_the_same_submission_stay(store: Store) -> None:
    store.save(grade("ada", "s3"))
    store.save(grade("ada", "direct"))
    found = store.load("ada")
    assert found is not None and [item.section for item in found.exercises] == ["direct", "s3"]
    assert merged(grade("ada", "s3"), replace(grade("ada", "direct"), content="new")).exercises[0].section == "direct"
    assert len(merged(grade("ada", "s3"), replace(grade("ada", "direct"), content="new")).exercises) == 1


@pytest.mark.parametrize(
    "torn",
    ["", "{", '{"grade": {}}', '{"grade": 7, "extra": "", "ids": {}}', "[]", pytest.param("[" * 100_000, id="deep")],
)
def test_a_torn_file_counts_as_missing(store: Store, torn: str) -> None:
    store.save(grade("ada", "sqs"))
    (store.folder / "results" / "ada.json").write_text(torn)
    assert store.load("ada") is None
    assert list(store.every()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "", ".", "..", "x" * 300, "con\nrole", "ada lovelace"])
def test_every_name_is_a_file_of_its_own_in_the_folder(store: Store, name: str) -> None:
    store.save(grade(name, "sqs"))
    assert "/" not in file_name(name) and len(file_name(name)) < 120
    assert store.load(name) is not None
    assert [path.parent for path in store.folder.rglob("*.json")] == [store.folder / "results"]


def test_a_second_process_is_refused_and_the_lock_dies_with_the_first(store: Store) -> None:
    hold = (
        "import sys; from pathlib import Path; from lambda_workshop.grading.store import Store\n"
        f"with Store(Path({str(store.folder)!r})).locked():\n    print('held', flush=True)\n    sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match="Another `workshop grade`"), store.locked():
            pass
        holder.kill()
    with store.locked():
        pass


def test_what_a_killed_writer_left_is_swept_up(store: Store) -> None:
    (store.folder / "results").mkdir()
    left = store.folder / "results" / ".draft-abc"
    left.write_text("half")
    with store.locked():
        assert not left.exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"), Store(tmp_path / "file" / "grades").locked():
        pass
