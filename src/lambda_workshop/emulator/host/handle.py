"""The embedded backend seen from the learner's kernel: find or start the shared server, hold it, stop it, empty it.

One server serves all notebooks of one learner. Where it is stands in `backend.json` in the state folder
(WORKSHOP_HOME, else the user's state folder); a file lock makes two notebooks that start at once share one server.
The server outlives a kernel: it ends by itself when neither the kernels that asked for it nor the Jupyter servers
above them run any more.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lambda_workshop.emulator.gateway.guard import TOKEN_HEADER
from lambda_workshop.emulator.host import identity, runs, supervisor
from lambda_workshop.emulator.host.access import make_environment, make_session
from lambda_workshop.emulator.host.errors import BackendError, BackendStartError, BackendUnreachable
from lambda_workshop.emulator.host.identity import Process
from lambda_workshop.emulator.host.settings import SERVICES, ServerSettings
from lambda_workshop.emulator.host.state import LOG_FILE, STATE_FILE, State, forget_secret, locked, secret_of
from lambda_workshop.emulator.host.state import read as read_state
from lambda_workshop.setup.folders import state_folder

if TYPE_CHECKING:
    import psutil
    from localstack_client.session import Session

DEFAULT_GRACE = 30.0
"""Seconds for which the server waits for a new holder after the last one is gone; WORKSHOP_BACKEND_GRACE."""
START_SECONDS = 30.0
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_ROOM = 1024**2
"""Bytes below which a disk counts as full: the backend's own files take a few hundred kilobytes."""
_FULL = "There is no room left on the disk of {place}"
_MAKE_ROOM = "Make room (`df -h` shows where), and start again."
_LOGS_KEPT = 3
"""Logs of backends whose end nobody had wanted, the newest included."""
_ABOVE_A_KERNEL = re.compile(r"jupyter|ipykernel|nbclient|nbconvert|papermill|pytest|lambda_workshop|workshop")
_NOT_ABOVE = re.compile(
    r"^(?:systemd|init|tini|dumb-init|docker-init|launchd|(?:ba|z|k|da|fi|c|tc)?sh|login|sshd?|sudo|su)$"
)


@dataclass(frozen=True)
class EmbeddedBackend:
    """A running embedded backend. `lost` is a sentence when an earlier one ended with all that was in it."""

    home: Path
    port: int
    pid: int
    token: str = field(repr=False)
    secret: str = field(repr=False)
    lost: str = ""

    name = "embedded"

    @property
    def endpoint_url(self) -> str:
        """Where it answers: `http://127.0.0.1:PORT`."""
        return f"http://127.0.0.1:{self.port}"

    def services(self) -> frozenset[str]:
        """The AWS services that it has, by boto3's names."""
        return SERVICES

    def describe(self) -> str:
        """One line: what runs, which version, where."""
        return f"embedded: MiniStack {version('ministack')} at {self.endpoint_url} (no Docker)"

    def session(self, account: str | None = None) -> Session:
        """A session whose clients reach this backend as a 12-digit account (WORKSHOP_ACCOUNT, else twelve zeros)."""
        return make_session(self.endpoint_url, account, SERVICES, self.secret)

    def environment(self, account: str | None = None) -> dict[str, str]:
        """The AWS_* variables with which plain boto3 and the AWS CLI reach it."""
        return make_environment(self.endpoint_url, account, self.secret)

    def health(self) -> dict[str, object]:
        """What the server says: version, ministack, pid, services, uptime in seconds; raises BackendUnreachable."""
        found: dict[str, object] = self._call("GET", "/_workshop/health", seconds=2.0)
        return found

    def reset(self, account: str | None = None) -> None:
        """Remove all resources and function processes, or those of one 12-digit account."""
        self._call("POST", f"/_workshop/reset?account={account or ''}", seconds=30.0)

    def stop(self) -> None:
        """End the server and all that it started; returns when nothing of it is left. Ended already: does nothing."""
        with locked(self.home):
            state = read_state(self.home)
            if state is not None and state.port == self.port:
                _end(self.home, state)
                forget_secret(self.home)

    def _call(self, method: str, path: str, body: object = None, *, seconds: float) -> Any:
        return _call(self.port, self.token, method, path, body, seconds=seconds)


def find(home: Path | None = None) -> EmbeddedBackend | None:
    """The learner's running backend, without holding it; None when there is none."""
    folder = home or state_folder()
    state = read_state(folder)
    return None if state is None or not state.is_running else _handle(folder, state)


def stop(home: Path | None = None) -> bool:
    """End the learner's backend, and remove what killed ones have left behind; whether one ran."""
    folder = home or state_folder()
    if not folder.is_dir():
        return False
    with locked(folder):
        state = read_state(folder)
        if state is not None:
            _end(folder, state)
        forget_secret(folder)
        runs.sweep(folder)
    return state is not None


def find_or_start(home: Path | None = None) -> EmbeddedBackend:
    """The learner's backend, started if it does not run; this process and the Jupyter server above it now hold it.

    Takes under a second. Raises BackendStartError with the last lines of the server's log, or with what is wrong with
    the state folder.
    """
    folder = home or state_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _hold(folder) or _start(folder)
    except OSError as error:
        raise BackendStartError(_unusable(folder, error)) from error


def _hold(home: Path) -> EmbeddedBackend | None:
    """Register this process with the running server; None when there is none to register with."""
    state = read_state(home)
    if state is None or state.version != _version() or not state.is_running:
        return None
    try:
        _call(state.port, state.token, "POST", "/_workshop/holders", {"holders": holders()}, seconds=5.0)
    except BackendUnreachable:
        return None
    return _handle(home, state)


def _start(home: Path) -> EmbeddedBackend:
    with locked(home):
        # Another notebook may have started it while this one waited for the lock.
        if found := _hold(home):
            return found
        lost, port = "", 0
        if state := read_state(home):
            # The clients that notebooks hold go on to work.
            port = state.port
            outdated = state.version != _version()
            _end(home, state)
            lost = f"The earlier backend {'was of another version' if outdated else 'ended'}: its resources are gone."
        elif (home / LOG_FILE).exists():
            # Its supervisor has cleaned up already; the log stays where nobody had wanted the end.
            lost = "The earlier backend ended: its resources are gone."
        runs.sweep(home)
        _keep_log(home)
        settings = ServerSettings(
            token=secrets.token_hex(32),
            secret=secret_of(home),
            version=_version(),
            home=str(home),
            port=port,
            grace=_grace(),
            holders=tuple(holders()),
        )
        _launch(home, settings)
        state = read_state(home)
        if state is None:
            raise BackendStartError(_advice(home, "It answered, and ended at once."))
        return _handle(home, state, lost=lost)


def _keep_log(home: Path) -> None:
    """Make room for a new log beside the last ones: `backend.1.log` is the one before."""
    for age in reversed(range(1, _LOGS_KEPT)):
        older = home / (f"backend.{age - 1}.log" if age > 1 else LOG_FILE)
        if older.exists():
            older.replace(home / f"backend.{age}.log")


def _grace() -> float:
    given = os.environ.get("WORKSHOP_BACKEND_GRACE") or str(DEFAULT_GRACE)
    try:
        return float(given)
    except ValueError as error:
        raise BackendError(f"WORKSHOP_BACKEND_GRACE is {given!r}; it must be a number of seconds.") from error


def _launch(home: Path, settings: ServerSettings) -> None:
    """Start the supervisor and wait until its server answers; raises BackendStartError."""
    descriptor = os.open(home / LOG_FILE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "lambda_workshop.emulator.host.supervisor"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=descriptor,
            cwd=home,
            env=supervisor.clean_environment(),
            start_new_session=True,
        )
    except OSError as error:
        raise BackendStartError(f"The embedded backend could not be started: {error}") from error
    finally:
        os.close(descriptor)
    assert process.stdin is not None and process.stdout is not None
    with process.stdin as request, contextlib.suppress(BrokenPipeError):
        request.write(settings.to_json().encode() + b"\n")
    line = _first_line(process.stdout, START_SECONDS)
    # Not the supervisor itself: it has left this process behind, and this was its first half.
    process.wait(timeout=5)
    if line is None:
        if state := read_state(home):
            _end(home, state)
        raise BackendStartError(_advice(home, f"It did not answer within {START_SECONDS:.0f} seconds."))
    if not line or not json.loads(line).get("ready"):
        raise BackendStartError(_advice(home, "Its process ended."))


def _first_line(stream: IO[bytes], seconds: float) -> bytes | None:
    """The first line of the stream, which is then closed; None when none came within the seconds."""
    found: list[bytes] = []

    def read() -> None:
        with stream:
            found.append(stream.readline())

    reader = threading.Thread(target=read, name="backend-start", daemon=True)
    reader.start()
    reader.join(seconds)
    return found[0] if found else None


def _unusable(home: Path, error: OSError) -> str:
    """Why the state folder cannot be used, and what to do about it."""
    if error.errno in _NO_ROOM:
        return f"{_FULL.format(place=home)}: {error.strerror}. {_MAKE_ROOM}"
    return (
        f"The embedded backend keeps its state in {home}, and cannot: {error.strerror or error}. "
        "Name a folder of your own, and start again: `export WORKSHOP_HOME=$HOME/lambda-workshop`."
    )


def _advice(home: Path, what: str) -> str:
    # A full disk takes not even the line that would say so.
    for place in (home, Path(tempfile.gettempdir())):
        if shutil.disk_usage(place).free < _ROOM:
            return f"The embedded backend did not start. {_FULL.format(place=place)}. {_MAKE_ROOM}"
    log = home / LOG_FILE
    lines = log.read_text("utf-8", "replace").splitlines()[-15:] if log.exists() else []
    end = "\n".join(lines) or "(the log is empty)"
    return (
        f"The embedded backend did not start. {what} Run `workshop doctor`, which finds the usual causes, and then "
        f"this cell again. The last lines of {log}:\n{end}"
    )


def _end(home: Path, state: State) -> None:
    """End a server by its supervisor, and clean up in its place when that is gone."""
    for process in (state.supervisor, state.server):
        for number in (signal.SIGTERM, signal.SIGKILL):
            if identity.runs(process):
                with contextlib.suppress(OSError):
                    os.kill(process.pid, number)
                _wait_until_gone(process)
    run = Path(state.run)
    if run.exists():
        runs.end_processes(run, descendants=False)
        runs.remove(run)
    (home / STATE_FILE).unlink(missing_ok=True)


def _wait_until_gone(process: Process, seconds: float = 10.0) -> None:
    """Wait for the end of a process that is not ours to reap (one that its parent leaves unreaped has ended)."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while identity.runs(process) and time.monotonic() < deadline:
        pause.wait(0.01)


def holders() -> list[Process]:
    """This process, and the one above it when that is a Jupyter server, nbclient, pytest or our command line.

    The one above keeps the server through a kernel's restart.
    """
    import psutil

    found = [identity.this()]
    with contextlib.suppress(psutil.Error):
        above = psutil.Process().parent()
        if above is not None and _keeps_kernels(above) and (known := identity.of(above.pid)):
            found.append(known)
    return found


def _keeps_kernels(above: psutil.Process) -> bool:
    # In a container a Jupyter server may well be process 1: only the name tells it from an init.
    if _NOT_ABOVE.match(above.name().lower().lstrip("-")):
        return False
    # Whatever starts IPython kernels is a notebook server, by whichever name; a plain script's parent may be anything.
    words = [Path(word).name for word in above.cmdline()[:4]]
    return "ipykernel" in sys.modules or any(_ABOVE_A_KERNEL.search(word.lower()) for word in words)


def _handle(home: Path, state: State, *, lost: str = "") -> EmbeddedBackend:
    return EmbeddedBackend(home, state.port, state.server.pid, state.token, state.secret, lost)


def _version() -> str:
    return version("lambda-workshop")


def _call(port: int, token: str, method: str, path: str, body: object = None, *, seconds: float) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        content = None if body is None else json.dumps(body)
        connection.request(method, path, content, {TOKEN_HEADER: token})
        answer = connection.getresponse()
        text = answer.read()
        if answer.status == 410:
            raise BackendUnreachable("The embedded backend is ending.")
        if answer.status != 200:
            raise BackendError(f"{method} {path} answered {answer.status}: {text.decode(errors='replace')}")
        return json.loads(text)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise BackendUnreachable(
            f"The embedded backend does not answer at port {port} ({error}). Run the notebook's first cell again: "
            "it starts a new one."
        ) from error
    finally:
        connection.close()
