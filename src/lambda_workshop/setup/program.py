"""The set-up program: `lab`, `test`, `hub` in a checkout, `install` from a bundle, `remove`, `versions`."""

from __future__ import annotations

import argparse
import hashlib
import json
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.setup import pip, room
from lambda_workshop.setup.bundled import install_bundle
from lambda_workshop.setup.environment import FOLDER, Environment, locked
from lambda_workshop.setup.removing import remove
from lambda_workshop.setup.trouble import SetupError, explain

Tell = Callable[[str], None]
ROOT = Path(__file__).parents[3]
_COMPILED = "import psutil, rpds, tornado, zmq"
_HUB = Path("deploy/jupyterhub")


@dataclass(frozen=True)
class Part:
    """Something that is installed: what it is, the files that say its versions, what pip is given."""

    what: str
    files: tuple[str, ...]
    arguments: tuple[str, ...]

    def digest(self, root: Path) -> str:
        """Changes when the wanted versions do."""
        return hashlib.sha256(b"\0".join((root / file).read_bytes() for file in self.files)).hexdigest()


_VERSIONS = ("pyproject.toml", "constraints.txt")
_HUB_FILES = (f"{_HUB}/requirements.txt", f"{_HUB}/local/package-lock.json")
PARTS = {
    "lab": Part("the course", _VERSIONS, ("-e", ".")),
    "test": Part("what the tests need", _VERSIONS, ("-e", ".[test]")),
    "hub": Part("the hub", (*_VERSIONS, *_HUB_FILES), ("-r", _HUB_FILES[0])),
}


def main(arguments: Sequence[str], pythons: Sequence[str]) -> int:
    """Do what the arguments say; returns 0, or 1 after a sentence that says what to do.

    `pythons` are the versions that the course is tested with, the oldest first.
    """
    parser = argparse.ArgumentParser(prog="start.py", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in PARTS:
        commands.add_parser(name, help=f"set up what is missing of {PARTS[name].what}")
    bundle = commands.add_parser("install", help="install from a bundle, with no network")
    bundle.add_argument("--from", dest="bundle", type=Path, required=True)
    bundle.add_argument("folder", type=Path, nargs="?", default=Path("lambda-workshop"))
    commands.add_parser("remove", help="remove what was set up and left behind; notebooks and progress stay")
    commands.add_parser("versions", help="the Pythons that the course is tested with, as JSON")
    options = parser.parse_args(arguments)
    try:
        if options.command == "versions":
            print(json.dumps(pythons))
        elif options.command == "remove":
            remove(ROOT, _tell)
        elif options.command == "install":
            install_bundle(options.bundle, options.folder.absolute(), _tell)
        else:
            set_up(ROOT, options.command, _tell)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error.filename or 'The set-up'}: {error.strerror or error}.", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. The next start begins anew.", file=sys.stderr)
        return 130
    return 0


def set_up(root: Path, name: str, tell: Tell) -> None:
    """Bring the checkout's environment to where this part of it can be used; raises SetupError."""
    environment = Environment(root / FOLDER)
    with locked(root, tell):
        there = environment.folder.is_symlink() or environment.folder.exists()
        fault = environment.fault() if there else "it is missing"
        stamp = environment.stamp()
        parts = {} if fault or stamp is None else dict(stamp.parts)
        wanted = {each: PARTS[each].digest(root) for each in dict.fromkeys(("lab", name))}
        missing = [each for each in wanted if parts.get(each) != wanted[each]]
        if not missing:
            return
        began = time.monotonic()
        if fault:
            if there:
                tell(f"The environment in {environment.folder} is made anew: {fault}.")
            room.look(root)
            tell(f"Setting up with Python {platform.python_version()}, once: 116 MB to fetch, 420 MB on the disk.")
            environment.make()
            pip.bring(environment)
        elif parts:
            tell("Installing what is new ...")
        environment.unfinish()
        if missing == ["lab", "test"]:
            missing = ["test"]
        for each in missing:
            tell(f"Installing {PARTS[each].what} ...")
            pip.install(environment, ["-c", str(root / "constraints.txt"), *_below(root, PARTS[each].arguments)], tell)
        if name == "hub":
            _install_proxy(root, environment)
        prove(environment)
        environment.finish({**parts, **wanted})
        tell(f"Ready after {time.monotonic() - began:.0f} s.")


def _below(root: Path, arguments: Sequence[str]) -> list[str]:
    return [argument if argument.startswith("-") else f"{root}/{argument}" for argument in arguments]


def prove(environment: Environment) -> None:
    """Load what was compiled: a folder that forbids programs, or another C library, shows only then."""
    line = [str(environment.python), "-E", "-s", "-c", _COMPILED]
    done = subprocess.run(line, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise SetupError(
            f"What was installed does not run from {environment.folder}. A disk that is mounted `noexec` forbids it.",
            "cp -r . ~/course && cd ~/course",
            done.stderr.strip(),
        )


def _install_proxy(root: Path, environment: Environment) -> None:
    """The hub's proxy is a Node.js program."""
    npm = shutil.which("npm")
    if npm is None:
        raise SetupError("The hub's proxy needs Node.js 18 or newer with npm.", "https://nodejs.org")
    folder = environment.folder / "hub"
    folder.mkdir(exist_ok=True)
    for file in (root / _HUB / "local").glob("package*.json"):
        shutil.copy(file, folder)
    line = [npm, "ci", "--prefix", str(folder), "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    if done.returncode:
        raise explain(done.stdout, done.returncode, what="npm")


def _tell(line: str) -> None:
    print(line, flush=True)
