"""Makes the folder: wheels of the course and of all that it depends on, images, checksums, the installer."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from lambda_workshop.backends import docker_engine
from lambda_workshop.backends.localstack_state import FREE_IMAGE
from lambda_workshop.bundle.targets import PYTHONS, SYSTEMS, Target, complete
from lambda_workshop.doctor.docker import FUNCTION_IMAGE
from lambda_workshop.doctor.packages import constraints_file

OWN_IMAGE = "lambda-workshop"
SUMS = "SHA256SUMS"
_BESIDE = ("pyproject.toml", "constraints.txt", "README.md", "LICENSE")


class BundleError(Exception):
    """The bundle cannot be made; the message says what to do."""


@dataclass(frozen=True)
class Bundle:
    """What was made: its folder, its size in bytes, how many wheels, which images, and which could not be had.

    `missing_wheels` has, for each system and Python that was asked for, what nobody publishes for it.
    """

    folder: Path
    size: int
    wheels: int
    images: tuple[str, ...]
    missing_images: tuple[str, ...]
    missing_wheels: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        lines = [f"{self.wheels} wheels, {self.size / 1024**2:.0f} MB in {self.folder}."]
        if self.images:
            lines.append(f"Images: {', '.join(self.images)}.")
        if self.missing_images:
            lines.append(f"Not in it: the images {', '.join(self.missing_images)}. images.txt says how to add them.")
        for target, names in self.missing_wheels.items():
            lines.append(f"Not for {target}: there is no wheel of {', '.join(names)}.")
        lines.append("With no network: python3 install.py, in that folder.")
        return "\n".join(lines)


def make(
    folder: Path,
    *,
    pythons: Sequence[str] = (),
    systems: Sequence[str] = (),
    wheel: Path | None = None,
    images: bool = True,
    env: Mapping[str, str] = os.environ,
    tell: Callable[[str], None] = lambda line: None,
) -> Bundle:
    """Make the bundle, or add to the one that is there: made on each kind of machine, one folder serves them all.

    `pythons` are other versions for this kind of machine, such as `3.12`; `systems` are other kinds of machines, each
    with every Python that the course runs on: names of `targets.SYSTEMS`. `wheel` the course's own, which is
    otherwise built from the checkout or taken from where it was installed from; `tell` is given each step.
    Raises BundleError.
    """
    constraints = constraints_file()
    if constraints is None:
        raise BundleError("constraints.txt is missing: install the course from its wheel or a checkout.")
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    tell("Building the course's own wheel ...")
    own = _own_wheel(wheels, wheel)
    tell("Fetching the wheels of all that it depends on ...")
    # Pip among them: not every Python brings one.
    _pip("wheel", "-c", constraints, "--find-links", wheels, "-w", wheels, own, "pip")
    for python in pythons:
        tell(f"Fetching those for Python {python} ...")
        _for_python(python, wheels, constraints, own)
    lost = _for_systems(systems, wheels, constraints, own, tell)
    shutil.copy(constraints, folder / "constraints.txt")
    _copy_program(folder)
    saved, missing = _images(folder, env, tell) if images else ((), (FREE_IMAGE, FUNCTION_IMAGE, OWN_IMAGE))
    _write_image_list(folder)
    _copy_compose(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{_digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    size = sum(path.stat().st_size for path in files)
    return Bundle(folder, size, len(list(wheels.glob("*.whl"))), saved, missing, lost)


def _copy_program(folder: Path) -> None:
    """The installer, and the set-up program that it starts: standard library only."""
    package = Path(__file__).parents[1]
    shutil.copy(Path(__file__).with_name("install.py"), folder / "install.py")
    program = folder / "program" / package.name
    shutil.rmtree(program, ignore_errors=True)
    shutil.copytree(package / "setup", program / "setup", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(package / "__init__.py", program / "__init__.py")


def _own_wheel(wheels: Path, given: Path | None) -> Path:
    for old in wheels.glob("lambda_workshop-*.whl"):
        old.unlink()
    source = Path(__file__).parents[3]
    found = given or _installed_from()
    if given is None and (source / "pyproject.toml").exists():
        # From a copy: building leaves files beside the sources.
        with tempfile.TemporaryDirectory() as copy:
            for name in _BESIDE:
                shutil.copy(source / name, copy)
            ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
            shutil.copytree(source / "src", Path(copy) / "src", ignore=ignored)
            _pip("wheel", "--no-deps", "-w", wheels, copy)
    elif found is not None and found.exists():
        shutil.copy(found, wheels)
    else:
        raise BundleError("The course's own wheel is not here any more. Name it: workshop bundle FOLDER --wheel FILE")
    return next(wheels.glob("lambda_workshop-*.whl"))


def _installed_from() -> Path | None:
    """The wheel that pip installed the course from, as it wrote down; None when it was no file."""
    text = importlib.metadata.distribution("lambda-workshop").read_text("direct_url.json")
    address = urlsplit(json.loads(text)["url"]) if text else None
    if address is None or address.scheme != "file" or not address.path.endswith(".whl"):
        return None
    return Path(url2pathname(address.path))


def _for_python(python: str, wheels: Path, constraints: Path, own: Path) -> None:
    """The same distributions for another version of Python; those that fit every version are there already."""
    options = ("--python-version", python, "--only-binary", ":all:", "-c", constraints)
    _pip("download", *options, "--find-links", wheels, "-d", wheels, own)


def _for_systems(
    names: Sequence[str], wheels: Path, constraints: Path, own: Path, tell: Callable[[str], None]
) -> Mapping[str, Sequence[str]]:
    """The wheels for other systems; returns, for each system and Python, what is not to be had."""
    if unknown := [name for name in names if name not in SYSTEMS]:
        raise BundleError(f"There is no system {unknown[0]!r}; there are: {', '.join(SYSTEMS)}.")

    def fetch(target: Target, wanted: Sequence[str]) -> bool:
        tell(f"Fetching {', '.join(wanted)} for {target} ...")
        try:
            _pip("download", *target.options(), "--no-deps", "--find-links", wheels, "-d", wheels, *wanted)
        except BundleError:
            return False
        return True

    targets = [Target(SYSTEMS[name], python) for name in names for python in PYTHONS]
    return complete(wheels, own, constraints.read_text("utf-8"), targets, fetch)


def _pip(*arguments: str | Path) -> None:
    line = [sys.executable, "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(line, capture_output=True, text=True, errors="replace")
    if done.returncode:
        said = [text for text in done.stderr.splitlines() if text.startswith("ERROR")] or done.stderr.splitlines()
        raise BundleError(f"pip {arguments[0]} failed: {' '.join(said[-3:])}. A bundle is made with a network.")


def _images(
    folder: Path, env: Mapping[str, str], tell: Callable[[str], None]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Save what can be had; returns the names of those in the bundle, and of the others."""
    names = (FREE_IMAGE, FUNCTION_IMAGE, OWN_IMAGE)
    if docker_engine.program(env) is None or not docker_engine.engine(env).version:
        return (), names
    saved = []
    for name in names:
        # Ours is built, not fetched: `docker compose build`.
        if not docker_engine.has_image(env, name) and (name == OWN_IMAGE or not docker_engine.pull(env, name)):
            continue
        tell(f"Saving the image {name} ...")
        target = folder / "images" / f"{name.replace('/', '_').replace(':', '_')}.tar"
        target.parent.mkdir(exist_ok=True)
        if docker_engine.save(env, name, target):
            saved.append(name)
    return tuple(saved), tuple(name for name in names if name not in saved)


def _write_image_list(folder: Path) -> None:
    lines = ["# For LocalStack in Docker. Where Docker runs, `workshop bundle` saves them itself; by hand:"]
    for name in (FREE_IMAGE, FUNCTION_IMAGE):
        file = f"images/{name.replace('/', '_').replace(':', '_')}.tar"
        lines.append(f"docker pull {name} && docker save --output {file} {name}")
    lines.append(f"docker compose build && docker save --output images/{OWN_IMAGE}.tar {OWN_IMAGE}")
    (folder / "images.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _copy_compose(folder: Path) -> None:
    """Compose's file, where there is a checkout, with the image by its tag: a loaded image has no digest."""
    compose = Path(__file__).parents[3] / "docker-compose.yml"
    if compose.exists():
        shutil.copy(compose, folder / "docker-compose.yml")
        (folder / "compose.env").write_text(f"LOCALSTACK_IMAGE={FREE_IMAGE}\n", encoding="utf-8")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
