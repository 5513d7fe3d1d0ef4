"""The learner's edition: the package as a submission's code may see it, with no check, answer or solution in it.

It is what the kernel, the backend and its functions import while a submission is graded. The names of exercises and
their points stand in a catalogue in place of the checks.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from lambda_workshop.authoring.section import CATALOGUE, finished_sections
from lambda_workshop.checks import Exercise

PACKAGE = Path(__file__).parent.parent
# Below a section's folder: what says, in whatever form, what a right answer is.
_KEPT_BACK = frozenset({"answers", "lab"})
_KEPT_BACK_MODULES = ("checks", "lesson.")


def make_edition(folder: Path) -> Path:
    """Write the edition below `folder`, readable by everybody; returns the package's own folder in it."""
    edition = folder / PACKAGE.name
    shutil.copytree(PACKAGE, edition, ignore=_kept_back)
    for section in finished_sections()[0]:
        inside = edition / "sections" / section.folder.name
        if not section.is_own:
            shutil.copytree(section.folder, inside, ignore=without_answers)
        catalogue = json.dumps([_named(exercise) for exercise in section.exercises()])
        (inside / CATALOGUE).write_text(catalogue, encoding="utf-8")
    for path in (edition, *edition.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return edition


def _named(exercise: Exercise) -> dict[str, object]:
    """What the notebook needs of an exercise, and none of what is right."""
    return {
        "name": exercise.name,
        "title": exercise.title,
        "points": exercise.points,
        "hints": ["", "", ""],
        "resources": list(exercise.resources),
    }


def _kept_back(folder: str, names: Iterable[str]) -> set[str]:
    path = Path(folder)
    if path == PACKAGE / "grading":
        return set(names) - {"__init__.py", "inside"}
    if PACKAGE / "sections" in path.parents:
        return without_answers(folder, names)
    return set()


def without_answers(folder: str, names: Iterable[str]) -> set[str]:
    """Those names below a section's folder that say, in whatever form, what is right."""
    return {name for name in names if name in _KEPT_BACK or name.startswith(_KEPT_BACK_MODULES)}
