"""Function processes and how they are started: forked from one that is ready (Linux), or spawned."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from lambda_workshop.emulator.runtime.memory import descendants

_HERE = Path(__file__).parent
_START_SECONDS = 20.0
# A few arenas of malloc are plenty for a function, and each reserves address space that the memory limit counts.
_INTERPRETER_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


class RuntimeStartError(Exception):
    """No function process can be started on this machine; the message says what was tried."""


class FunctionProcess:
    """One function process and its three pipes: requests to it, answers from it, and all that it prints."""

    def __init__(self, pid: int, requests: int, answers: int, output: int, reap: Callable[[float], int | None]) -> None:
        self.pid = pid
        self.requests = requests
        self.answers = answers
        self.output = output
        self._reap = reap
        self._closed = False

    def exit_status(self, seconds: float) -> int | None:
        """How it ended (negative: the signal that killed it), waiting at most that long; None while it runs."""
        return self._reap(seconds)

    def freeze(self) -> None:
        """Stop its threads, as an execution environment is frozen between two invocations."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def end(self) -> None:
        """End it; its pipes stay open for whoever reads them."""
        self._signal(signal.SIGKILL)

    def kill(self) -> None:
        """End it and whatever it started in its group, and close its pipes. May be called twice."""
        if self._closed:
            return
        # Those who left its group too.
        left = descendants(self.pid)
        self._signal(signal.SIGKILL)
        for pid in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        self.exit_status(5.0)
        if not self._closed:
            self._closed = True
            for descriptor in (self.requests, self.answers, self.output):
                os.close(descriptor)

    def _signal(self, number: int) -> None:
        # The group lives as long as any process in it does; the group's id is never given out again before that.
        if not self._closed:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)


class Launcher(Protocol):
    """Starts function processes."""

    def launch(self) -> FunctionProcess:
        """A process that waits for its specification; raises RuntimeStartError."""

    def close(self) -> None:
        """End what the launcher itself runs."""


def bundled_folder() -> str:
    """The folder where this machine keeps the packages that AWS's runtime brings along."""
    spec = importlib.util.find_spec("boto3")
    if spec is None or spec.origin is None:
        raise RuntimeStartError("boto3 is not installed: run `make lab`, or `pip install lambda-workshop` again.")
    return str(Path(spec.origin).parent.parent)


class SpawnLauncher:
    """Starts an interpreter for each function process: everywhere, some fifty milliseconds each.

    `prefix` is a command that confines what comes after it, in a process namespace of its own: bubblewrap's, as a rule.
    """

    def __init__(self, prefix: Sequence[str] = ()) -> None:
        self._prefix = tuple(prefix)

    def launch(self) -> FunctionProcess:
        """See Launcher."""
        output_read, output_write = os.pipe()
        # In a namespace of its own it is a child of the first process there.
        parent = 1 if self._prefix else os.getpid()
        command = [sys.executable, "-I", "-S", str(_HERE / "bootstrap.py"), bundled_folder(), str(parent)]
        try:
            process = subprocess.Popen(
                [*self._prefix, *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output_write,
                env=_INTERPRETER_ENVIRONMENT,
                start_new_session=True,
            )
        except OSError as error:
            os.close(output_read)
            raise RuntimeStartError(f"{sys.executable} cannot be started: {error}") from error
        finally:
            os.close(output_write)
        assert process.stdin is not None and process.stdout is not None
        requests, answers = os.dup(process.stdin.fileno()), os.dup(process.stdout.fileno())
        process.stdin.close()
        process.stdout.close()

        def reap(seconds: float) -> int | None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(seconds)
            return None

        return FunctionProcess(process.pid, requests, answers, output_read, reap)

    def close(self) -> None:
        """See Launcher: nothing of its own runs."""


class _ForkServer:
    """One process to fork from, and what it reports of its children."""

    def __init__(self) -> None:
        """Start it and wait until it is ready; raises RuntimeStartError."""
        self._forked: queue.SimpleQueue[int | None] = queue.SimpleQueue()
        self._ended: dict[int, int] = {}
        self._gone = False
        self._news = threading.Condition()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_HERE / "fork_server.py"), bundled_folder()],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                env=_INTERPRETER_ENVIRONMENT,
                start_new_session=True,
            )
        except OSError as error:
            self._control.close()
            raise RuntimeStartError(f"{sys.executable} cannot be started: {error}") from error
        finally:
            theirs.close()
        self._control.settimeout(_START_SECONDS)
        try:
            ready = self._control.recv(4096)
        except TimeoutError:
            ready = b""
        if not ready:
            self._control.close()
            self._process.kill()
            self._process.wait()
            raise RuntimeStartError("The process that function processes are forked from ended at once.")
        self._control.settimeout(None)
        threading.Thread(target=self._listen, name="fork-server-news", daemon=True).start()

    def fork(self, pipes: list[int]) -> int | None:
        """The process id of a new child that has these pipes; None when the server is gone."""
        try:
            socket.send_fds(self._control, [b"fork"], pipes)
            return self._forked.get(timeout=_START_SECONDS)
        except (OSError, queue.Empty):
            return None

    def status(self, pid: int, seconds: float) -> int | None:
        """How a child ended, waiting at most that long; None while it runs."""
        with self._news:
            self._news.wait_for(lambda: pid in self._ended or self._gone, seconds)
            if pid in self._ended:
                return self._ended[pid]
            return -signal.SIGKILL if self._gone else None

    def close(self) -> None:
        """End it, and with it its children."""
        with contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _listen(self) -> None:
        """Take what it reports until it closes."""
        while True:
            try:
                packet = self._control.recv(4096)
            except OSError:
                packet = b""
            if not packet:
                break
            news = json.loads(packet)
            with self._news:
                if "forked" in news:
                    # The system gives ids out again: how an earlier process of this id ended says nothing any more.
                    self._ended.pop(news["forked"], None)
                    self._forked.put(news["forked"])
                else:
                    self._ended[news["exited"]] = news["status"]
                    self._news.notify_all()
        with self._news:
            # Its children died with it.
            self._gone = True
            self._news.notify_all()
        self._forked.put(None)
        self._control.close()
        self._process.wait()


class ForkLauncher:
    """Forks function processes from one that has loaded what they share: Linux, some ten milliseconds each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: _ForkServer | None = None

    def warm_up(self) -> None:
        """Start the process to fork from, if it does not run; returns when it is ready; raises RuntimeStartError."""
        with self._lock:
            if self._server is None:
                self._server = _ForkServer()

    def launch(self) -> FunctionProcess:
        """See Launcher."""
        pipes = [os.pipe() for _ in range(3)]
        (requests_read, requests), (answers, answers_write), (output, output_write) = pipes
        theirs, ours = [requests_read, answers_write, output_write], [requests, answers, output]
        try:
            server, pid = self._fork(theirs)
        except BaseException:
            for descriptor in ours:
                os.close(descriptor)
            raise
        finally:
            for descriptor in theirs:
                os.close(descriptor)
        return FunctionProcess(pid, requests, answers, output, lambda seconds: server.status(pid, seconds))

    def close(self) -> None:
        """See Launcher: its children are killed with it."""
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None

    def _fork(self, pipes: list[int]) -> tuple[_ForkServer, int]:
        with self._lock:
            for _ in range(2):
                server = self._server = self._server or _ForkServer()
                pid = server.fork(pipes)
                if pid is not None:
                    return server, pid
                # It was killed: start another one, once.
                server.close()
                self._server = None
        raise RuntimeStartError("The process that function processes are forked from does not run.")


def make_launcher() -> Launcher:
    """The fastest launcher that this machine has."""
    return ForkLauncher() if sys.platform == "linux" else SpawnLauncher()
