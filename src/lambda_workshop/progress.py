"""What the learner has done, kept as one line of JSON for each event in an append-only file of the state folder."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lambda_workshop.checks import CheckResult, Status
from lambda_workshop.setup.folders import state_folder

FILE_NAME = "progress.jsonl"
_LARGEST = 1e9
"""No points, seconds or levels are larger."""


@dataclass(frozen=True)
class Event:
    """One thing that happened: a check, a hint seen, a solution opened, a reset.

    `status`, `points`, `max_points` and `seconds` belong to checks, `level` (1 to 3) to hints, `revealed` to
    solutions that were opened before they were earned.
    """

    section: str
    exercise: str
    event: str
    time: str = ""
    status: str = ""
    points: float = 0.0
    max_points: float = 0.0
    seconds: float = 0.0
    level: int = 0
    revealed: bool = False


@dataclass(frozen=True)
class Standing:
    """Where one exercise stands: the best check, and what helps to decide whether its solution opens."""

    status: Status = Status.NOT_ATTEMPTED
    points: float = 0.0
    max_points: float = 0.0
    failures: int = 0
    hints: int = 0
    revealed: bool = False


@dataclass(frozen=True)
class Progress:
    """The learner's progress file. Safe for several notebooks at once: each event is one appended line."""

    folder: Path = field(default_factory=state_folder)

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.folder / FILE_NAME

    def add(self, event: Event) -> None:
        """Append the event and bring it to the disk; raises OSError when the disk does not take it."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        data = {name: value for name, value in asdict(event).items() if value not in ("", 0, 0.0, False)}
        data["time"] = event.time or datetime.now(UTC).isoformat(timespec="milliseconds")
        line = json.dumps(data).encode() + b"\n"
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            # A line that an earlier crash cut short must not take this one with it.
            size = os.fstat(descriptor).st_size
            if size and os.pread(descriptor, 1, size - 1) != b"\n":
                line = b"\n" + line
            os.write(descriptor, line)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def add_check(self, section: str, exercise: str, result: CheckResult) -> None:
        """Append what a check found; raises OSError."""
        self.add(
            Event(
                section,
                exercise,
                "check",
                status=result.status.value,
                points=result.points,
                max_points=result.max_points,
                seconds=round(result.elapsed, 3),
            )
        )

    def events(self) -> tuple[list[Event], int]:
        """All events in order, and how many lines could not be read."""
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return [], 0
        except OSError:
            # Something else stands there, or may not be read: nothing is known, and that is said.
            return [], 1
        found: list[Event] = []
        damaged = 0
        for line in lines:
            if not line.strip():
                continue
            try:
                found.append(_event(json.loads(line)))
            except (ValueError, TypeError, RecursionError):
                damaged += 1
        return found, damaged

    def standings(self) -> dict[tuple[str, str], Standing]:
        """Where every exercise that was touched stands, by section and exercise."""
        return standings(self.events()[0])


def _event(data: dict[str, Any]) -> Event:
    """The event of one line; raises TypeError or ValueError when the line is none."""
    event = Event(**data)
    for item in fields(Event):
        value = getattr(event, item.name)
        if item.type in ("float", "int"):
            if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _LARGEST:
                raise TypeError(f"{item.name} is no number")
        elif not isinstance(value, bool if item.type == "bool" else str):
            raise TypeError(f"{item.name} is no {item.type}")
    if event.status or event.event == "check":
        Status(event.status)
    return event


def standings(events: Iterable[Event]) -> dict[tuple[str, str], Standing]:
    """Fold events into standings. A check that could not run counts neither as an attempt nor as a failure."""
    found: dict[tuple[str, str], Standing] = {}
    for event in events:
        key = (event.section, event.exercise)
        found[key] = _after(found.get(key, Standing()), event)
    return found


def _after(standing: Standing, event: Event) -> Standing:
    values = dict(vars(standing))
    if event.event == "hint":
        values["hints"] = max(standing.hints, event.level)
    elif event.event == "solution":
        values["revealed"] = standing.revealed or event.revealed
    elif event.event == "check":
        status = Status(event.status)
        values["max_points"] = event.max_points or standing.max_points
        if status is Status.NOT_YET:
            values["failures"] = standing.failures + 1
        if status is Status.PASSED or (status is Status.NOT_YET and standing.status is not Status.PASSED):
            values["status"] = status
        values["points"] = max(standing.points, event.points)
    return Standing(**values)
