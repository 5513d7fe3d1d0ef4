"""From grades to marks: what an instructor decides outlives every regrade, and what is late costs what was said."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from made_grades import CLASS, class_file, exercise, handed, keep

from lambda_workshop.checks import Status
from lambda_workshop.classroom import deciding
from lambda_workshop.classroom.class_file import read_class
from lambda_workshop.classroom.decisions import Decision, DecisionError, Decisions, Kind
from lambda_workshop.classroom.hand_back import write_marks
from lambda_workshop.classroom.marks import Mark, Marks
from lambda_workshop.classroom.runs import changes, last_run, remember
from lambda_workshop.cli import main
from lambda_workshop.grading.store import Store


@pytest.fixture
def marks(tmp_path: Path) -> Marks:
    """A class of three; Bob has two of three points for his handler, Cyd nothing but his warm-up."""
    keep(tmp_path, "ada")
    keep(tmp_path, "bob", handle=2.0)
    keep(tmp_path, "cyd", predict=0, handle=0, wire=0, debug=0)
    return Marks(tmp_path, read_class(class_file(tmp_path)))


def points(marks: Marks, learner: str) -> float:
    return mark(marks, learner).grade.points


def mark(marks: Marks, learner: str) -> Mark:
    found = marks.of(learner)
    assert found is not None
    return found


def test_what_was_not_set_counts_for_nobody(marks: Marks) -> None:
    keep(marks.folder, "ada", lab=6)
    assert points(marks, "ada") == 13 and mark(marks, "ada").grade.max_points == 13


def test_weights_and_a_total_scale_every_point(marks: Marks, tmp_path: Path) -> None:
    more = '[points]\ntotal = 100\nweights = { start = 0, "direct.wire" = 2 }\n'
    settings = read_class(class_file(tmp_path, CLASS.replace("[learners]", f"{more}[learners]")))
    weighted = Marks(tmp_path, settings)
    assert points(weighted, "ada") == pytest.approx(100)
    assert points(weighted, "bob") == pytest.approx(100 * 15 / 16)
    assert points(weighted, "cyd") == 0


def test_points_that_an_instructor_gave_outlive_a_regrade(marks: Marks) -> None:
    deciding.give_points(marks, "bob", "direct.handle", 3, "the probe was unfair")
    assert points(marks, "bob") == 13
    keep(marks.folder, "bob", handle=0)
    found = next(item for item in mark(marks, "bob").grade.exercises if item.exercise == "direct.handle")
    assert (found.points, found.status) == (3, Status.PASSED)
    assert "your instructor gave 3 of 3 points: the probe was unfair" in found.reason
    assert mark(marks, "bob").checked.points == 10


def test_the_last_decision_holds_and_an_undone_one_does_not(marks: Marks) -> None:
    first = deciding.give_points(marks, "Bob Noyce", "direct.handle", 3, "one")
    second = deciding.give_points(marks, "bob@example.org", "direct.handle", 1, "two")
    assert (first.number, second.number) == (1, 2) and points(marks, "bob") == 11
    marks.decisions.undo(2, "not so")
    assert points(marks, "bob") == 13, "what was decided before holds again"
    marks.decisions.undo(1, "not so either")
    assert points(marks, "bob") == 12
    with pytest.raises(DecisionError, match="no decision 1 that holds"):
        marks.decisions.undo(1, "again")


def test_a_waived_exercise_counts_for_nobody_and_the_others_share_the_total(marks: Marks, tmp_path: Path) -> None:
    settings = read_class(class_file(tmp_path, CLASS.replace("[learners]", "[points]\ntotal = 30\n[learners]")))
    scaled = Marks(tmp_path, settings)
    assert points(scaled, "bob") == pytest.approx(30 * 12 / 13)
    deciding.waive(scaled, "direct.handle", "the room had no network")
    assert points(scaled, "bob") == pytest.approx(30) and mark(scaled, "bob").grade.max_points == pytest.approx(30)
    assert points(scaled, "cyd") == pytest.approx(3)


@pytest.mark.parametrize(
    ("late", "share"),
    [
        (timedelta(minutes=-5), 1.0),
        (timedelta(minutes=10), 1.0),
        (timedelta(minutes=11), 0.9),
        (timedelta(hours=24), 0.9),
        (timedelta(hours=25), 0.8),
        (timedelta(days=3), 0.7),
        (timedelta(days=3, seconds=1), 0.0),
    ],
)
def test_late_work_costs_what_the_class_file_says(tmp_path: Path, late: timedelta, share: float) -> None:
    keep(tmp_path, "ada")
    handed(tmp_path, ada=late)
    settings = read_class(class_file(tmp_path, CLASS.replace("[[due]]", "[late]\ncut_off_days = 3\n[[due]]")))
    found = mark(Marks(tmp_path, settings), "ada")
    assert found.grade.points == pytest.approx(13 * share)
    assert ("late" in found.grade.exercises[0].reason) == (share < 1)


def test_extra_time_moves_one_learners_date_for_all_or_for_one_section(marks: Marks) -> None:
    handed(marks.folder, ada=timedelta(hours=5), bob=timedelta(hours=5))
    assert points(marks, "ada") == pytest.approx(13 * 0.9)
    deciding.give_time(marks, "ada", 300, "", "a doctor's note")
    deciding.give_time(marks, "bob", 300, "start", "came late")
    assert points(marks, "ada") == 13
    assert points(marks, "bob") == pytest.approx(1 + 11 * 0.9)


def test_the_attempt_that_counts_is_the_one_that_the_class_file_says(tmp_path: Path) -> None:
    keep(tmp_path, "ada", handle=1)
    keep(tmp_path, "ada~2", handle=2)
    keep(tmp_path, "ada~3", handle=3)
    handed(tmp_path, ada=timedelta(hours=-2), ada__2=timedelta(hours=-1), ada__3=timedelta(days=5))
    for rule, expected, submission in (("first", 11, "ada"), ("best", 12, "ada~2"), ("last", 6.5, "ada~3")):
        settings = read_class(class_file(tmp_path, attempt="", labs=f'labs = false\nattempt = "{rule}"'))
        (found,) = Marks(tmp_path, settings).every()
        assert (found.grade.points, found.submission, found.attempts) == (pytest.approx(expected), submission, 3), rule


def test_an_attempt_that_could_not_be_graded_counts_only_where_there_is_no_other(tmp_path: Path) -> None:
    keep(tmp_path, "ada", handle=1)
    keep(tmp_path, "ada~2", failed="the worker died")
    handed(tmp_path, ada=timedelta(hours=-2), ada__2=timedelta(hours=-1))
    settings = read_class(class_file(tmp_path, labs='labs = false\nattempt = "last"'))
    assert [(found.submission, found.complete) for found in Marks(tmp_path, settings).every()] == [("ada", True)]


def test_what_a_person_graded_is_graded_whatever_became_of_the_check(marks: Marks) -> None:
    keep(marks.folder, "ada", failed="the worker died")
    assert not mark(marks, "ada").complete
    for name in marks.exercises():
        deciding.give_points(marks, "ada", name, 1, "by hand")
    assert mark(marks, "ada").complete and points(marks, "ada") == 5


def test_a_decision_on_what_is_not_there_says_what_is(marks: Marks) -> None:
    for decide, said in (
        (lambda: deciding.give_points(marks, "adda", "direct.wire", 1, "x"), "no learner 'adda'. There are: ada"),
        (lambda: deciding.give_points(marks, "ada", "direct.wired", 1, "x"), "There are: direct.wire"),
        (lambda: deciding.give_points(marks, "ada", "direct.wire", 4.5, "x"), "0 to 4 points"),
        (lambda: deciding.give_points(marks, "ada", "direct.wire", float("nan"), "x"), "0 to 4 points"),
        (lambda: deciding.give_points(marks, "ada", "direct.wire", 4, "  "), "needs a reason"),
        (lambda: deciding.waive(marks, "direct", "x"), "no exercise 'direct'"),
        (lambda: deciding.give_time(marks, "ada", -5, "", "x"), "more than nothing"),
        (lambda: deciding.give_time(marks, "ada", 5, "sqs", "x"), "no section 'sqs'"),
    ):
        with pytest.raises(DecisionError, match=said):
            decide()
    assert marks.decisions.every() == []


def test_a_torn_line_costs_itself_and_no_other(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    decisions.add(Decision(Kind.WAIVED, "one", exercise="sqs.wire"))
    with decisions.path.open("ab") as file:
        file.write(b'{"kind": "points", "why": "cut o')
    decisions.add(Decision(Kind.WAIVED, "two", exercise="sqs.lab"))
    assert [(one.number, one.why) for one in decisions.every()] == [(1, "one"), (3, "two")]


def test_decisions_of_a_killed_process_are_kept_up_to_the_last_that_was_confirmed(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom pathlib import Path\nfrom lambda_workshop.classroom.decisions import *\n"
        "d = Decisions(Path(sys.argv[1]))\n"
        "for n in range(10_000):\n"
        "    print(d.add(Decision(Kind.COMMENT, f'word {n}', learner='ada')).number, flush=True)\n"
    )
    line = [sys.executable, "-c", script, str(tmp_path)]
    two = [subprocess.Popen(line, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    deadline = time.monotonic() + 60
    while not (tmp_path / "decisions.jsonl").exists() or (tmp_path / "decisions.jsonl").stat().st_size < 5_000:
        assert time.monotonic() < deadline and all(process.poll() is None for process in two)
    for process in two:
        os.kill(process.pid, signal.SIGKILL)
    confirmed = {int(number) for process in two for number in process.communicate()[0].split()}
    kept = {one.number for one in Decisions(tmp_path).every()}
    assert confirmed and confirmed <= kept


def test_the_reports_have_what_was_decided_in_them(marks: Marks) -> None:
    deciding.give_points(marks, "bob", "direct.handle", 2.5, "half a point for <the idea>")
    deciding.comment(marks, "bob", "", "A good day's work.")
    deciding.waive(marks, "direct.predict", "it gave itself away")
    write_marks(marks.folder, marks.settings)
    page = (marks.folder / "feedback" / "bob.html").read_text("utf-8")
    assert "Your instructor gave 2.5 of 3 points: half a point for &lt;the idea&gt;." in page
    assert "Your instructor says: A good day" in page and "It counts for nobody: it gave itself away." in page
    assert "<strong>11.5 of 12 points</strong>" in page
    assert "bob,1.00,0.00,2.50" in (marks.folder / "grades.csv").read_text("utf-8-sig")


def test_a_change_between_two_runs_is_seen(tmp_path: Path) -> None:
    keep(tmp_path, "ada")
    keep(tmp_path, "bob", handle=2)
    remember(tmp_path)
    remember(tmp_path)
    assert len(list((tmp_path / "runs").iterdir())) == 1
    keep(tmp_path, "bob", handle=1)
    store = Store(tmp_path)
    old = store.load("ada")
    assert old is not None
    store.save(replace(old, content="other", exercises=(exercise("direct.wire", 0, Status.UNAVAILABLE),)))
    before = last_run(tmp_path)
    assert before is not None
    found = {(one.learner, one.exercise): (one.before, one.after) for one in changes(before, tmp_path)}
    assert found["bob", "direct.handle"] == (2, 1)
    assert found["ada", "direct.wire"] == (4, None) and found["ada", "direct.handle"] == (3, None)
    assert ("bob", "direct.wire") not in found


def test_the_commands_decide_as_they_are_printed(
    marks: Marks, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(marks.folder)
    (marks.folder / ".grades").write_text(".\n")
    for line in (
        ["override", "bob", "direct.handle", "3", "--why", "an appeal"],
        ["waive", "direct.predict", "--why", "unclear"],
        ["extra-time", "ada", "60", "--why", "came late"],
        ["comment", "cyd", "direct.wire", "--why", "see me"],
        ["undo", "2", "--why", "it was clear"],
    ):
        assert main(["class", *line]) == 0, capsys.readouterr().err
    assert main(["class", "decisions"]) == 0
    said = capsys.readouterr().out
    assert "1. " in said and "bob: direct.handle is worth 3 points (the check gave 2): an appeal" in said
    assert "direct.predict counts for nobody: unclear (holds no longer)" in said
    assert points(marks, "bob") == 13
    assert main(["class", "override", "bob", "direct.handle", "9", "--why", "x"]) == 1
    assert json.loads((marks.folder / "decisions.jsonl").read_text().splitlines()[0])["points"] == 3
