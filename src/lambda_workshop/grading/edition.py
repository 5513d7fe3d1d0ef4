"""The learner's editions: of the package, what each of a box's rooms needs, and no check, answer or solution.

A kernel imports the course without what is right in it: the names of exercises and their points stand in a catalogue
in place of the checks, and of a section's modules there is what its lesson and its panel use. A backend and its
functions have no section, a lab's tests their runner, and a handler under test nothing but the program that calls it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from pathlib import Path

from lambda_workshop.authoring.section import CATALOGUE, Section, finished_sections
from lambda_workshop.checks import Exercise
from lambda_workshop.grading.needed import needed

PACKAGE = Path(__file__).parent.parent
# Of the course, what neither a notebook nor the emulator uses: sections come by themselves, as far as they are needed.
_NOT_FOR_ROOMS = frozenset({"sections", "grading", "classroom", "answers", "bundle", "verify", "__pycache__"})
# Below a section's folder: what says, in whatever form, what a right answer is.
_KEPT_BACK = frozenset({"answers", "lab", "__pycache__"})
_KEPT_BACK_MODULES = ("checks", "lesson.")


def make_editions(folder: Path) -> None:
    """Write `folder/ROOM/lambda_workshop` for each room: kernel, backend, tests, handler; readable by everybody."""
    most = (*(path.name for path in sorted(PACKAGE.iterdir()) if path.name not in _NOT_FOR_ROOMS), "grading/inside")
    rooms = {
        "kernel": most,
        "backend": most,
        "tests": ("grading/inside",),
        "handler": ("emulator/runtime/bootstrap.py",),
    }
    for name, parts in rooms.items():
        edition = folder / name / PACKAGE.name
        for part in dict.fromkeys(("__init__.py", *parts)):
            _copy(PACKAGE / part, edition / part)
    sections = folder / "kernel" / PACKAGE.name / "sections"
    _copy(PACKAGE / "sections" / "__init__.py", sections / "__init__.py")
    for section in finished_sections()[0]:
        _make_section(section, sections / section.folder.name)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _copy(path: Path, to: Path) -> None:
    """Copy a file or a folder, with the `__init__.py` of each folder above it; nothing where there is none."""
    if not path.exists():
        return
    if path.is_dir():
        shutil.copytree(path, to, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, to)
    for above, copied in zip(path.parents, to.parents, strict=False):
        if above == PACKAGE:
            return
        if (above / "__init__.py").exists():
            shutil.copy(above / "__init__.py", copied)


def _make_section(section: Section, to: Path) -> None:
    """The section as a kernel may see it: its data, the events, and of its modules what is needed."""
    shutil.copytree(section.folder, to, ignore=_without_code)
    for name, text in needed(section).items():
        (to / name).write_text(text, encoding="utf-8")
    catalogue = json.dumps([_named(exercise) for exercise in section.exercises()])
    (to / CATALOGUE).write_text(catalogue, encoding="utf-8")


def _named(exercise: Exercise) -> dict[str, object]:
    """What the notebook needs of an exercise, and none of what is right."""
    return {
        "name": exercise.name,
        "title": exercise.title,
        "points": exercise.points,
        "hints": ["", "", ""],
        "resources": list(exercise.resources),
    }


def without_answers(folder: str, names: Iterable[str]) -> set[str]:
    """Those names below a section's folder that say, in whatever form, what is right."""
    return {name for name in names if name in _KEPT_BACK or name.startswith(_KEPT_BACK_MODULES)}


def _without_code(folder: str, names: Iterable[str]) -> set[str]:
    # Of a section's modules only what is needed comes back.
    return {name for name in names if name.endswith(".py")} | without_answers(folder, names)
