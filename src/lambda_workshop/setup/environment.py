"""The virtual environment: made, found to be whole, made anew where it is not; a stamp in it says what it is.

That `bin/python` is there proves nothing: the folder may have been moved, the system's Python replaced, the making
interrupted, or another program may have made it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import platform
import shutil
import subprocess
import venv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lambda_workshop.setup.trouble import SetupError

FOLDER, STAMP = ".venv", "lambda-workshop.json"
_BEGUN = "lambda-workshop.begun"
_ASK = "import sys; print('.'.join(map(str, sys.version_info[:3]))); print(sys.prefix)"


@dataclass(frozen=True)
class Stamp:
    """A finished environment: where it was made, with which Python, on which machine, and what was installed.

    `parts` are `lab`, `test`, `hub`, each with a digest of the versions that were asked for.
    """

    folder: str
    python: str
    machine: str
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Environment:
    """A virtual environment of the course."""

    folder: Path

    @property
    def python(self) -> Path:
        """Its Python."""
        return self.folder / "bin" / "python"

    def command(self, module: str, *arguments: str) -> list[str]:
        """The line that runs a module in it, deaf to what the learner's environment tells Python."""
        return [str(self.python), "-E", "-s", "-m", module, *arguments]

    def stamp(self) -> Stamp | None:
        """What it says of itself; None when it says nothing, or nothing that can be read."""
        try:
            found = json.loads((self.folder / STAMP).read_text("utf-8"))
            parts = {str(name): str(digest) for name, digest in dict(found["parts"]).items()}
            return Stamp(str(found["folder"]), str(found["python"]), str(found["machine"]), parts)
        except (OSError, ValueError, TypeError, LookupError):
            return None

    def finish(self, parts: Mapping[str, str]) -> None:
        """Write down that these parts are whole."""
        stamp = Stamp(str(self.folder), platform.python_version(), _machine(), parts)
        draft = self.folder / f"{STAMP}.part"
        draft.write_text(json.dumps(asdict(stamp), indent=1) + "\n", encoding="utf-8")
        draft.replace(self.folder / STAMP)

    def unfinish(self) -> None:
        """Write down that something is being installed: whoever finds it so makes it anew."""
        (self.folder / STAMP).unlink(missing_ok=True)

    def fault(self) -> str:
        """Why it cannot be used as it is: a clause such as `the folder was moved`; empty when it can."""
        stamp = self.stamp()
        if stamp is None:
            begun = (self.folder / _BEGUN).exists()
            return "it was not finished" if begun else "it was made by another program"
        if Path(stamp.folder) != self.folder:
            return f"it was made in {stamp.folder}, and was moved or copied since"
        if stamp.machine != _machine():
            return f"it was made on another kind of machine ({stamp.machine})"
        if not self.python.exists():
            return f"the Python {stamp.python} that it was made with is gone"
        try:
            said = subprocess.run(
                [self.python, "-E", "-s", "-c", _ASK], capture_output=True, text=True, errors="replace", timeout=20
            ).stdout.splitlines()
        except (OSError, subprocess.SubprocessError) as error:
            return f"its Python does not run: {error}"
        if len(said) != 2:
            return "its Python does not run"
        if said[0].rpartition(".")[0] != stamp.python.rpartition(".")[0]:
            return f"it was made with Python {stamp.python}, and the system now has {said[0]}"
        return "" if Path(said[1]) == self.folder else "it belongs to another folder"

    def make(self) -> None:
        """Make it with this Python, without pip; raises SetupError."""
        if self.folder.is_symlink() or self.folder.is_file():
            self.folder.unlink()
        elif self.folder.exists():
            self._remove()
        try:
            self.folder.mkdir(parents=True)
            (self.folder / _BEGUN).touch()
            venv.EnvBuilder(symlinks=True, prompt="lambda-workshop").create(self.folder)
        except (OSError, subprocess.CalledProcessError) as error:
            raise SetupError(
                f"No virtual environment could be made in {self.folder}: {error}. A disk without links, such as a "
                "memory stick's, cannot hold one.",
                "cp -r . ~/course && cd ~/course",
            ) from error

    def _remove(self) -> None:
        ours = ("pyvenv.cfg", _BEGUN, STAMP, "conda-meta")
        if any(self.folder.iterdir()) and not any((self.folder / name).exists() for name in ours):
            raise SetupError(
                f"{self.folder} is no Python environment, and is not removed.", f"mv {self.folder} {self.folder}.old"
            )
        try:
            shutil.rmtree(self.folder)
        except OSError as error:
            raise SetupError(
                f"{error.filename} cannot be removed: {error.strerror}. Was it made by another user (sudo make)?",
                f"sudo rm -rf {self.folder}",
            ) from error


def _machine() -> str:
    return f"{platform.system()} {platform.machine()}"


@contextlib.contextmanager
def locked(folder: Path, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the folder, so that two set-ups in it come one after the other. Where nothing can be locked, nothing is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell("Another set-up runs in this folder: waiting for it ...")
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError as error:
            tell(f"This disk keeps no locks ({error.strerror}): do not start two at once.")
        yield
    finally:
        os.close(descriptor)
