"""What grading finds: a grade for each exercise of a submission, and what an instructor should look at.

Plain data that survives JSON unchanged: it crosses the sandbox's wall, the cluster and the disk.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

from lambda_workshop.checks.result import CheckResult, Status, Step

LONGEST_EVIDENCE = 20_000
"""Characters of one step's evidence that are kept."""
_LONGEST_TEXT = 4_000


class NoticeKind(Enum):
    """Why an instructor should look at a submission."""

    DAMAGED = "damaged"
    """The files are not as they were handed out: deleted, copied, renamed or reordered cells, unreadable files."""
    CRASH = "crash"
    """The kernel, the backend or the sandbox died."""
    TIMEOUT = "timeout"
    """Something ran into its time limit."""
    LIMIT = "limit"
    """Something ran into a limit of memory, processes, disk or output."""
    SUSPICIOUS = "suspicious"
    """A call that no solution needs."""


@dataclass(frozen=True)
class Notice:
    """One thing to look at, in words; `exercise` is `section.exercise`, `section`, or empty for the whole."""

    kind: NoticeKind
    text: str
    exercise: str = ""


@dataclass(frozen=True)
class ExerciseGrade:
    """What one exercise is worth.

    Attributes:
        exercise: the id, as in `sqs.wire`; a section's lab is `sqs.lab`.
        submitted: False when the submission has no notebook (or lab) of this section at all.
        status: the check's verdict; `not_attempted` when nothing was submitted.
        points: 0 to `max_points`.
        steps: the check's steps with their evidence; empty when the check did not come to run.
        reason: in words, why the check did not run, or what else decided about the points; empty as a rule.
        seconds: wall time of the learner's cells and of the check.
        fingerprint: a hash of the learner's code of this exercise, comments and layout left out; "" for none.
    """

    exercise: str
    submitted: bool
    status: Status
    points: float
    max_points: float
    steps: tuple[Step, ...] = ()
    reason: str = ""
    seconds: float = 0.0
    fingerprint: str = ""

    @property
    def section(self) -> str:
        """The section's id."""
        return self.exercise.partition(".")[0]

    def bounded(self) -> ExerciseGrade:
        """The same with no text longer than anybody reads: what a check shows may be the learner's own words."""
        steps = tuple(
            replace(
                step,
                actual=shortened(step.actual, _LONGEST_TEXT),
                expected=shortened(step.expected, _LONGEST_TEXT),
                advice=shortened(step.advice, _LONGEST_TEXT),
                evidence=shortened(step.evidence, LONGEST_EVIDENCE),
            )
            for step in self.steps
        )
        return replace(self, steps=steps, reason=shortened(self.reason, _LONGEST_TEXT))

    @classmethod
    def of(cls, result: CheckResult, *, seconds: float = 0.0, reason: str = "", fingerprint: str = "") -> ExerciseGrade:
        """The grade that a check's result gives."""
        return cls(
            result.exercise,
            True,
            result.status,
            result.points,
            result.max_points,
            result.steps,
            reason,
            seconds,
            fingerprint,
        )


@dataclass(frozen=True)
class Grade:
    """What one submission is worth.

    Attributes:
        learner: the learner's name as the submissions' folder tells it.
        content: the submission's content hash (SHA-256, hexadecimal).
        grader: the grader's version; another version grades again.
        seed: the seed of the probes.
        exercises: every exercise of the graded sections, in the course's order.
        notices: what an instructor should look at.
        seconds: wall time of the whole.
        failed: why the submission could not be graded at all; empty as a rule.
    """

    learner: str
    content: str
    grader: str
    seed: int
    exercises: tuple[ExerciseGrade, ...]
    notices: tuple[Notice, ...] = ()
    seconds: float = 0.0
    failed: str = ""

    @property
    def points(self) -> float:
        """All points together."""
        return round(sum(item.points for item in self.exercises), 4)

    @property
    def max_points(self) -> float:
        """All points that could be had."""
        return round(sum(item.max_points for item in self.exercises), 4)

    def to_json(self) -> str:
        """The grade as one JSON text, in ASCII: a learner's text may hold what no encoding carries."""
        return json.dumps(asdict(self), default=_plain)

    @classmethod
    def from_json(cls, text: str) -> Grade:
        """The grade of that JSON text; raises ValueError where it is not one."""
        try:
            return cls.from_data(json.loads(text))
        except RecursionError as error:
            raise ValueError("not a grade: too deep") from error

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Grade:
        """The grade of what JSON makes of one; raises ValueError where it is not one."""
        try:
            rest = dict(data)
            exercises = tuple(exercise_from(item) for item in rest.pop("exercises"))
            notices = tuple(notice_from(item) for item in rest.pop("notices"))
            return cls(**rest, exercises=exercises, notices=notices)
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a grade: {error}") from error


def shortened(text: str, longest: int) -> str:
    """The text, or as much of it, and how much more there was."""
    more = len(text) - longest
    return text if more <= 0 else f"{text[:longest]}\n… and {more} more characters"


def exercise_from(data: dict[str, Any]) -> ExerciseGrade:
    """The exercise's grade of such plain data; raises KeyError, TypeError or ValueError where it is not one."""
    steps = tuple(Step(**(step | {"status": Status(step["status"])})) for step in data.pop("steps"))
    return ExerciseGrade(**(data | {"status": Status(data["status"])}), steps=steps)


def notice_from(data: dict[str, Any]) -> Notice:
    """The notice of such plain data; raises KeyError, TypeError or ValueError where it is not one."""
    return Notice(**(data | {"kind": NoticeKind(data["kind"])}))


def plain(value: ExerciseGrade | Notice) -> dict[str, Any]:
    """The grade or notice as data that JSON can carry."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(value), default=_plain))
    return found


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no place in a grade")
