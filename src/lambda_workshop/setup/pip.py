"""Pip: where one is found when Python brings none, and how its work is shown."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from lambda_workshop.setup.environment import Environment
from lambda_workshop.setup.trouble import SetupError, explain

_SHOW_SECONDS = 0.5, 5.0
"""How often progress is shown: in a terminal, and in a file."""
_SIZE = re.compile(r"\(([\d.]+) (kB|MB|bytes)")
_BREAKING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_PYTHON", "PIP_NO_DEPS", "PIP_DRY_RUN")
_APT_PACKAGE = "python3-pip-whl"


def bring(environment: Environment, wheels: Path | None = None) -> None:
    """Put pip into an environment without one; raises SetupError where none can be had.

    It comes from a bundle's wheels, from this Python's own, from the system's, from uv, or from Debian's packages
    (which anybody may fetch, and only root may install).
    """
    with tempfile.TemporaryDirectory() as name:
        for wheel in _wheels(wheels, Path(name)):
            line = [
                str(environment.python),
                "-E",
                "-s",
                f"{wheel}/pip",
                "install",
                "--quiet",
                "--no-index",
                "--no-deps",
            ]
            if _run_quietly([*line, "--no-user", "--disable-pip-version-check", str(wheel)]):
                return
    for line in _others(environment):
        if _run_quietly(line):
            return
    raise SetupError("This Python comes without pip, and none was found.", _how_to_get_pip())


def _wheels(bundled: Path | None, work: Path) -> Iterator[Path]:
    folders = [bundled] if bundled else []
    if spec := importlib.util.find_spec("ensurepip"):
        folders += [Path(place) / "_bundled" for place in spec.submodule_search_locations or ()]
    folders += [Path(sysconfig.get_config_var("WHEEL_PKG_DIR") or ""), Path("/usr/share/python-wheels")]
    for folder in folders:
        yield from sorted(folder.glob("pip-*.whl"), reverse=True)
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        yield from _from_apt(work)


def _from_apt(work: Path) -> Iterator[Path]:
    """The wheel in Debian's package, fetched and unpacked but not installed."""
    # Where nobody has asked for the lists of packages yet, they are fetched too, into a folder of our own.
    state, cache = work / "state", work / "cache"
    (state / "lists" / "partial").mkdir(parents=True)
    (cache / "archives" / "partial").mkdir(parents=True)
    own = ["-o", f"Dir::State={state}", "-o", "Dir::State::status=/var/lib/dpkg/status", "-o", f"Dir::Cache={cache}"]
    own += ["-o", "Acquire::Languages=none", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=15"]
    for options, update in (([], False), (own, True)):
        if update and not _run_quietly(["apt-get", *options, "update"]):
            return
        _run_quietly(["apt-get", *options, "download", _APT_PACKAGE], cwd=work)
        for package in work.glob(f"{_APT_PACKAGE}_*.deb"):
            if _run_quietly(["dpkg-deb", "-x", str(package), str(work / "unpacked")]):
                yield from sorted((work / "unpacked").rglob("pip-*.whl"), reverse=True)
                return


def _others(environment: Environment) -> Iterator[list[str]]:
    if importlib.util.find_spec("pip"):
        yield [sys.executable, "-m", "pip", "--python", str(environment.python), "install", "--quiet", "pip"]
    if uv := shutil.which("uv"):
        yield [uv, "pip", "install", "--quiet", "--python", str(environment.python), "pip"]


def _how_to_get_pip() -> str:
    if shutil.which("apt-get"):
        return "sudo apt-get update && sudo apt-get install python3-venv"
    return f"{sys.executable} -m ensurepip --user"


def _run_quietly(line: Sequence[str], cwd: Path | None = None) -> bool:
    with contextlib.suppress(OSError):
        return not subprocess.run(line, cwd=cwd, capture_output=True, env=_variables()).returncode
    return False


def install(environment: Environment, arguments: Sequence[str], tell: Callable[[str], None]) -> None:
    """Have pip install these, and show how far it is; raises SetupError with what went wrong."""
    line = environment.command("pip", "--disable-pip-version-check", "--no-input", "install", "--no-user")
    process = subprocess.Popen(
        [*line, "--progress-bar", "off", "--prefer-binary", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        env=_variables(),
    )
    assert process.stdout is not None
    said: list[str] = []
    progress = _Progress(tell)
    try:
        for text in process.stdout:
            said.append(text)
            progress.see(text)
        status = process.wait()
    finally:
        progress.end()
        # Interrupted: it must not go on installing behind our back.
        if process.poll() is None:
            process.kill()
            process.wait()
    if status:
        raise explain("".join(said), status)


def _variables() -> dict[str, str]:
    """The caller's, with its index and its proxy, without what sends packages elsewhere or changes Python."""
    kept = {
        name: value for name, value in os.environ.items() if name not in _BREAKING and not name.startswith("PYTHON")
    }
    # Messages are read: they must not be translated.
    return {**kept, "LC_ALL": "C.UTF-8", "PIP_REQUIRE_VIRTUALENV": "0"}


class _Progress:
    """A line that says how far pip is: rewritten in a terminal, written now and then in a file."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._terminal = sys.stdout.isatty()
        self._packages, self._bytes, self._stage = 0, 0.0, "looking for packages"
        self._shown, self._began = "", time.monotonic()
        self._ended = threading.Event()
        self._shower = threading.Thread(target=self._show_on, name="progress", daemon=True)
        self._shower.start()

    def see(self, text: str) -> None:
        """Take a line of pip's."""
        word = text.split(" ", 1)[0]
        if word == "Collecting":
            self._packages += 1
            self._stage = "fetching"
        elif text.lstrip().startswith("Downloading") and (size := _SIZE.search(text)):
            self._bytes += float(size[1]) * {"bytes": 1, "kB": 1e3, "MB": 1e6}[size[2]]
        elif text.startswith("Installing collected packages"):
            self._stage = "installing"
        elif "Retrying" in text:
            self._stage = "the package index does not answer, trying again"

    def end(self) -> None:
        """Show no more."""
        self._ended.set()
        self._shower.join()
        if self._terminal:
            sys.stdout.write("\r\x1b[K")
            sys.stdout.flush()

    def _show_on(self) -> None:
        pause = _SHOW_SECONDS[0 if self._terminal else 1]
        while not self._ended.wait(pause):
            line = f"  {self._stage}: {self._packages} packages, {self._bytes / 1e6:.0f} MB fetched"
            line += f", {time.monotonic() - self._began:.0f} s"
            if self._terminal:
                sys.stdout.write(f"\r\x1b[K{line}")
                sys.stdout.flush()
            else:
                self._tell(line)
