"""How much memory this process may still take: of the machine, of its container, of its shell's limits."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC, _CGROUPS = Path("/proc"), Path("/sys/fs/cgroup")


@dataclass(frozen=True)
class Room:
    """Bytes that are left, and who holds the limit: `this machine`, `this container`, `ulimit -v`."""

    left: int
    where: str

    def __str__(self) -> str:
        return f"{self.left / 1024**3:.1f} GB free on {self.where}"


def room(proc: Path = _PROC, cgroups: Path = _CGROUPS) -> Room | None:
    """The tightest of all limits; None where the system does not say (macOS)."""
    found = [*_machine(proc), *_cgroup2(proc, cgroups), *_cgroup1(proc, cgroups), *_limits(proc)]
    return min(found, key=lambda each: each.left, default=None)


def shortage(needed: int, what: str) -> str:
    """A sentence when fewer bytes are left than this needs; else the empty text."""
    left = room()
    if left is None or left.left >= needed:
        return ""
    return (
        f"Memory: {left.left // 1024**2} MB are free on {left.where}, and {what} need {needed // 1024**2} MB. If a "
        "kernel dies, that is why: close other programs, and shut kernels down that you do not use."
    )


def _machine(proc: Path) -> Iterator[Room]:
    with contextlib.suppress(OSError, ValueError, IndexError):
        for line in (proc / "meminfo").read_text("ascii").splitlines():
            if line.startswith("MemAvailable:"):
                yield Room(int(line.split()[1]) * 1024, "this machine")


def _cgroup2(proc: Path, cgroups: Path) -> Iterator[Room]:
    """Each group from this process's own up to the root. https://docs.kernel.org/admin-guide/cgroup-v2.html"""
    for group in _above(cgroups, _path_of(proc, "0", "")):
        yield from _group(group, "memory.max", "memory.current", "inactive_file")


def _cgroup1(proc: Path, cgroups: Path) -> Iterator[Room]:
    """The same for version 1. https://docs.kernel.org/admin-guide/cgroup-v1/memory.html"""
    for group in _above(cgroups / "memory", _path_of(proc, None, "memory")):
        yield from _group(group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")


def _path_of(proc: Path, number: str | None, controller: str) -> str:
    """This process's group, from lines such as `0::/user.slice` and `4:memory:/docker/1f`."""
    with contextlib.suppress(OSError, ValueError):
        for line in (proc / "self" / "cgroup").read_text("utf-8").splitlines():
            its_number, controllers, path = line.split(":", 2)
            if number == its_number or (number is None and controller in controllers.split(",")):
                return path.strip("/")
    return ""


def _above(root: Path, path: str) -> Iterator[Path]:
    # In a container the path may be the host's, which is not there: its own group is the root then.
    group = root / path
    while group != root:
        yield group
        group = group.parent
    yield root


def _group(folder: Path, maximum: str, current: str, reclaimable: str) -> Iterator[Room]:
    with contextlib.suppress(OSError, ValueError):
        limit, used = int((folder / maximum).read_text("ascii")), int((folder / current).read_text("ascii"))
        for line in (folder / "memory.stat").read_text("ascii").splitlines():
            name, value = line.split()
            if name == reclaimable:
                used -= int(value)
        yield Room(limit - used, "this container")


def _limits(proc: Path) -> Iterator[Room]:
    """What `ulimit -v` and `ulimit -d` leave to each process."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        pages = [int(number) for number in (proc / "self" / "statm").read_text("ascii").split()]
        size = resource.getpagesize()
        for kind, used, name in ((resource.RLIMIT_AS, pages[0], "-v"), (resource.RLIMIT_DATA, pages[5], "-d")):
            soft, _hard = resource.getrlimit(kind)
            if soft != resource.RLIM_INFINITY:
                yield Room(soft - used * size, f"this shell (ulimit {name})")
