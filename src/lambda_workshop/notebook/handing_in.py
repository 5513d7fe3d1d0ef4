"""An exercise in a notebook that is being graded: `check` hands the work in, and somebody else checks it.

The grader runs the notebook with WORKSHOP_GRADER set to the UNIX socket at which it answers. Nothing here knows what
is right: a learner's code that changes anything here changes what it hands in, and nothing else.
"""

from __future__ import annotations

import html
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lambda_workshop.authoring.section import Section
from lambda_workshop.checks import Exercise
from lambda_workshop.checks.work import MIME_TYPE, to_data
from lambda_workshop.cloud import Cloud
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.notebook.exercise import LessonExercise

GRADER_VARIABLE = "WORKSHOP_GRADER"
_SECONDS = 120.0
_LONGEST_ANSWER = 1_000_000


@dataclass(frozen=True)
class HandedIn:
    """What `check` gives while a notebook is graded: the work as data, for the grader to read from the output."""

    exercise: str
    work: dict[str, Any]

    def __str__(self) -> str:
        return f"Handed in: {self.exercise}"

    __repr__ = __str__

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        data = {"exercise": self.exercise, "work": self.work}
        return {"text/plain": str(self), "text/html": f"<p>{html.escape(str(self))}</p>", MIME_TYPE: data}


class HandingInExercise(LessonExercise):
    """One exercise that is being graded: `check` and `start` go to the grader, hints and solution stay shut."""

    def __init__(self, exercise: Exercise, section: Section, cloud: Callable[[], Cloud], grader: str) -> None:
        super().__init__(exercise, section, cloud)
        self._grader = grader

    def check(self, work: object = None) -> Any:
        """Hand the work in; the grader checks it once the cell has run."""
        return HandedIn(self.id, to_data(work))

    def hint(self) -> Output:
        """Nothing: a hint is of no use to anybody here."""
        return Output(f"{self.id} is being graded: no hints now.")

    def solution(self, *, reveal: bool = False) -> Output:
        """Nothing: the grader's copy of the course has no solutions."""
        return Output(f"{self.id} is being graded: no solution here.")

    def start(self) -> Output:
        """Ask the grader to put in place what this exercise starts from."""
        try:
            answer = _ask(self._grader, {"start": self.id})
            rows = [(str(what), str(value)) for what, value in answer["rows"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            return Output(f"Could not start {self.id}: {error}")
        return Output(Table(f"{self.id} starts from this", ("What", "Value"), rows))


def _ask(grader: str, question: dict[str, str]) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_SECONDS)
        connection.connect(grader)
        connection.sendall(json.dumps(question).encode() + b"\n")
        with connection.makefile("rb") as answer:
            found: dict[str, Any] = json.loads(answer.readline(_LONGEST_ANSWER))
    if "error" in found:
        raise ValueError(found["error"])
    return found
