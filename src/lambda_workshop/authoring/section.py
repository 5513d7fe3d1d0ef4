"""Sections as data: what `section.toml` says, and where the section's other files are."""

from __future__ import annotations

import functools
import importlib
import importlib.metadata
import json
import tomllib
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from lambda_workshop.authoring.cells import Cell, LessonError, parse, transform
from lambda_workshop.authoring.sources import SECTIONS, sources
from lambda_workshop.checks import Exercise

CATALOGUE = "exercises.json"
"""Stands in a section's folder instead of its checks where these are kept from the learner's code."""


_NEEDED = ("number", "id", "title", "heading", "services", "prefix")


class SectionError(Exception):
    """A section is missing, or one of its files is wrong; the message says which and what to do."""


@dataclass(frozen=True)
class Quota:
    """A number that bites, and the AWS page that it comes from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True)
class Link:
    """A page to read on."""

    title: str
    url: str


@dataclass(frozen=True)
class Trigger:
    """The facts of a trigger. `model` is push or poll, `invocation` sync, async or batch."""

    caller: str
    model: str
    invocation: str
    permission: str
    retries: str
    failures: str
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True)
class Section:
    """One section of the course. `kind` is `trigger`, `start` for the course's map, `limits` for what has no trigger,
    `capstone` for a lab without a notebook.

    `quotas` are those of a section that has no trigger. `given` are files that the lab's handler imports, by their
    paths below the folder of all sections. `engine` says which versions of the course it was written for, as
    requirements do: `>=0.1,<0.2`.
    """

    number: int
    id: str
    title: str
    heading: str
    services: tuple[str, ...]
    prefix: str
    folder: Path
    previous: str = ""
    minutes: int = 45
    kind: str = "trigger"
    trigger: Trigger | None = None
    links: tuple[Link, ...] = field(default=())
    quotas: tuple[Quota, ...] = ()
    given: tuple[str, ...] = ()
    engine: str = ""

    @property
    def is_own(self) -> bool:
        """Whether it is one of the course's own sections, and not one from elsewhere."""
        return self.folder.parent == SECTIONS

    @property
    def has_notebook(self) -> bool:
        """Whether it is a notebook with exercises; otherwise it is a lab alone."""
        return self.kind != "capstone"

    @property
    def has_checks(self) -> bool:
        """Whether this copy of the course can check its exercises; one that is made for marks cannot."""
        return not (self.folder / CATALOGUE).exists()

    @property
    def file_name(self) -> str:
        """The stem of what is generated from it: `11_sqs`."""
        return f"{self.number:02d}_{self.id.replace('-', '_')}"

    def cells(self) -> tuple[Cell, ...]:
        """The lesson's cells, none where there is no notebook; raises SectionError."""
        if not self.has_notebook:
            return ()
        path = self.folder / "lesson.py"
        if not path.exists():
            raise SectionError(f"{path} is missing: write it")
        try:
            return parse(path.read_text("utf-8"))
        except LessonError as error:
            raise SectionError(f"{path}: {error}: mend the region") from error

    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises that `checks.py` ends with; in a copy of the course without checks, their names and points.

        Raises:
            SectionError: the file is missing, cannot be imported, or ends with no exercises.
        """
        if not self.has_notebook:
            return ()
        catalogue = self.folder / CATALOGUE
        if catalogue.exists():
            return tuple(_catalogued(exercise) for exercise in json.loads(catalogue.read_text("utf-8")))
        return tuple(self._named("checks", "EXERCISES", "a tuple of the section's exercises"))

    def lab(self) -> Exercise | None:
        """The lab's exercise; None when the section has no lab. Raises SectionError when its check cannot be used."""
        if not (self.folder / "lab" / "check.py").exists():
            return None
        found: Exercise = self._named("lab.check", "LAB", "the lab's exercise")
        return found

    def panel(self, lesson: Any, **options: Any) -> Any:
        """The section's panel for this lesson; raises SectionError when it has none."""
        if not (self.folder / "panel.py").exists():
            raise SectionError(f"the section {self.id} has no panel")
        return self._module("panel").panel(lesson, **options)

    def solution(self, exercise: str) -> str:
        """The solution of this exercise as one text; empty when this copy of the course has none."""
        return "\n\n".join(self.solution_cells(exercise))

    def solution_cells(self, exercise: str) -> tuple[str, ...]:
        """The solution's cells of this exercise, or the lab's handler where the exercise is `lab`; none when this copy
        of the course has none.
        """
        if exercise == "lab":
            return self._lab_solution()
        try:
            found = [cell for cell in self.cells() if cell.exercise == exercise and cell.role == "answer"]
        except SectionError:
            return ()
        return tuple(cell.solved() for cell in found)

    def _lab_solution(self) -> tuple[str, ...]:
        path = self.folder / "lab" / "handler.py"
        try:
            return (transform(path.read_text("utf-8"), solution=True),) if path.exists() else ()
        except LessonError as error:
            raise SectionError(f"{path}: {error}: mend the region") from error

    def file(self, name: str) -> str:
        """A file of the section's folder that is made for a function's package; raises SectionError."""
        path = self.folder / name
        if path.parent != self.folder or not path.is_file():
            raise SectionError(f"the section {self.id} has no file {name!r} to give")
        return path.read_text("utf-8")

    def given_files(self) -> Mapping[str, str]:
        """The texts of the files that the lab's handler imports, by their names."""
        paths = (self.folder.parent / name for name in self.given)
        return {path.name: path.read_text("utf-8") for path in paths}

    def events(self) -> Mapping[str, Any]:
        """The events that the trigger really delivers, by name."""
        return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(self.folder.glob("events/*.json"))}

    def problem(self) -> str:
        """Why the section cannot be built or checked, and what to do; empty when it can."""
        try:
            if self.has_checks:
                self.cells()
            self.exercises()
            self.lab()
        except SectionError as error:
            return str(error)
        return ""

    def _module(self, name: str) -> Any:
        return importlib.import_module(f"lambda_workshop.sections.{self.folder.name}.{name}")

    def _named(self, module: str, name: str, what: str) -> Any:
        """What a module of the section's calls `name`; raises SectionError, with the place of the mistake."""
        path = self.folder / f"{module.replace('.', '/')}.py"
        if not path.exists():
            raise SectionError(f"{path} is missing: write it")
        try:
            found = self._module(module)
        except SyntaxError as error:
            raise SectionError(f"{error.filename}, line {error.lineno}: {error.msg}: mend the line") from error
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            raise SectionError(
                f"{path} cannot be imported: {type(error).__name__}: {error} ({last.filename}, line {last.lineno})"
            ) from error
        if not hasattr(found, name):
            raise SectionError(f"{path} has no `{name}`: let it end with {what}")
        return getattr(found, name)


def _catalogued(named: dict[str, Any]) -> Exercise:
    """The exercise of a catalogue: its `setup` is named as `module:function`."""
    module, _, function = named.pop("setup", "").partition(":")
    setup = getattr(importlib.import_module(module), function) if module else None
    return Exercise(**named, setup=setup)


def load_folder(folder: Path) -> Section:
    """The section in this folder; raises SectionError when its `section.toml` is not complete, or is for another
    version of the course."""
    path = folder / "section.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        _expect_this_engine(path, data.get("engine", ""))
        if missing := [name for name in _NEEDED if name not in data]:
            raise SectionError(f"{path} says no {missing[0]}: add `{missing[0]} = ...`")
        trigger = data.pop("trigger", None)
        links = tuple(Link(**link) for link in data.pop("links", ()))
        data["quotas"] = tuple(Quota(**quota) for quota in data.pop("quotas", ()))
        data["services"] = tuple(data["services"])
        data["given"] = tuple(data.get("given", ()))
        return Section(**data, folder=folder, links=links, trigger=_trigger(trigger))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise SectionError(f"{path}: {error}: mend the file") from error


def _expect_this_engine(path: Path, wanted: object) -> None:
    here = importlib.metadata.version("lambda-workshop")
    try:
        fits = SpecifierSet(str(wanted)).contains(here, prereleases=True)
    except InvalidSpecifier as error:
        raise SectionError(f"{path}: engine = {wanted!r} is no version: write it as in `>=0.1,<0.2`") from error
    if not fits:
        raise SectionError(
            f"{path}: the section is for the course's version {wanted}, and this is {here}: "
            "take the section's edition for this version, or mend `engine` once it works"
        )


def _trigger(data: dict[str, Any] | None) -> Trigger | None:
    if data is None:
        return None
    quotas = tuple(Quota(**quota) for quota in data.pop("quotas", ()))
    return Trigger(**data, quotas=quotas)


@dataclass(frozen=True)
class Refused:
    """A section, or a place with sections, that is left out of the course: where it is, and why, in a sentence."""

    folder: Path
    why: str


@dataclass(frozen=True)
class Course:
    """All sections in the order of the course, and what had to be left out."""

    sections: tuple[Section, ...]
    refused: tuple[Refused, ...]


@functools.cache
def course() -> Course:
    """Every section of every source, and those that cannot be read.

    A section's checks are not imported for this: `Section.problem()` tells whether they can be.
    """
    found: dict[str, Section] = {}
    refused: list[Refused] = []
    for source in sources():
        if source.problem:
            refused.append(Refused(source.folder, source.problem))
            continue
        for folder in source.sections():
            try:
                section = load_folder(folder)
                _expect_new(section, found.values())
            except SectionError as error:
                refused.append(Refused(folder, str(error)))
            else:
                found[section.id] = section
    return Course(tuple(sorted(found.values(), key=lambda section: (section.number, section.id))), tuple(refused))


def _expect_new(section: Section, found: Iterable[Section]) -> None:
    if not section.folder.name.isidentifier():
        name = section.id.replace("-", "_")
        raise SectionError(f"{section.folder}: Python cannot import a folder of this name: call it `{name}`")
    for other in found:
        if other.id == section.id:
            raise SectionError(f'{section.folder}: the id "{section.id}" is taken by {other.folder}: choose another')
        if other.folder.name == section.folder.name:
            raise SectionError(f"{section.folder}: {other.folder} has the same name: call this folder otherwise")


def all_sections() -> tuple[Section, ...]:
    """Every section there is, in the order of the course."""
    return course().sections


def finished_sections() -> tuple[tuple[Section, ...], tuple[Refused, ...]]:
    """The sections that can be built and checked, in the order of the course, and what is left out, with the reason.

    An author's half-written section is among the latter, and stops nobody else.
    """
    problems = [(section, section.problem()) for section in all_sections()]
    unfinished = [Refused(section.folder, problem) for section, problem in problems if problem]
    return tuple(section for section, problem in problems if not problem), (*course().refused, *unfinished)


def load(section_id: str) -> Section:
    """The section with this id; raises SectionError, which says why it is left out, or names those that there are."""
    for section in all_sections():
        if section.id == section_id:
            return section
    for left_out in course().refused:
        if left_out.folder.name == section_id.replace("-", "_"):
            raise SectionError(left_out.why)
    known = ", ".join(section.id for section in all_sections())
    raise SectionError(f'there is no section "{section_id}"; there are: {known}')
