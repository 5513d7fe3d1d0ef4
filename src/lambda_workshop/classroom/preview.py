"""What a changed check would do to the class, before it does it: a run of its own, compared with the grades."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from lambda_workshop.classroom import runs
from lambda_workshop.classroom.runs import Change
from lambda_workshop.grading.grade import Grade
from lambda_workshop.grading.run import Options, Summary, grade_all

FOLDER = "preview"
_KEPT = ("seed", "results")


@dataclass(frozen=True)
class Preview:
    """What would change, and how many submissions the run graded anew."""

    changes: tuple[Change, ...]
    graded: int

    @property
    def learners(self) -> int:
        """How many submissions would have other points."""
        return len({change.learner for change in self.changes})


def preview(options: Options, *, progress: Callable[[int, int, Grade | None], None] = lambda *_: None) -> Preview:
    """Grade below `options.out`/preview what `options.out` would be graded anew; the grades stay as they are.

    Raises what `grade_all` raises, and OSError.
    """
    folder = options.out / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in _KEPT:
        path = options.out / name
        if path.is_dir():
            shutil.copytree(path, folder / name)
        elif path.exists():
            shutil.copy(path, folder / name)
    summary: Summary = grade_all(replace(options, out=folder), progress=progress)
    return Preview(tuple(changed(options.out)), summary.graded)


def changed(grades: Path) -> list[Change]:
    """What the last preview would change; nothing where there was none."""
    folder = grades / FOLDER
    return list(runs.changes(runs.now(grades), folder)) if (folder / "results").is_dir() else []


def forget(grades: Path) -> None:
    """Remove the last preview: the grades have moved on."""
    shutil.rmtree(grades / FOLDER, ignore_errors=True)
