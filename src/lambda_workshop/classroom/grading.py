"""A class's grading: what the class file says of it, and what is kept beside the grades."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from lambda_workshop.authoring.section import all_sections
from lambda_workshop.classroom import answers, handed_in, preview, runs
from lambda_workshop.classroom.class_file import ClassFile, ClassFileError
from lambda_workshop.classroom.hand_back import write_marks
from lambda_workshop.grading.run import Options
from lambda_workshop.grading.store import Store
from lambda_workshop.grading.submissions import find

_LAST = ".grades"
"""Beside the class file: which folder of grades was written last."""


def with_class(options: Options, settings: ClassFile) -> Options:
    """The options with what the class file settles, where the command line does not say otherwise."""
    return replace(options, sections=options.sections or settings.sections, extra=options.extra or settings.extra)


def before(options: Options) -> None:
    """Remember the grades as they are, so that what a run changes can be seen.

    Raises:
        ClassFileError: this copy of the course cannot grade.
        OSError: the folder cannot be written.
    """
    if not all(section.has_checks for section in all_sections()):
        raise ClassFileError("This copy of the course holds no checks: grade with the instructor's.")
    if (options.out / "results").is_dir():
        runs.remember(options.out)


def after(options: Options, settings: ClassFile | None) -> list[Path]:
    """Keep when everything was handed in and what it holds; write the reports with all that was decided, and name them.

    Raises OSError or StoreError.
    """
    preview.forget(options.out)
    sections = options.sections or tuple(dict.fromkeys(name.partition(".")[0] for name in _graded(options.out)))
    answers.keep(options.out, find(options.submissions), sections)
    known = handed_in.read(options.submissions)
    if known:
        handed_in.write(options.out, {**handed_in.read(options.out), **known})
    if settings is not None:
        note = os.path.relpath(options.out.absolute(), settings.path.absolute().parent)
        (settings.path.parent / _LAST).write_text(note + "\n", encoding="utf-8")
    return write_marks(options.out, settings)


def _graded(grades: Path) -> list[str]:
    """Every exercise that there is a grade of."""
    return [item.exercise for kept in Store(grades).every() for item in kept.grade.exercises]


def grades_folder(given: Path | None, settings: ClassFile | None) -> Path:
    """The folder of grades that is meant: the given one, else the one that was written last for this class.

    Raises ClassFileError when there is none.
    """
    if given is None and settings is not None:
        try:
            given = settings.path.parent / (settings.path.parent / _LAST).read_text("utf-8").strip()
        except OSError:
            given = None
    if given is None:
        raise ClassFileError("Which grades? Name their folder: --grades GRADES.")
    if not (given / "results").is_dir():
        raise ClassFileError(f"There are no grades in {given}: `workshop grade SUBMISSIONS --out {given}` makes them.")
    return given
