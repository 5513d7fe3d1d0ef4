"""Grades are kept whole or not at all, and a second run does only what is missing."""

from __future__ import annotations

import re
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


def test_grading_the_same_section_again_does_not_add_up_its_time(store: Store) -> None:
    for _ in range(3):
        store.save(grade("ada", "sqs"))
    store.save(grade("ada", "s3"))
    found = store.load("ada")
    assert found is not None and found.seconds == grade("ada", "s3").seconds + grade("ada", "sqs").exercises[0].seconds


def test_who_may_read_a_grade_is_for_the_umask_to_say(store: Store) -> None:
    code = (
        "import os; os.umask(0o077); from pathlib import Path\n"
        "from lambda_workshop.grading.store import write_atomically\n"
        f"write_atomically(Path({str(store.folder / 'private')!r}), 'text')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (store.folder / "private").stat().st_mode & 0o777 == 0o600


def test_a_copy_under_another_name_counts_for_nobody(store: Store) -> None:
    store.save(grade("ada", "sqs"))
    results = store.folder / "results"
    (results / "ada copy.json").write_bytes((results / "ada.json").read_bytes())
    assert [kept.grade.learner for kept in store.every()] == ["ada"]


@pytest.mark.parametrize("points", ['"3"', "-1", "NaN", "40"])
def test_points_that_nobody_could_have_count_as_torn(store: Store, points: str) -> None:
    store.save(grade("ada", "sqs"))
    path = store.folder / "results" / "ada.json"
    path.write_text(re.sub(r'"points": 4,', f'"points": {points},', path.read_text(), count=1))
    assert store.load("ada") is None


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


NAMES = (
    "../../etc/passwd",
    "a/b",
    "",
    ".",
    "..",
    "x" * 300,
    "con\nrole",
    "ada lovelace",
    "學" * 85,
    "\udce9l",
    "\udce8l",
)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_every_name_is_a_file_of_its_own_in_the_folder(store: Store, name: str) -> None:
    store.save(grade(name, "sqs"))
    assert "/" not in file_name(name) and len(file_name(name).encode()) < 120
    assert len({file_name(other) for other in NAMES}) == len(NAMES)
    assert store.load(name) is not None
    assert [path.parent for path in store.folder.rglob("*.json")] == [store.folder / "results"]


def test_no_two_names_make_one_file(store: Store) -> None:
    names = ["a b", "a/b", "a_b", "A_B"]
    names += [file_name(name) for name in names]
    for name in dict.fromkeys(names):
        if name != "A_B":
            store.save(grade(name, "sqs"))
    assert {kept.grade.learner for kept in store.every()} == set(names) - {"A_B"}


def test_a_grade_is_never_written_over_another_learners(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    # As on a disk that does not tell capitals apart.
    monkeypatch.setattr("lambda_workshop.grading.store.file_name", str.lower)
    store.save(grade("ada", "sqs"))
    with pytest.raises(StoreError, match="is ada's: Ada needs another name"):
        store.save(grade("Ada", "sqs"))
    assert store.load("ada") is not None


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
