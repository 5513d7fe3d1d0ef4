"""Sections as data: what `section.toml` says, and where the section's other files are."""

from __future__ import annotations

import functools
import importlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambda_workshop.authoring.cells import Cell, parse
from lambda_workshop.checks import Exercise

SECTIONS = Path(__file__).parent.parent / "sections"
CATALOGUE = "exercises.json"
"""Stands in a section's folder instead of its checks where these are kept from the learner's code."""


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
    paths below the folder of all sections.
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

    @property
    def has_notebook(self) -> bool:
        """Whether it is a notebook with exercises; otherwise it is a lab alone."""
        return self.kind != "capstone"

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
            raise SectionError(f"{path} is missing")
        return parse(path.read_text("utf-8"))

    def exercises(self) -> tuple[Exercise, ...]:
        """The exercises that `checks.py` ends with; in a copy of the course without checks, their names and points."""
        if not self.has_notebook:
            return ()
        catalogue = self.folder / CATALOGUE
        if catalogue.exists():
            return tuple(Exercise(**exercise) for exercise in json.loads(catalogue.read_text("utf-8")))
        return tuple(self._module("checks").EXERCISES)

    def lab(self) -> Exercise | None:
        """The lab's exercise; None when the section has no lab."""
        if not (self.folder / "lab" / "check.py").exists():
            return None
        found: Exercise = self._module("lab.check").LAB
        return found

    def panel(self, lesson: Any, **options: Any) -> Any:
        """The section's panel for this lesson; raises SectionError when it has none."""
        if not (self.folder / "panel.py").exists():
            raise SectionError(f"the section {self.id} has no panel")
        return self._module("panel").panel(lesson, **options)

    def solution(self, exercise: str) -> str:
        """The solution's cells of this exercise, one below the other; empty when this copy of the course has none."""
        try:
            answers = [cell for cell in self.cells() if cell.exercise == exercise and cell.role == "answer"]
        except SectionError:
            return ""
        return "\n\n".join(cell.solved() for cell in answers)

    def file(self, name: str) -> str:
        """A file of the section's folder that is made for a function's package; raises SectionError."""
        path = self.folder / name
        if path.parent != self.folder or not path.is_file():
            raise SectionError(f"the section {self.id} has no file {name!r} to give")
        return path.read_text("utf-8")

    def given_files(self) -> Mapping[str, str]:
        """The texts of the files that the lab's handler imports, by their names."""
        return {path.name: path.read_text("utf-8") for path in (self.folder.parent / name for name in self.given)}

    def events(self) -> Mapping[str, Any]:
        """The events that the trigger really delivers, by name."""
        return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(self.folder.glob("events/*.json"))}

    def _module(self, name: str) -> Any:
        return importlib.import_module(f"lambda_workshop.sections.{self.folder.name}.{name}")


def load_folder(folder: Path) -> Section:
    """The section in this folder; raises SectionError when its `section.toml` is not complete."""
    path = folder / "section.toml"
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        trigger = data.pop("trigger", None)
        links = tuple(Link(**link) for link in data.pop("links", ()))
        data["quotas"] = tuple(Quota(**quota) for quota in data.pop("quotas", ()))
        data["services"] = tuple(data["services"])
        data["given"] = tuple(data.get("given", ()))
        return Section(**data, folder=folder, links=links, trigger=_trigger(trigger))
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise SectionError(f"{path}: {error}") from error


def _trigger(data: dict[str, Any] | None) -> Trigger | None:
    if data is None:
        return None
    quotas = tuple(Quota(**quota) for quota in data.pop("quotas", ()))
    return Trigger(**data, quotas=quotas)


@functools.cache
def all_sections() -> tuple[Section, ...]:
    """Every section there is, in the order of the course."""
    folders = [path.parent for path in SECTIONS.glob("*/section.toml")]
    return tuple(sorted((load_folder(folder) for folder in folders), key=lambda section: section.number))


def load(section_id: str) -> Section:
    """The section with this id; raises SectionError, which names those that there are."""
    for section in all_sections():
        if section.id == section_id:
            return section
    known = ", ".join(section.id for section in all_sections())
    raise SectionError(f'there is no section "{section_id}"; there are: {known}')
