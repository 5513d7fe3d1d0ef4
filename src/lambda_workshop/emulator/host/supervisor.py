"""The server's parent: however the server ends, nothing of it stays behind.

A tiny process (standard library only until the end) in a session of its own. It makes the private temporary
folder, starts the server, writes the state file once the server answers, waits, and then ends every process that
the server started and removes folder and state file. When the supervisor itself is killed, the server does the
same (see server._watch_supervisor); when both are, the next start sweeps up (`sweep`).
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

RUN_PREFIX = "lambda-workshop-"
OWNER_FILE = "owner.json"
_UNOWNED_LIFETIME = 60.0
_KEPT = frozenset({"PATH", "PYTHONPATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH"})
_KEPT_PREFIXES = ("WORKSHOP_", "COVERAGE_", "LAMBDA_")
_CLOCK_SLACK = 2.0
"""Seconds by which two readings of one process's creation time may differ: the clock may be set between them."""


def creation_time(pid: int) -> float | None:
    """When this process was created, in seconds since the epoch; None when there is no such live process."""
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return float(process.create_time())
    except psutil.Error:
        return None


def is_alive(pid: int, created: float) -> bool:
    """Whether the process created then still runs: a process id alone may have been given to another."""
    now = creation_time(pid)
    return now is not None and abs(now - created) <= _CLOCK_SLACK


def clean_environment() -> dict[str, str]:
    """What our processes take over of this one's environment: what Python needs, and our own settings.

    Functions run as the same user and could read their ancestors' environment: a learner's tokens stay out of it.
    """
    return {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)}


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


def _processes_of(folder: str) -> Iterator[Any]:
    """This user's live processes of that run, except this one and those that it descends from."""
    import psutil

    me = psutil.Process()
    relatives = {process.pid for process in me.parents()} | {me.pid}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            foreign = os.name == "posix" and process.uids().real != os.getuid()
            if foreign or process.pid in relatives or process.status() == psutil.STATUS_ZOMBIE:
                continue
            if _mentions(process, folder):
                yield process


def end_processes_of(folder: Path, *, descendants: bool, seconds: float = 5.0) -> None:
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


def remove_run(folder: Path, state_file: Path | None = None) -> None:
    """Remove a run's temporary folder, and the state file when it is this run's."""
    if state_file is not None:
        with contextlib.suppress(OSError, ValueError):
            if json.loads(state_file.read_text("utf-8")).get("run") == str(folder):
                state_file.unlink()

    # A function may have taken away its own permission to write where it left something.
    for root, _folders, _files in os.walk(folder):
        with contextlib.suppress(OSError):
            Path(root).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def make_run() -> Path:
    """A fresh private temporary folder, which names this process as its owner."""
    folder = Path(tempfile.mkdtemp(prefix=RUN_PREFIX))
    owner = {"pid": os.getpid(), "created": creation_time(os.getpid())}
    (folder / OWNER_FILE).write_text(json.dumps(owner), encoding="utf-8")
    return folder


def sweep(parent: Path | None = None) -> list[Path]:
    """Remove the folders of runs whose processes were all killed, with what they left running; returns them."""
    removed: list[Path] = []
    for folder in (parent or Path(tempfile.gettempdir())).glob(f"{RUN_PREFIX}*"):
        if not _is_stale(folder):
            continue
        end_processes_of(folder, descendants=False, seconds=2.0)
        remove_run(folder)
        removed.append(folder)
    return removed


def _is_stale(folder: Path) -> bool:
    try:
        status = folder.lstat()
        if not folder.is_dir() or folder.is_symlink() or (os.name == "posix" and status.st_uid != os.getuid()):
            return False
        for name in (OWNER_FILE, "server.json"):
            path = folder / name
            if path.exists():
                owner = json.loads(path.read_text("utf-8"))
                if is_alive(int(owner["pid"]), float(owner["created"])):
                    return False
        return (folder / OWNER_FILE).exists() or time.time() - status.st_mtime > _UNOWNED_LIFETIME
    except (OSError, ValueError, TypeError, KeyError):
        # Somebody is writing or removing it right now; the next start looks again.
        return False


def _adopt_orphans() -> None:
    """Ask Linux to make this process the parent of what its descendants leave behind."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    pr_set_child_subreaper = 36
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def _wait_for(server: subprocess.Popen[bytes]) -> int:
    """The server's exit status; reaps adopted orphans meanwhile."""
    if os.name != "posix":
        return server.wait()
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == server.pid:
            return os.waitstatus_to_exitcode(status)


def _leave_the_caller() -> None:
    """Go on as a process that the kernel which started us neither waits for nor takes along."""
    if os.name == "posix" and os.fork():
        os._exit(0)


def _report(line: dict[str, object]) -> None:
    """Tell whoever started us. They may be gone: that changes nothing here, their holders are dead then too."""
    with contextlib.suppress(OSError):
        os.write(1, json.dumps(line).encode() + b"\n")
    os.dup2(2, 1)


def run(request: dict[str, Any]) -> int:
    """Start the server that the request describes, see it through, clean up; returns the server's exit status."""
    folder = make_run()
    state_file = Path(request["state_file"])
    ending = threading.Event()
    settings = {**request, "run": str(folder)}
    server = subprocess.Popen(
        [sys.executable, "-P", "-m", "lambda_workshop.emulator.host.server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=folder,
        env=clean_environment(),
        start_new_session=True,
    )
    assert server.stdin is not None and server.stdout is not None

    def end_server(*_signal: object) -> None:
        ending.set()
        _kill_group(server)

    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), end_server)
    _adopt_orphans()
    status = 1
    line = b""
    try:
        with contextlib.suppress(BrokenPipeError):
            server.stdin.write(json.dumps(settings).encode() + b"\n")
            server.stdin.flush()
        line = server.stdout.readline()
        if line:
            _write_state(state_file, settings, server.pid, json.loads(line))
            _report({"ready": True})
        status = _wait_for(server)
    finally:
        server.returncode = status
        _kill_group(server)
        end_processes_of(folder, descendants=True)
        remove_run(folder, state_file)
        if not line:
            _report({"ready": False, "status": status})
        elif status == 0 or ending.is_set():
            # Its end was wanted, so nobody will ask the log why it ended.
            Path(request["log_file"]).unlink(missing_ok=True)
    return status


def _kill_group(server: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if os.name == "posix":
            os.killpg(server.pid, signal.SIGKILL)
        else:
            server.kill()


def _write_state(state_file: Path, settings: dict[str, Any], server_pid: int, ready: dict[str, Any]) -> None:
    server = {"pid": server_pid, "created": creation_time(server_pid)}
    (Path(settings["run"]) / "server.json").write_text(json.dumps(server), encoding="utf-8")
    state = {
        "version": settings["version"],
        "port": ready["port"],
        "token": settings["token"],
        "run": settings["run"],
        "server": server,
        "supervisor": {"pid": os.getpid(), "created": creation_time(os.getpid())},
    }
    draft = state_file.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(state, file)
    draft.replace(state_file)


def main() -> int:
    """Read the request from standard input, leave the caller, run. Reports one line on standard output."""
    request = json.loads(sys.stdin.buffer.readline())
    _leave_the_caller()
    return run(request)


if __name__ == "__main__":
    raise SystemExit(main())
