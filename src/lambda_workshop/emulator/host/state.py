"""What a learner's state folder says of the backend: where it is, whose processes it is; and the folder's lock."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from lambda_workshop.emulator.host.errors import BackendError
from lambda_workshop.emulator.host.identity import Process, runs

STATE_FILE, LOG_FILE, SECRET_FILE = "backend.json", "backend.log", "backend.secret"
_LOCK_FILE = "backend.lock"
_SECRET_BYTES = 32
_HELD = (errno.EAGAIN, errno.EACCES)


@dataclass(frozen=True)
class State:
    """A backend that was started from the folder: version of the course, port of 127.0.0.1, run folder, processes."""

    version: str
    port: int
    token: str = field(repr=False)
    secret: str = field(repr=False)
    run: str
    server: Process
    supervisor: Process

    @property
    def is_running(self) -> bool:
        """Whether the server still runs."""
        return runs(self.server)

    def write(self, home: Path) -> None:
        """Write it into the folder, whole or not at all, for the user alone."""
        path = home / STATE_FILE
        draft = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        draft.replace(path)


def read(home: Path) -> State | None:
    """The backend that was last started from this folder; None without one, or when the file is damaged."""
    try:
        found: dict[str, Any] = json.loads((home / STATE_FILE).read_text("utf-8"))
        port = int(found["port"])
        if not 0 < port < 2**16:
            return None
        return State(
            version=str(found["version"]),
            port=port,
            token=str(found["token"]),
            secret=str(found["secret"]),
            run=str(found["run"]),
            server=Process.read(found["server"]),
            supervisor=Process.read(found["supervisor"]),
        )
    except (OSError, ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None


def secret_of(home: Path) -> str:
    """The secret of this folder's backends, drawn once and kept for the user alone: to be called with the lock held.

    A backend that is started again takes the same, so that the clients which a notebook holds go on to work.
    """
    path = home / SECRET_FILE
    with contextlib.suppress(OSError, ValueError):
        kept = path.read_text("ascii")
        if len(kept) == 2 * _SECRET_BYTES and path.stat().st_mode & 0o077 == 0:
            return kept
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(drawn := secrets.token_hex(_SECRET_BYTES))
    return drawn


def forget_secret(home: Path) -> None:
    """Let the folder's next backend have another secret: this one was stopped on purpose."""
    (home / SECRET_FILE).unlink(missing_ok=True)


@contextlib.contextmanager
def locked(home: Path, seconds: float = 60.0) -> Iterator[None]:
    """Hold the folder's lock; raises BackendError when another process holds it for longer, or it can have none."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    deadline, pause = time.monotonic() + seconds, threading.Event()
    # For the user alone: whoever may read it may hold it, and keep everybody else waiting.
    with os.fdopen(os.open(home / _LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        os.fchmod(file.fileno(), 0o600)
        while not _try_lock(file):
            if time.monotonic() > deadline:
                raise BackendError(f"Another process holds {home / _LOCK_FILE}. Close other notebooks and try again.")
            pause.wait(0.02)
        yield


def _try_lock(file: IO[bytes]) -> bool:
    """Lock the file for as long as it is open, if nobody else has; raises BackendError where no file can be locked."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in _HELD:
            return False
        raise BackendError(
            f"{file.name} cannot be locked: {error.strerror}. Its disk keeps no locks: name a folder on another, and "
            "start again: `export WORKSHOP_HOME=/path/to/folder`."
        ) from error
    return True
