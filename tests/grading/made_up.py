"""Grades made by hand."""

from __future__ import annotations

from lambda_workshop.checks import Status, Step
from lambda_workshop.grading.grade import ExerciseGrade, Grade, Notice


def exercise(name: str, status: Status = Status.PASSED, points: float = 4, fingerprint: str = "") -> ExerciseGrade:
    """An exercise's grade with one step of that status."""
    step = Step("The queue exists", status, "a queue", "<b>no</b> queue", "create it", "log\nline", points, 4)
    return ExerciseGrade(name, True, status, points, 4, (step,), seconds=2.0, fingerprint=fingerprint)


def grade(learner: str, *sections: str, notices: tuple[Notice, ...] = ()) -> Grade:
    """A learner's grade with `wire` passed in each of these sections."""
    exercises = tuple(exercise(f"{section}.wire") for section in sections)
    return Grade(learner, "c0ffee", "1", 7, exercises, notices, 1.0)
