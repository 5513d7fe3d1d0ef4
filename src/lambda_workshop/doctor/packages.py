"""Python and its packages, against the versions that the course was tested with."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lambda_workshop.doctor.finding import Finding
from lambda_workshop.setup import start

_COURSE = "lambda-workshop"
_CONSTRAINTS = "constraints.txt"


def python() -> Finding:
    """Whether this Python is one that the course runs on."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    text = f"{version} at {sys.executable}"
    if start.is_tested(sys.version_info[:2]):
        return Finding("Python", True, text)
    tested = f"the course is tested with {start.versions()[-1]} to {start.versions()[0]}"
    return Finding("Python", False, f"{text}; {tested}", "make clean lab", needed=sys.version_info < start.OLDEST)


def installed(file: Path | None = None) -> list[Finding]:
    """The packages that the course depends on, however far down; one finding when all of them are as tested.

    `file` is what they are compared with, by default the course's own constraints.
    """
    file = file or constraints_file()
    tested = dict(_tested(file)) if file else {}
    exact = {name: version for name, version in _exact() if version}
    found, others, tests, every = [], [], [], sorted(closure())
    for name in every:
        version, wanted = _version(name), exact.get(name) or tested.get(name)
        if version is None:
            found.append(Finding(name, False, "not installed", _install(f"{name}=={wanted}" if wanted else name)))
        elif name in exact and version != wanted:
            text = f"{version}; the course's results depend on {wanted}"
            found.append(Finding(name, False, text, _install(f"{name}=={wanted}")))
        elif wanted and version != wanted:
            others.append(f"{name} {version} (tested: {wanted})")
            tests.append(f"{name}=={wanted}")
    if others:
        shown = ", ".join(others[:5]) + (f" and {len(others) - 5} more" if len(others) > 5 else "")
        found.append(Finding("packages", False, shown, _install(*tests), needed=False))
    elif not found:
        against = "as tested" if file else f"there; {_CONSTRAINTS} was not found to compare them with"
        found.append(Finding("packages", True, f"{len(every)}, all {against}"))
    return found


def constraints_file() -> Path | None:
    """The versions that the course was tested with: of the wheel, or of the checkout; None when neither is there."""
    for file in importlib.metadata.files(_COURSE) or ():
        if file.name == _CONSTRAINTS and (path := Path(str(file.locate()))).exists():
            return path.resolve()
    beside = Path(__file__).parents[3] / _CONSTRAINTS
    return beside if beside.exists() else None


def _tested(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text("utf-8").splitlines():
        name, equals, version = line.partition("==")
        if equals and not line.startswith("#"):
            yield canonicalize_name(name.strip()), version.split(";")[0].strip()


def _exact() -> Iterator[tuple[str, str]]:
    """The course's own dependencies, each with its version where that is pinned."""
    for requirement in _requirements(_COURSE):
        pins = [each.version for each in requirement.specifier if each.operator == "=="]
        yield canonicalize_name(requirement.name), pins[0] if pins else ""


def closure() -> set[str]:
    """The names of everything that the course's dependencies need, here, without their extras."""
    found: set[str] = set()
    waiting = [canonicalize_name(each.name) for each in _requirements(_COURSE)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [canonicalize_name(each.name) for each in _requirements(name)]
    return found


def _requirements(name: str) -> list[Requirement]:
    try:
        texts = importlib.metadata.requires(name) or []
    except importlib.metadata.PackageNotFoundError:
        return []
    every = [Requirement(text) for text in texts]
    return [each for each in every if each.marker is None or each.marker.evaluate({"extra": ""})]


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _install(*packages: str) -> str:
    """Never the course's own name: what an index has under it is somebody else's."""
    return f"{sys.executable} -m pip install {' '.join(packages)}"
