"""The walls: which command lines confine what, and whether this machine can put them up.

A submission runs in a *box* (bubblewrap): no network but a loopback of its own, the system read-only, folders of its
own, all of it ended as one. The grader's worker runs in the box. What the learner wrote runs in *rooms* within it,
each with its own processes and files and as nobody: the kernel's room, the backend's room with its functions, and a
room for each handler that a check calls. A room sees its edition of the package in place of the package, and writes
nowhere but into files of its own, which end with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from lambda_workshop.authoring.sources import VARIABLE, outside_sources
from lambda_workshop.grading.edition import PACKAGE
from lambda_workshop.grading.limits import Limits

# Where things stand in the box.
BOX = Path("/box")
EDITION, SUBMISSION, EXTRA, REQUEST = BOX / "edition", BOX / "submission", BOX / "extra", BOX / "request.json"
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
# What programs read in /etc that is no secret of the machine's.
_ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime", "ssl", "hosts", "nsswitch.conf", "alternatives")
_FIRST_ROOM_UID = 61_001
_CALLS = 9
"""The descriptor from which bubblewrap reads which calls are allowed."""
_SHARED_MEMORY = 16 << 20
"""Bytes in /dev/shm: multiprocessing keeps its locks there."""
IMAGE = "lambda-workshop"
"""The image that the repository's Dockerfile makes."""
_ROOM_RIGHTS = ("SYS_ADMIN", "SETUID", "SETGID", "SETPCAP", "CHOWN", "DAC_OVERRIDE", "FOWNER", "KILL")


class Kind(Enum):
    """How submissions are confined."""

    BUBBLEWRAP = "bwrap"
    DOCKER = "docker"
    NONE = "none"


class SandboxError(Exception):
    """No sandbox can be put up here; the message says what is missing and how to get it."""


class Room(Enum):
    """The rooms of a box. Each has a user of its own where the grader is root."""

    KERNEL = 0
    BACKEND = 1
    HANDLER = 2
    TESTS = 3

    @property
    def uid(self) -> int:
        """The user outside the room where the grader is root."""
        return _FIRST_ROOM_UID + self.value

    @property
    def edition(self) -> str:
        """The name of its edition's folder."""
        return self.name.lower()

    @property
    def talks(self) -> bool:
        """Whether it shares the box's loopback: kernel and backend talk to each other, the others to nobody."""
        return self in (Room.KERNEL, Room.BACKEND)


@dataclass(frozen=True)
class Mount:
    """A folder or file of the box that a room sees at `at`."""

    path: Path
    at: Path
    writable: bool = False


def box(
    command: Sequence[str],
    *,
    mounts: Iterable[Mount] = (),
    limits: Limits,
    variables: Mapping[str, str] | None = None,
) -> list[str]:
    """The command line that runs the worker's `command` in a box."""
    root = os.geteuid() == 0
    line = ["bwrap", "--die-with-parent", "--new-session", "--unshare-pid", "--unshare-net", "--unshare-ipc"]
    line += ["--unshare-uts", "--unshare-cgroup-try", "--hostname", "grader", "--clearenv"]
    # As root there is no user namespace: rooms are other users, which such a namespace would not know.
    line += [] if root else ["--unshare-user"]
    # Empty folders first: Python may itself stand in one of them.
    line += ["--dev", "/dev", *_tmpfs("/tmp", 4 * limits.disk), *_tmpfs(str(BOX), limits.disk)]
    line += _system() + _pythons(PACKAGE.parent)
    for mount in mounts:
        line += _bind(mount)
    for name, value in {**_variables(HOME="/tmp", TMPDIR="/tmp"), **(variables or {})}.items():
        line += ["--setenv", name, value]
    if root:
        # Bubblewrap covers parts of /proc for root, and a room could then not have one of its own.
        return [*line, "--dir", "/proc", "--", "/bin/sh", "-c", 'mount -t proc proc /proc && exec "$@"', "sh", *command]
    return [*line, "--proc", "/proc", "--", *command]


def docker_box(
    command: Sequence[str],
    *,
    mounts: Iterable[Mount] = (),
    limits: Limits,
    variables: Mapping[str, str] | None = None,
) -> list[str]:
    """The command line that runs the worker's `command` in a container as its box; the rooms in it are bubblewrap's.

    For machines that have no bubblewrap of their own. Putting rooms up takes a right that containers lack by default;
    in a room nothing has it.
    https://docs.docker.com/reference/cli/docker/container/run/
    """
    line = ["docker", "run", "--rm", "--init", "--interactive", "--network=none", "--hostname=grader"]
    line += ["--user=0", "--workdir=/tmp"]
    line += ["--cap-drop=ALL", *(f"--cap-add={name}" for name in _ROOM_RIGHTS)]
    line += ["--security-opt=seccomp=unconfined", "--security-opt=apparmor=unconfined"]
    line += ["--security-opt=systempaths=unconfined"]
    line += [f"--memory={3 * limits.total_memory}", f"--pids-limit={8 * limits.processes}"]
    line += [f"--tmpfs=/tmp:exec,mode=1777,size={4 * limits.disk}"]
    for mount in mounts:
        line.append(
            f"--mount=type=bind,source={mount.path},target={mount.at}" + ("" if mount.writable else ",readonly")
        )
    own = {"HOME": "/tmp", "TMPDIR": "/tmp", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    for name, value in {**own, **(variables or {})}.items():
        line += ["--env", f"{name}={value}"]
    return [*line, IMAGE, *command]


def room(
    kind: Room,
    command: Sequence[str],
    *,
    mounts: Iterable[Mount] = (),
    variables: Mapping[str, str] | None = None,
    home: Path | None = None,
    calls: Path | None = None,
    limits: Limits,
) -> list[str]:
    """The command line that runs `command` in one of the box's rooms; it is to be run in the box.

    `home` is a folder below `/tmp` where it starts; nothing of it is kept. `calls` is the file with the program that
    says which of the kernel's calls are allowed (see seccomp).
    """
    line = ["/bin/sh", "-c", f'exec "$@" {_CALLS}<"$0"', str(calls)] if calls else []
    if os.geteuid() == 0:
        line += ["setpriv", f"--reuid={kind.uid}", f"--regid={kind.uid}", "--clear-groups", "--"]
    line += ["bwrap", "--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"]
    line += [] if kind.talks else ["--unshare-net"]
    line += ["--seccomp", str(_CALLS)] if calls else []
    line += ["--cap-drop", "ALL", "--clearenv", "--uid", "1000", "--gid", "1000"]
    line += ["--dev", "/dev", *_tmpfs("/dev/shm", _SHARED_MEMORY), "--proc", "/proc", *_tmpfs("/tmp", limits.disk)]
    edition = Mount(EDITION / kind.edition / PACKAGE.name, PACKAGE)
    line += _system() + _pythons(None) + _bind(edition) + _without_packages()
    line += ["--dir", str(home), "--chdir", str(home)] if home else ["--chdir", "/tmp"]
    for mount in mounts:
        line += _bind(mount)
    # Bubblewrap's own folders are half of the machine's memory each, and nobody's to fill.
    line += ["--remount-ro", "/dev", "--remount-ro", "/"]
    for name, value in {**_variables(HOME="/tmp", TMPDIR="/tmp"), **(variables or {})}.items():
        line += ["--setenv", name, value]
    return [*line, "--", *command]


def unusable() -> str:
    """Why no box with rooms can be put up on this machine, and what to do about it; empty when it can."""
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed: `workshop doctor --grading` says how to get it."
    edition = f"--dir {EDITION / Room.KERNEL.edition / PACKAGE.name}".split()
    try:
        inner = room(Room.KERNEL, ["/bin/true"], limits=Limits())
        line = box(inner, limits=Limits())
        where = line.index("--")
        line[where:where] = edition
        tried = subprocess.run(line, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap cannot be run: {error}"
    if tried.returncode == 0:
        return ""
    said = tried.stderr.strip().splitlines()
    why = said[-1] if said else f"status {tried.returncode}"
    return f"bubblewrap cannot put a sandbox up here ({why}): `workshop doctor --grading` says what to do."


def docker_unusable() -> str:
    """Why no container can be the box on this machine, and what to do about it; empty when one can."""
    try:
        tried = subprocess.run(
            ["docker", "image", "inspect", IMAGE], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"Docker cannot be run ({error}): install it, and start it."
    if tried.returncode == 0:
        return ""
    said = tried.stderr.strip().splitlines()
    why = said[-1].rstrip(".?") if said else "Docker does not answer"
    return f"{why}. Start Docker, and build the image: docker build -t {IMAGE} ."


def given_to(path: Path, kind: Room) -> Path:
    """The path, made the room's own."""
    if os.geteuid() == 0:
        os.chown(path, kind.uid, kind.uid)
    return path


def _variables(**own: str) -> dict[str, str]:
    path = f"{Path(sys.prefix) / 'bin'}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
    return {
        "PATH": path,
        "USER": "learner",
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        **own,
    }


def _system() -> list[str]:
    line: list[str] = []
    for name in _SYSTEM:
        path = Path(name)
        if path.is_symlink():
            line += ["--symlink", str(path.readlink()), name]
        elif path.is_dir():
            line += ["--ro-bind", name, name]
    line += ["--perms", "0755", "--dir", "/etc"]
    for name in _ETC:
        line += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return line


def _pythons(package: Path | None) -> list[str]:
    """Python's own folders, and the one that the package is imported from."""
    line: list[str] = []
    found = [Path(sys.base_prefix), Path(sys.prefix), *([package] if package else [])]
    for path in dict.fromkeys(found):
        if not any(path.is_relative_to(name) for name in _SYSTEM):
            line += _bind(Mount(path, path))
    return line


def _without_packages() -> list[str]:
    """Cover the sections of installed packages: what a room may see of them stands in the edition."""
    found = [source.folder / source.only for source in outside_sources() if source.origin != VARIABLE]
    return [part for path in found for part in ("--tmpfs", str(path))]


def _bind(mount: Mount) -> list[str]:
    # Bubblewrap makes missing parents as private as the original's, and the rooms are other users.
    line: list[str] = []
    for parent in reversed(mount.at.parents[:-1]):
        line += ["--perms", "0755", "--dir", str(parent)]
    return [*line, "--bind" if mount.writable else "--ro-bind", str(mount.path), str(mount.at)]


def _tmpfs(path: str, size: int) -> list[str]:
    return ["--perms", "1777", "--size", str(size), "--tmpfs", path]
