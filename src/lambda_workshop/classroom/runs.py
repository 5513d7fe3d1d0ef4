"""What earlier runs of the grader gave, so that a change can be seen: a small file for each run that changed any."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lambda_workshop.checks import Status
from lambda_workshop.grading.store import Store, write_atomically

_FOLDER = "runs"


@dataclass(frozen=True)
class Run:
    """The checks' points of one run: by submission and exercise; None for what could not be graded."""

    time: str
    points: Mapping[str, Mapping[str, float | None]]


@dataclass(frozen=True)
class Change:
    """One exercise of a submission that has other points than before; None for none yet, or not graded."""

    learner: str
    exercise: str
    before: float | None
    after: float | None


def remember(grades: Path) -> None:
    """Keep what the grades are now, before a run changes them; nothing where that is kept already."""
    current = now(grades)
    last = last_run(grades)
    if not current.points or (last is not None and last.points == current.points):
        return
    folder = grades / _FOLDER
    folder.mkdir(exist_ok=True)
    number = max((int(path.stem) for path in folder.glob("[0-9]*.json")), default=0) + 1
    write_atomically(folder / f"{number:04d}.json", json.dumps({"time": current.time, "points": current.points}) + "\n")


def last_run(grades: Path) -> Run | None:
    """The run before the one that the grades are of; None where there was none."""
    for path in sorted((grades / _FOLDER).glob("[0-9]*.json"), reverse=True):
        try:
            data = json.loads(path.read_text("utf-8"))
            return Run(str(data["time"]), {str(name): dict(points) for name, points in data["points"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue
    return None


def changes(before: Run, grades: Path) -> Iterator[Change]:
    """What has other points now than in that run."""
    after = now(grades).points
    for learner in sorted(before.points.keys() | after.keys()):
        old, new = before.points.get(learner, {}), after.get(learner, {})
        for exercise in dict.fromkeys([*old, *new]):
            if old.get(exercise) != new.get(exercise):
                yield Change(learner, exercise, old.get(exercise), new.get(exercise))


def now(grades: Path) -> Run:
    """The grades as they are."""
    points = {
        kept.grade.learner: {
            item.exercise: None if item.status is Status.UNAVAILABLE else round(item.points, 4)
            for item in kept.grade.exercises
        }
        for kept in Store(grades).every()
    }
    return Run(datetime.now(UTC).isoformat(timespec="seconds"), points)
