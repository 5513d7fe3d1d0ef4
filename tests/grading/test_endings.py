"""Whatever a submission makes a check, the worker or the clock do, grading comes to its end, and the rest counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus import QUICK, exercise, graded, notebook, said

from lambda_workshop.checks import Status
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.grade import NoticeKind

if missing := sandbox.unusable():
    pytest.skip(missing, allow_module_level=True)

# An instructor's step stands for a check that a submission has got the better of.
STEP = """
import os, re
from pathlib import Path

def handle(exercise):
    @exercise.step("A step of the instructor's")
    def own(random):
        {0}
"""
# Nothing interrupts a regular expression but the end of its process.
ENDLESS = STEP.format('re.match("(a+)+$", "a" * 60 + "b")')
ENDS_ITSELF = STEP.format("os._exit(3)")
KILLS_THE_WORKER = STEP.format(
    'os.kill(int(Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2].split()[1]), 9)'
)


def test_a_check_that_never_ends_costs_its_own_exercise_only() -> None:
    impatient = replace(QUICK, check_seconds=25.0)
    grade = graded([notebook("direct")], extra={"direct.py": ENDLESS}, limits=impatient)
    handle = exercise(grade, "direct.handle")
    assert (handle.status, handle.points) == (Status.NOT_YET, 0) and "within 25 s" in handle.reason, said(grade)
    assert NoticeKind.TIMEOUT in {notice.kind for notice in grade.notices}, said(grade)
    others = [exercise(grade, f"direct.{name}").status for name in ("predict", "wire", "debug")]
    assert others == [Status.PASSED] * 3, said(grade)


def test_a_check_whose_process_ends_is_no_zero_and_costs_nothing_else() -> None:
    grade = graded([notebook("direct")], extra={"direct.py": ENDS_ITSELF})
    handle = exercise(grade, "direct.handle")
    assert (handle.status, handle.reason) == (Status.UNAVAILABLE, "its checker ended"), said(grade)
    others = [exercise(grade, f"direct.{name}").status for name in ("predict", "wire", "debug")]
    assert others == [Status.PASSED] * 3, said(grade)
    assert not grade.failed


def test_what_ends_the_worker_is_tried_twice_and_costs_its_section_only() -> None:
    grade = graded([notebook("direct"), notebook("start")], extra={"direct.py": KILLS_THE_WORKER})
    assert not grade.failed, said(grade)
    assert exercise(grade, "direct.predict").status is Status.PASSED, said(grade)
    handle = exercise(grade, "direct.handle")
    assert handle.status is Status.UNAVAILABLE and "worker ended before its time" in handle.reason, said(grade)
    assert exercise(grade, "start.warmup").status is Status.PASSED, said(grade)
    assert [notice.exercise for notice in grade.notices if notice.kind is NoticeKind.CRASH] == ["direct"], said(grade)


@pytest.mark.parametrize("loops", [True, False])
def test_a_submission_has_a_limit_of_its_own(loops: bool) -> None:
    short = replace(QUICK, submission_seconds=20.0 if loops else 0.1)
    before = {"predict": "while True:\n    pass"} if loops else None
    grade = graded([notebook("direct", before=before), notebook("s3")], limits=short)
    late = [item for item in grade.exercises if item.section == "s3" and item.exercise != "s3.lab"]
    # A machine that is slow is nobody's mistake.
    assert {item.status for item in late} == {Status.NOT_YET if loops else Status.UNAVAILABLE}, said(grade)
    assert all("minutes were over" in item.reason and item.points == 0 for item in late), said(grade)
