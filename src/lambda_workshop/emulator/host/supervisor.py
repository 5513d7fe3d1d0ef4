"""The server's parent: however the server ends, nothing of it stays behind.

A tiny process (standard library only until the end) in a session of its own. It makes the run's private folder,
starts the server, writes the state file once the server answers, waits, and then ends every process that the
server started and removes folder and state file. When the supervisor itself is killed, the server does the same
(see server._watch_supervisor); when both are, the next start and `workshop stop` sweep up (`runs.sweep`).
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from lambda_workshop.emulator.host import identity, runs
from lambda_workshop.emulator.host.state import LOG_FILE, STATE_FILE, State
from lambda_workshop.emulator.host.state import read as read_state
from lambda_workshop.setup.surroundings import python_path

_KEPT = frozenset({"PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "LD_LIBRARY_PATH"})
_KEPT_PREFIXES = ("WORKSHOP_", "COVERAGE_", "LAMBDA_")


def clean_environment() -> dict[str, str]:
    """What our processes take over of this one's environment: what Python needs, and our own settings.

    Functions run as the same user and could read their ancestors' environment: a learner's tokens stay out of it.
    Of PYTHONPATH they get the folder that this very course was imported from, and nothing that could replace a part
    of Python.
    """
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_KEPT_PREFIXES)}
    if ours := python_path(os.environ):
        kept["PYTHONPATH"] = ours
    return kept


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
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == server.pid:
            return os.waitstatus_to_exitcode(status)


def _report(line: dict[str, object]) -> None:
    """Tell whoever started us. They may be gone: that changes nothing here, their holders are dead then too."""
    with contextlib.suppress(OSError):
        os.write(1, json.dumps(line).encode() + b"\n")
    os.dup2(2, 1)


def forget(home: Path, run: Path) -> None:
    """Remove the state file when it is this run's."""
    state = read_state(home)
    if state is not None and state.run == str(run):
        (home / STATE_FILE).unlink(missing_ok=True)


def run(request: dict[str, Any]) -> int:
    """Start the server that the request describes, see it through, clean up; returns the server's exit status."""
    home = Path(request["home"])
    folder = runs.make(home)
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

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end_server)
    _adopt_orphans()
    status = 1
    line = b""
    try:
        with contextlib.suppress(BrokenPipeError):
            server.stdin.write(json.dumps(settings).encode() + b"\n")
            server.stdin.flush()
        line = server.stdout.readline()
        if line:
            _write_state(home, settings, server.pid, int(json.loads(line)["port"]))
            _report({"ready": True})
        status = _wait_for(server)
    finally:
        server.returncode = status
        _kill_group(server)
        runs.end_processes(folder, descendants=True)
        runs.remove(folder)
        forget(home, folder)
        if not line:
            _report({"ready": False, "status": status})
        elif status == 0 or ending.is_set():
            # Its end was wanted, so nobody will ask the log why it ended.
            (home / LOG_FILE).unlink(missing_ok=True)
    return status


def _kill_group(server: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(server.pid, signal.SIGKILL)


def _write_state(home: Path, settings: dict[str, Any], server_pid: int, port: int) -> None:
    server = identity.of(server_pid)
    if server is None:
        # It has ended since: whoever started it is told so.
        return
    me = identity.this()
    runs.own(Path(settings["run"]), me, server)
    secrets = settings["token"], settings["secret"]
    State(settings["version"], port, *secrets, settings["run"], server, supervisor=me).write(home)


def main() -> int:
    """Read the request from standard input, leave the caller, run. Reports one line on standard output."""
    request = json.loads(sys.stdin.buffer.readline())
    # The kernel that started us neither waits for this process nor takes it along.
    if os.fork():
        os._exit(0)
    return run(request)


if __name__ == "__main__":
    raise SystemExit(main())
