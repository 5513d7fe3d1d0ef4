"""The virtual environment, the C library, and what the learner's variables would do to the course."""

from __future__ import annotations

import platform
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from lambda_workshop.doctor.finding import Finding
from lambda_workshop.setup.environment import FOLDER, Environment
from lambda_workshop.setup.folders import can_write, home_folder, state_folder
from lambda_workshop.setup.surroundings import LOOPBACK, misleading_python

OLDEST_GLIBC = (2, 28)
"""The oldest for which the pinned packages have wheels (manylinux_2_28)."""

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")


def examine(env: Mapping[str, str]) -> list[Finding]:
    """The environment's stamp where `make lab` made it, then what surrounds it."""
    return [*_stamp(), *_c_library(), *_home(env), _proxy(env), _variables(env)]


def _stamp() -> Iterator[Finding]:
    folder = Path(sys.prefix)
    if folder.name == FOLDER and Environment(folder).stamp() is not None:
        fault = Environment(folder).fault()
        yield Finding("environment", not fault, fault or f"whole, in {folder}", "make lab" if fault else "")


def _c_library() -> Iterator[Finding]:
    name, version = platform.libc_ver()
    if name == "glibc":
        fits = tuple(int(part) for part in version.split(".")[:2]) >= OLDEST_GLIBC
        needed = ".".join(map(str, OLDEST_GLIBC))
        text = version if fits else f"{version}; some packages need {needed}"
        yield Finding("glibc", fits, text, "" if fits else "use a newer system, or the Docker image", needed=False)


def _home(env: Mapping[str, str]) -> Iterator[Finding]:
    home = home_folder(env)
    if not can_write(home):
        yield Finding("home", True, f"{home} cannot be written to: progress and settings are in {state_folder(env)}")


def _proxy(env: Mapping[str, str]) -> Finding:
    """Through which proxy programs go here, and whether this machine's own addresses would go there too."""
    found = {
        name: env[name] for name in env if name.lower() in ("http_proxy", "https_proxy", "all_proxy") and env[name]
    }
    if not found:
        system = urllib.request.getproxies()
        text = f"the system's settings name {system['http']}" if system.get("http") else "none"
        return Finding("proxy", True, text, needed=False)
    named = ", ".join(f"{name}={_without_password(value)}" for name, value in sorted(found.items()))
    spared = (env.get("no_proxy") or env.get("NO_PROXY") or "").split(",")
    if all(host in spared for host in LOOPBACK[:2]):
        return Finding("proxy", True, f"{named}; not for this machine's own addresses", needed=False)
    text = f"{named}; lessons keep 127.0.0.1 from it, other programs (curl) do not"
    return Finding("proxy", False, text, "export no_proxy=localhost,127.0.0.1,::1", needed=False)


def _without_password(address: str) -> str:
    before, at, after = address.rpartition("@")
    return f"{before.partition('//')[0]}//...@{after}" if at else address


def _variables(env: Mapping[str, str]) -> Finding:
    """What the course does not hear of these variables."""
    aws = sorted(name for name in env if name.startswith("AWS_"))
    ignored = [*aws, *misleading_python(env)]
    if not ignored:
        return Finding("variables", True, "nothing in them that is not for the course")
    return Finding("variables", True, f"not heard by lessons: {', '.join(ignored)}")
