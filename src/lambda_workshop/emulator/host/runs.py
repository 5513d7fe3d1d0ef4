"""The folder of one run of the backend, in the state folder, and every process that was started from it.

Not in the system's temporary folder: that is cleaned, by programs and by tidy people, while a backend runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lambda_workshop.emulator.host import identity
from lambda_workshop.emulator.host.identity import Process

PREFIX = "run-"
_OWNERS = "owners.json"


def make(home: Path) -> Path:
    """A fresh private folder for a run, owned by this process."""
    folder = Path(tempfile.mkdtemp(dir=home, prefix=PREFIX))
    own(folder, identity.this())
    return folder


def own(folder: Path, *owners: Process) -> None:
    """Write down whose run it is: while one of them lives, nobody sweeps it."""
    draft = folder / f"{_OWNERS}.part"
    draft.write_text(json.dumps(owners), encoding="utf-8")
    draft.replace(folder / _OWNERS)


def sweep(home: Path) -> list[Path]:
    """Remove the folders of runs whose owners were all killed, with what they left running; returns them.

    To be called with the state folder's lock held: nobody makes a run meanwhile.
    """
    found = [folder for folder in sorted(home.glob(f"{PREFIX}*")) if not _is_owned(folder)]
    for folder in found:
        end_processes(folder, descendants=False, seconds=2.0)
        remove(folder)
    return found


def _is_owned(folder: Path) -> bool:
    try:
        owners = json.loads((folder / _OWNERS).read_text("utf-8"))
        return any(identity.runs(Process.read(owner)) for owner in owners)
    except (OSError, ValueError, TypeError, RecursionError):
        return False


def end_processes(folder: Path, *, descendants: bool, seconds: float = 5.0) -> None:
    """Kill every process that belongs to the run in `folder`, and with `descendants` every one below this one.

    Processes that a function started and let go of (their own session, their parent dead) are found by their
    environment, which names the folder. Returns when none is left, or after `seconds`.
    """
    import psutil

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = {process.pid: process for process in _processes_of(str(folder))}
        if descendants:
            found.update({process.pid: process for process in psutil.Process().children(recursive=True)})
        if not found:
            return
        for process in found.values():
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(list(found.values()), timeout=max(0.0, min(1.0, deadline - time.monotonic())))


def remove(folder: Path) -> None:
    """Remove the folder of a run."""
    # A function may have taken away its own permission to write where it left something.
    for root, _folders, _files in os.walk(folder):
        with contextlib.suppress(OSError):
            Path(root).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def _processes_of(folder: str) -> Iterator[Any]:
    """This user's live processes of that run, except this one and those that it descends from."""
    import psutil

    me = psutil.Process()
    relatives = {process.pid for process in me.parents()} | {me.pid}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.uids().real != os.getuid() or process.pid in relatives:
                continue
            if process.status() != psutil.STATUS_ZOMBIE and _mentions(process, folder):
                yield process


def _mentions(process: Any, folder: str) -> bool:
    """Whether the process was started from this run: its environment or its working folder says so."""
    import psutil

    with contextlib.suppress(psutil.Error, OSError):
        # Not somebody's shell that looks around there: it has a terminal, and functions have none.
        if process.cwd().startswith(folder) and process.terminal() is None:
            return True
    with contextlib.suppress(psutil.Error, OSError):
        return any(folder in value for value in process.environ().values())
    return False
