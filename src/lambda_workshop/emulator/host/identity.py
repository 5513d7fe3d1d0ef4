"""Which process is meant: its id, and when it began by a clock that nobody sets.

An id alone may have been given to another process since. The wall clock is no help: it is set by hand, by time
servers, and after a laptop's sleep.
"""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple


class Process(NamedTuple):
    """A process of this machine; two that are equal are the same one."""

    pid: int
    began: str

    @classmethod
    def read(cls, value: object) -> Process:
        """The process as JSON has it, `[pid, began]`; raises ValueError for anything else."""
        match value:
            case [int(pid), str(began)] if pid > 0:
                return cls(pid, began)
        raise ValueError(f"{value!r} names no process")


def this() -> Process:
    """This very process."""
    return Process(os.getpid(), _began(os.getpid()) or "")


def of(pid: int) -> Process | None:
    """The process that has this id now; None when there is none, or when it only waits to be reaped."""
    began = _began(pid)
    return None if began is None else Process(pid, began)


def runs(process: Process) -> bool:
    """Whether this very process still runs."""
    return _began(process.pid) == process.began


def _began(pid: int) -> str | None:
    if not sys.platform.startswith("linux"):
        return _began_elsewhere(pid)
    try:
        # The name in the middle may hold anything; behind it, state is the first field, the start the twentieth.
        # https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else f"{fields[19]} {_boot()}"


@cache
def _boot() -> str:
    """Which start of the machine this is: ticks begin anew with each."""
    return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()


def _began_elsewhere(pid: int) -> str | None:
    """On macOS the system wrote the time down when the process began, and changes it no more."""
    import psutil

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else repr(process.create_time())
    except psutil.Error:
        return None
