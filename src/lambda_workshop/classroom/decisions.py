"""What the instructor decided about grades: an append-only file that outlives every regrade and every kill.

A decision is one line of JSON in `GRADES/decisions.jsonl`. Nothing is changed in it: an undone decision stays, with
the line that undid it.
"""

from __future__ import annotations

import contextlib
import fcntl
import getpass
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

FILE = "decisions.jsonl"
_LONGEST_WHY = 2_000


class DecisionError(Exception):
    """The decision cannot be taken or kept; the message says what to do."""


class Kind(Enum):
    """What was decided."""

    POINTS = "points"
    """Points of one learner's exercise, in place of the check's."""
    COMMENT = "comment"
    """Words to one learner, on an exercise or on the whole."""
    WAIVED = "waived"
    """An exercise that counts for nobody."""
    EXTRA_TIME = "extra_time"
    """Minutes more for one learner, for everything or for one section."""
    UNDONE = "undone"
    """An earlier decision that no longer holds."""


@dataclass(frozen=True)
class Decision:
    """One decision.

    Attributes:
        kind: what was decided.
        why: the reason, in words that the learner reads.
        learner: whose; empty for all.
        exercise: `section.exercise`, a section, or empty for everything.
        points: what the exercise is worth, of the check's own points and before any lateness.
        minutes: more time.
        was: the check's points when it was decided.
        undoes: the number of the decision that this one undoes.
        number: its line in the file, from 1; 0 before it is kept.
        time: when, in UTC.
        by: the user who decided.
    """

    kind: Kind
    why: str
    learner: str = ""
    exercise: str = ""
    points: float | None = None
    minutes: float = 0.0
    was: float | None = None
    undoes: int = 0
    number: int = 0
    time: str = ""
    by: str = ""

    def to_json(self) -> str:
        """One line of JSON."""
        values = {key: value for key, value in vars(self).items() if value not in ("", 0, None) or key == "points"}
        values.pop("number", None)
        if self.points is None:
            values.pop("points", None)
        return json.dumps(values | {"kind": self.kind.value})


class Decisions:
    """The decisions of one folder of grades. Safe for several processes at once."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE

    def add(self, decision: Decision) -> Decision:
        """Keep it, on the disk before this returns; raises DecisionError when it has no reason or cannot be kept."""
        why = decision.why.strip()
        if not why:
            raise DecisionError("A decision needs a reason that its learner can read: give one with --why.")
        if len(why) > _LONGEST_WHY:
            raise DecisionError(f"The reason has {len(why)} characters: at most {_LONGEST_WHY}.")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        kept = replace(decision, why=why, time=decision.time or now, by=decision.by or _user())
        try:
            with self._opened() as descriptor:
                size = os.fstat(descriptor).st_size
                # A line that a kill cut short must not take this one with it.
                torn = size and os.pread(descriptor, 1, size - 1) != b"\n"
                os.write(descriptor, (b"\n" if torn else b"") + kept.to_json().encode() + b"\n")
                os.fsync(descriptor)
                number = os.pread(descriptor, os.fstat(descriptor).st_size, 0).count(b"\n")
        except OSError as error:
            raise DecisionError(f"{self.path} cannot be written: {error.strerror}. Nothing was decided.") from error
        return replace(kept, number=number)

    def undo(self, number: int, why: str) -> Decision:
        """Let an earlier decision hold no longer; raises DecisionError when there is none that does."""
        found = next((one for one in self.holding() if one.number == number), None)
        if found is None:
            raise DecisionError(f"There is no decision {number} that holds.")
        return self.add(Decision(Kind.UNDONE, why, found.learner, found.exercise, undoes=number))

    def every(self) -> list[Decision]:
        """All decisions in their order, those that were undone as well; torn lines are left out."""
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            raise DecisionError(f"{self.path} cannot be read: {error.strerror}.") from error
        found = []
        for number, line in enumerate(lines, start=1):
            with contextlib.suppress(ValueError, TypeError, KeyError):
                found.append(_decision(json.loads(line), number))
        return found

    def holding(self) -> list[Decision]:
        """Those that hold: not undone, and for points, waivers and time the last of their kind."""
        every = self.every()
        undone = {one.undoes for one in every if one.kind is Kind.UNDONE}
        found: dict[tuple[object, ...], Decision] = {}
        for one in every:
            if one.number in undone or one.kind is Kind.UNDONE:
                continue
            alone = (one.number,) if one.kind is Kind.COMMENT else (one.kind, one.learner, one.exercise)
            found[alone] = one
        return sorted(found.values(), key=lambda one: one.number)

    @contextlib.contextmanager
    def _opened(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def _decision(data: Mapping[str, Any], number: int) -> Decision:
    decision = Decision(**{**data, "kind": Kind(data["kind"]), "number": number})
    texts = (decision.why, decision.learner, decision.exercise, decision.time, decision.by)
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("texts are texts")
    for value in (decision.points, decision.was, decision.minutes, decision.undoes):
        if value is not None and not isinstance(value, int | float):
            raise TypeError("numbers are numbers")
    return decision


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
