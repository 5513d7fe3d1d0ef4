"""When each submission came, from whom and from where: kept beside the submissions, and beside their grades."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from lambda_workshop.grading.store import write_atomically

FILE = ".handed-in.json"


@dataclass(frozen=True)
class HandedIn:
    """One attempt of one learner.

    Attributes:
        learner: the learner's id.
        time: when it was handed in, with a zone; None where nobody knows.
        clock: whose clock said so: `receipt` (the learner's), `file`, `commit` or `instructor`.
        source: where it came from.
        digest: the hash of the work, as the receipt has it.
        ids: the learner's numbers in other systems, and the name that Moodle or Canvas gave the file.
        wrong: what did not fit with its receipt, in words; empty as a rule.
    """

    learner: str
    time: datetime | None = None
    clock: str = ""
    source: str = ""
    digest: str = ""
    ids: Mapping[str, str] = field(default_factory=dict)
    wrong: str = ""


def read(folder: Path) -> dict[str, HandedIn]:
    """What is known of the submissions of this folder, by their names; empty where nothing is."""
    try:
        data = json.loads((folder / FILE).read_text("utf-8"))
        return {
            str(name): HandedIn(
                **{**one, "time": datetime.fromisoformat(one["time"]) if one["time"] else None, "ids": dict(one["ids"])}
            )
            for name, one in data.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}


def write(folder: Path, known: Mapping[str, HandedIn]) -> None:
    """Keep it, whole or not at all; raises OSError."""
    data = {
        name: {**asdict(one), "time": one.time.isoformat() if one.time else "", "ids": dict(one.ids)}
        for name, one in sorted(known.items())
    }
    write_atomically(folder / FILE, json.dumps(data, indent=1) + "\n")
