"""Looks at the machine for what the course needs, and says how to get what is missing."""

from __future__ import annotations

import importlib.metadata
import shutil
import sys
from dataclasses import dataclass

# Those that the course's results depend on; the rest is held by constraints.txt.
PINNED = {
    "ministack": "1.5.33",
    "boto3": "1.43.106",
    "botocore": "1.43.106",
    "localstack-client": "2.12",
    "moto": "5.2.5",
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `needed` is False for what only some parts of the course want."""

    subject: str
    ok: bool
    text: str
    remedy: str = ""
    needed: bool = True


def examine() -> list[Finding]:
    """Every finding, in the order in which one would mend them."""
    return [_python(), *_packages(), _backend(), *_programs()]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding("Python", fits, version, "" if fits else "install Python 3.11, 3.12 or 3.13, then `make lab`")


def _packages() -> list[Finding]:
    found = []
    for name, wanted in PINNED.items():
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = "not installed"
        remedy = "" if installed == wanted else f"{sys.executable} -m pip install {name}=={wanted}"
        text = installed if not remedy else f"{installed}; the course needs {wanted}"
        found.append(Finding(name, not remedy, text, remedy))
    return found


def _backend() -> Finding:
    from lambda_workshop.backends import BackendError
    from lambda_workshop.backends.choose import choose

    try:
        chosen = choose()
        chosen.backend.health()
    except BackendError as error:
        return Finding("backend", False, str(error), "mend the above, then `workshop start`")
    return Finding("backend", True, chosen.backend.describe())


def _programs() -> list[Finding]:
    """Programs that only tests and instructors want."""
    wanted = (("chromium", "for the browser tests"), ("bwrap", "to grade submissions in a sandbox"))
    packages = {"chromium": "chromium", "bwrap": "bubblewrap"}
    found = []
    for name, purpose in wanted:
        path = shutil.which(name)
        remedy = "" if path else f"Debian and Ubuntu: apt-get install {packages[name]}"
        found.append(Finding(name, path is not None, f"{path or 'not installed'} ({purpose})", remedy, needed=False))
    return found
