"""What a worker is asked, and the lines of JSON in which it says what it found."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from typing import Any

from lambda_workshop.authoring.section import Section
from lambda_workshop.grading.grade import ExerciseGrade, Notice, NoticeKind, plain
from lambda_workshop.grading.limits import Limits


@dataclass(frozen=True)
class Request:
    """What is to be graded, and how.

    Attributes:
        submission: the folder with `notebooks/` and `labs/`.
        sections: the ids of the sections to grade, in order.
        seed: what probes are drawn from, together with the submission's content.
        content: the submission's content hash.
        kind: `bwrap`, `docker` or `none`.
        edition: where the learner's edition stands.
        extra: the instructor's folder of further steps; empty for none.
        limits: see Limits.
    """

    submission: str
    sections: tuple[str, ...]
    seed: int
    content: str
    kind: str
    edition: str
    extra: str = ""
    limits: Limits = field(default_factory=Limits)

    def to_json(self) -> str:
        """The request as one JSON text."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Request:
        """The request of that text."""
        data = json.loads(text)
        return cls(**(data | {"sections": tuple(data["sections"]), "limits": Limits(**data["limits"])}))


class Reporter:
    """Writes what was found, line by line."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.timeouts = 0
        """How many things ran into their time limit so far."""

    def begins(self, section: Section) -> None:
        """What follows is of this section."""
        self._write({"section": section.id})

    def exercise(self, grade: ExerciseGrade) -> None:
        """An exercise's grade."""
        self._write({"exercise": plain(grade.bounded())})

    def notice(self, notice: Notice) -> None:
        """Something to look at."""
        self.timeouts += notice.kind is NoticeKind.TIMEOUT
        self._write({"notice": plain(notice)})

    def done(self, seconds: float) -> None:
        """That was all."""
        self._write({"done": seconds})

    def _write(self, line: dict[str, Any]) -> None:
        data = json.dumps(line).encode() + b"\n"
        while data:
            data = data[os.write(self._descriptor, data) :]
