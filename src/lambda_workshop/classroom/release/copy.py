"""The class's own copy of the course, as a wheel: its sections only, numbered as its notebooks are.

A wheel is a zip file with a list of what is in it; nothing is compiled.
https://packaging.python.org/en/latest/specifications/binary-distribution-format/
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from lambda_workshop.authoring.section import CATALOGUE, Section, finished_sections
from lambda_workshop.checks import Exercise
from lambda_workshop.classroom.class_file import ClassFile
from lambda_workshop.classroom.release.course import chosen, handed_out
from lambda_workshop.doctor.packages import constraints_file
from lambda_workshop.grading.edition import PACKAGE, without_answers
from lambda_workshop.handout import CLASS, GIVEN

_NAME = "lambda_workshop"
_NUMBER = re.compile(r"^number\s*=.*$", re.MULTILINE)
_WHEEL = "Wheel-Version: 1.0\nGenerator: lambda-workshop\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_TIME = (2020, 1, 1, 0, 0, 0)
_ASK = "There is no third hint in this class: ask your instructor."


class CopyError(Exception):
    """The copy cannot be made; the message says what to do."""


def make_wheel(settings: ClassFile, folder: Path, *, sealed: bool | None = None) -> Path:
    """Write the class's wheel into the folder; returns its path.

    `sealed` leaves checks and solutions out, as the class file says where it is None. The same course and class give
    the same bytes; other ones give another version. Raises CopyError.
    """
    sealed = not settings.answers_on_disk if sealed is None else sealed
    constraints = constraints_file()
    if constraints is None:
        raise CopyError("constraints.txt is missing: install the course from its wheel or a checkout.")
    with tempfile.TemporaryDirectory() as draft:
        package = Path(draft) / _NAME
        write_package(settings, package, sealed=sealed)
        files = {path.relative_to(draft).as_posix(): path.read_bytes() for path in _sorted(package)}
    mark = hashlib.sha256(b"".join(name.encode() + content for name, content in files.items())).hexdigest()[:8]
    whole = distribution("lambda-workshop")
    version = f"{whole.version.partition('+')[0]}+{settings.slug.replace('-', '.')}.{mark}"
    about = f"{_NAME}-{version}.dist-info"
    metadata = re.sub(r"^Version: .*$", f"Version: {version}", whole.read_text("METADATA") or "", flags=re.MULTILINE)
    files[f"{_NAME}-{version}.data/data/share/lambda-workshop/constraints.txt"] = constraints.read_bytes()
    files[f"{about}/METADATA"] = metadata.encode()
    files[f"{about}/WHEEL"] = (
        b"Wheel-Version: 1.0\nGenerator: lambda-workshop\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    )
    files[f"{about}/entry_points.txt"] = (whole.read_text("entry_points.txt") or "").encode()
    record = [f"{name},sha256={_digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{about}/RECORD"] = ("\n".join([*record, f"{about}/RECORD,,"]) + "\n").encode()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_NAME}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            member = zipfile.ZipInfo(name, _TIME)
            member.external_attr = 0o644 << 16
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
    return path


def write_package(settings: ClassFile, package: Path, *, sealed: bool) -> None:
    """Write the package with the class's sections, and with what it hands out inside it.

    Modules of sections that were not chosen stay, for others use some of them; without their `section.toml` they are
    no sections.
    """
    shutil.copytree(PACKAGE, package, ignore=_not_copied)
    order = {section.id: section for section in chosen(settings)}
    for section in finished_sections()[0]:
        inside = package / "sections" / section.folder.name
        keeps_answers = section.id in order and not sealed
        shutil.copytree(section.folder, inside, ignore=_leftovers if keeps_answers else _answers)
        if not settings.labs and section.has_notebook:
            shutil.rmtree(inside / "lab", ignore_errors=True)
        if section.id not in order:
            (inside / "section.toml").unlink()
            continue
        text = (inside / "section.toml").read_text("utf-8")
        number = f"number = {order[section.id].number}"
        (inside / "section.toml").write_text(_NUMBER.sub(number, text, count=1), "utf-8")
        if not keeps_answers:
            catalogue = json.dumps([_named(exercise, section) for exercise in section.exercises()])
            (inside / CATALOGUE).write_text(catalogue, "utf-8")
    given = package / GIVEN.relative_to(PACKAGE)
    for path, content in handed_out(settings).items():
        (given / path).parent.mkdir(parents=True, exist_ok=True)
        (given / path).write_bytes(content)
    about = {"name": settings.name, "sealed": sealed, "submit_to": settings.submit_to}
    (package / CLASS.relative_to(PACKAGE)).write_text(json.dumps(about), "utf-8")


def _named(exercise: Exercise, section: Section) -> dict[str, object]:
    """What a notebook needs of an exercise, with what sets it up, and none of what is right."""
    named: dict[str, object] = {
        "name": exercise.name,
        "title": exercise.title,
        "points": exercise.points,
        "hints": [*exercise.hints[:2], _ASK],
        "resources": list(exercise.resources),
    }
    if exercise.setup is not None:
        module = exercise.setup.__module__
        source = section.folder / f"{module.rpartition('.')[2]}.py"
        if without_answers(str(section.folder), [source.name]):
            raise CopyError(
                f"{section.id}.{exercise.name} starts from `{module}`, which holds its check: move what sets it up "
                "into a module of its own, or let answers be on disk."
            )
        named["setup"] = f"{module}:{exercise.setup.__qualname__}"
    return named


def _not_copied(folder: str, names: Iterable[str]) -> set[str]:
    path = Path(folder)
    if path == PACKAGE / "sections":
        return set(names) - {"__init__.py"}
    dropped = {GIVEN.name} if path == PACKAGE else set()
    return {name for name in names if name in dropped or name == "__pycache__" or name.startswith(".")}


def _leftovers(folder: str, names: Iterable[str]) -> set[str]:
    """What is the author's own: wrong answers and right ones, and what tools leave."""
    return {name for name in names if name in ("answers", "__pycache__") or name.startswith(".")}


def _answers(folder: str, names: Iterable[str]) -> set[str]:
    """The same, with what says what is right."""
    return _leftovers(folder, names) | without_answers(folder, names)


def _sorted(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
