"""Wheels for other machines than this one: for each system and Python, all that the course needs there.

pip downloads for another system, but reads the markers of dependencies (`; sys_platform == "darwin"`) as this machine
does. So the dependencies are followed here, with each target's own markers.
"""

from __future__ import annotations

import functools
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.tags import Tag, compatible_tags, cpython_tags
from packaging.utils import InvalidWheelFilename, NormalizedName, canonicalize_name, parse_wheel_filename
from packaging.version import Version

PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True)
class System:
    """A kind of machine, as pip and markers call it. `platforms` are wheel platforms, the newest first."""

    title: str
    platforms: tuple[str, ...]
    sys_platform: str
    platform_system: str
    machine: str


SYSTEMS = {
    "linux": System(
        "Linux and WSL",
        ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
        "linux",
        "Linux",
        "x86_64",
    ),
    "linux-arm": System(
        "Linux on ARM",
        ("manylinux_2_28_aarch64", "manylinux_2_17_aarch64", "manylinux2014_aarch64"),
        "linux",
        "Linux",
        "aarch64",
    ),
    "mac": System(
        "macOS on Apple silicon",
        ("macosx_14_0_arm64", "macosx_12_0_arm64", "macosx_11_0_arm64", "macosx_11_0_universal2",
         "macosx_10_9_universal2"),
        "darwin",
        "Darwin",
        "arm64",
    ),
    "mac-intel": System(
        "macOS on Intel",
        ("macosx_12_0_x86_64", "macosx_11_0_x86_64", "macosx_10_12_x86_64", "macosx_10_9_x86_64",
         "macosx_10_9_universal2"),
        "darwin",
        "Darwin",
        "x86_64",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Target:
    """A system with a version of Python."""

    system: System
    python: str

    def __str__(self) -> str:
        return f"{self.system.title}, Python {self.python}"

    def environment(self) -> dict[str, str]:
        """What markers are read with."""
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{self.python}.0",
            "os_name": "posix",
            "platform_machine": self.system.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system.platform_system,
            "platform_version": "",
            "python_full_version": f"{self.python}.0",
            "python_version": self.python,
            "sys_platform": self.system.sys_platform,
        }

    @functools.cached_property
    def tags(self) -> frozenset[Tag]:
        """The wheels that fit."""
        version = tuple(map(int, self.python.split(".")))
        platforms = self.system.platforms
        every = [*cpython_tags(version, platforms=platforms), *compatible_tags(version, platforms=platforms)]
        return frozenset(every)

    def options(self) -> tuple[str, ...]:
        """What `pip download` is told."""
        platforms = [word for platform in self.system.platforms for word in ("--platform", platform)]
        return ("--python-version", self.python, "--implementation", "cp", *platforms, "--only-binary", ":all:")


Fetch = Callable[[Target, Sequence[str]], bool]
"""Downloads these requirements without their dependencies for a target; False when one of them is not to be had."""


def complete(
    wheels: Path, own: Path, constraints: str, targets: Sequence[Target], fetch: Fetch
) -> dict[str, list[str]]:
    """Fetch what is missing in `wheels` for each target; returns, by target, what is not to be had.

    `own` is the course's wheel, `constraints` the text of its constraints.
    """
    missing: dict[str, list[str]] = {}
    for target in targets:
        lost = sorted(_followed(wheels, own, constraints, target, fetch))
        if lost:
            missing[str(target)] = lost
    return missing


def _followed(wheels: Path, own: Path, constraints: str, target: Target, fetch: Fetch) -> set[str]:
    pins = _pins(constraints, target)
    seen: set[tuple[NormalizedName, frozenset[str]]] = set()
    lost: set[str] = set()
    level = list(_requires(own, target, frozenset()))
    while level:
        level = [one for one in level if (canonicalize_name(one.name), frozenset(one.extras)) not in seen]
        seen |= {(canonicalize_name(one.name), frozenset(one.extras)) for one in level}
        wanted = {canonicalize_name(one.name): _pinned(one, pins) for one in level}
        needed = {name: text for name, text in wanted.items() if _found(wheels, text, target) is None}
        if needed and not fetch(target, sorted(needed.values())):
            for text in needed.values():
                fetch(target, [text])
        following: list[Requirement] = []
        for one in level:
            text = wanted[canonicalize_name(one.name)]
            wheel = _found(wheels, text, target)
            if wheel is None:
                lost.add(text)
            else:
                following += _requires(wheel, target, frozenset(one.extras))
        level = following
    return lost


def _pins(constraints: str, target: Target) -> Mapping[NormalizedName, str]:
    found: dict[NormalizedName, str] = {}
    for line in constraints.splitlines():
        text = line.partition("#")[0].strip()
        try:
            one = Requirement(text) if text else None
        except InvalidRequirement:
            continue
        if one is not None and (one.marker is None or one.marker.evaluate(target.environment())):
            found[canonicalize_name(one.name)] = str(one.specifier)
    return found


def _pinned(one: Requirement, pins: Mapping[NormalizedName, str]) -> str:
    return f"{one.name}{pins.get(canonicalize_name(one.name)) or one.specifier}"


def _found(wheels: Path, text: str, target: Target) -> Path | None:
    """The newest wheel there that is of this requirement and fits the target."""
    wanted = Requirement(text)
    tags = target.tags
    fitting: list[tuple[Version, Path]] = []
    for path in wheels.glob("*.whl"):
        try:
            name, version, _build, fits = parse_wheel_filename(path.name)
        except InvalidWheelFilename:
            continue
        same = name == canonicalize_name(wanted.name) and wanted.specifier.contains(version, prereleases=True)
        if same and tags & fits:
            fitting.append((version, path))
    return max(fitting)[1] if fitting else None


def _requires(wheel: Path, target: Target, extras: frozenset[str]) -> Iterator[Requirement]:
    """What a wheel needs on the target, with these extras."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = BytesParser().parsebytes(archive.read(name), headersonly=True)
    for line in metadata.get_all("Requires-Dist") or ():
        one = Requirement(str(line))
        chosen = [{"extra": extra} for extra in (extras or {""})]
        if one.marker is None or any(one.marker.evaluate({**target.environment(), **extra}) for extra in chosen):
            yield one
