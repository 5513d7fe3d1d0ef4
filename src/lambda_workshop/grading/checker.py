"""Runs checks in a process that can be ended: whatever a submission makes a check do, the worker goes on.

A process that has loaded every check waits beside the worker, and forks one for each section. That one answers a
request at a time, a line of JSON each way; where it does not answer in time it is killed, and another is forked.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.authoring.section import Section
from lambda_workshop.backends import BackendError
from lambda_workshop.backends.given import GivenBackend
from lambda_workshop.checks import Exercise, NotYet, Status, Step
from lambda_workshop.checks.runner import run_check
from lambda_workshop.checks.work import from_data
from lambda_workshop.cloud import Cloud
from lambda_workshop.grading.extra import extended
from lambda_workshop.grading.grade import ExerciseGrade, exercise_from, plain

_LONGEST_ANSWER = 16 << 20
_START_SECONDS = 30.0


class CheckEnded(Exception):
    """A check did not come to its end; the message says why, `overdue` whether its time was over."""

    def __init__(self, why: str, *, overdue: bool = False) -> None:
        super().__init__(why)
        self.overdue = overdue


@dataclass(frozen=True)
class Question:
    """What a checker is asked: to check an exercise, or to put in place what it starts from.

    Attributes:
        exercise: the exercise's name; `lab` for the section's lab.
        endpoint: where the backend answers, to what is signed with its `secret`.
        seed: what probes are drawn from.
        work: what was handed in, as data (see checks.work); None for nothing.
        lab: the lab's folder.
        start: whether to put in place what the exercise starts from.
    """

    exercise: str
    endpoint: str
    secret: str
    seed: str = ""
    work: Any = None
    lab: str = ""
    start: bool = False


class Checkers:
    """Forks checkers. It is to be made before its process has a second thread."""

    def __init__(self, sections: Iterable[Section], extra: str = "") -> None:
        known = {section.id: section for section in sections}
        for section in known.values():
            # Loaded once, before there is anything to copy.
            section.exercises()
            section.lab()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        self._control = ours
        if os.fork() == 0:
            ours.close()
            _wait_and_fork(theirs, known, extra)
        theirs.close()
        ours.settimeout(_START_SECONDS)

    def checker(self, section: str) -> Checker:
        """A checker for this section; raises CheckEnded where none can be had."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with self._lock, theirs:
                socket.send_fds(self._control, [section.encode()], [theirs.fileno()])
                pid = int(self._control.recv(64) or b"0")
        except (OSError, ValueError) as error:
            ours.close()
            raise CheckEnded(f"no checker could be started: {error}") from error
        if not pid:
            ours.close()
            raise CheckEnded("no checker could be started")
        return Checker(ours, pid)

    def close(self) -> None:
        """End the process that forks them, and with it all that are left."""
        self._control.close()


class Checker:
    """One checker, from the worker's side; it answers one question at a time."""

    def __init__(self, connection: socket.socket, pid: int) -> None:
        self._connection = connection
        self._pid = pid
        self._lock = threading.Lock()
        self.ended = False

    def check(self, question: Question, seconds: float) -> ExerciseGrade:
        """What the check found; raises CheckEnded when it took longer than that, or ended by itself."""
        return exercise_from(self._ask(question, seconds)["grade"])

    def start(self, question: Question, seconds: float) -> list[tuple[str, str]]:
        """The rows to show of what was put in place; raises CheckEnded, and ValueError with the reason for nothing."""
        answer = self._ask(question, seconds)
        if "error" in answer:
            raise ValueError(answer["error"])
        return [(str(what), str(value)) for what, value in answer["rows"]]

    def end(self) -> None:
        """End it, whatever it is doing."""
        if not self.ended:
            self.ended = True
            # Nobody else has its number: it is reaped only once this connection is closed.
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
            self._connection.close()

    def _ask(self, question: Question, seconds: float) -> dict[str, Any]:
        with self._lock:
            if self.ended:
                raise CheckEnded("its checker had ended")
            try:
                self._connection.settimeout(seconds)
                self._connection.sendall(json.dumps(asdict(question)).encode() + b"\n")
                line = _line(self._connection)
            except TimeoutError as error:
                self.end()
                raise CheckEnded(f"its check did not come to an end within {seconds:.0f} s", overdue=True) from error
            except OSError:
                line = b""
            if not line:
                self.end()
                raise CheckEnded("its checker ended")
            answer: dict[str, Any] = json.loads(line)
            return answer


def _line(connection: socket.socket) -> bytes:
    """The next line; empty where the other end is gone."""
    pieces: list[bytes] = []
    total = 0
    while total < _LONGEST_ANSWER:
        piece = connection.recv(1 << 16)
        pieces.append(piece)
        total += len(piece)
        if not piece:
            return b""
        if piece.endswith(b"\n"):
            return b"".join(pieces)
    return b""


# The other end.


def _wait_and_fork(control: socket.socket, sections: Mapping[str, Section], extra: str) -> None:
    """Fork a checker for each request until the worker is gone; never returns.

    Children are not reaped, so that no other process gets the number by which the worker ends one.
    """
    with contextlib.suppress(BaseException):
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.dup2(2, 1)
        gc.collect()
        gc.freeze()
        while True:
            message, descriptors, _, _ = socket.recv_fds(control, 256, 1)
            if not message:
                break
            pid = os.fork()
            if pid == 0:
                control.close()
                _serve(socket.socket(fileno=descriptors[0]), sections[message.decode()], extra)
            os.close(descriptors[0])
            control.send(str(pid).encode())
    os._exit(0)


def _serve(connection: socket.socket, section: Section, extra: str) -> None:
    """Answer questions about this section until the worker closes the connection; never returns."""
    with contextlib.suppress(BaseException):
        answer = _answers(section, extra)
        with connection.makefile("rb") as questions:
            for line in questions:
                connection.sendall(json.dumps(answer(Question(**json.loads(line)))).encode() + b"\n")
    os._exit(0)


def _answers(section: Section, extra: str) -> Callable[[Question], dict[str, Any]]:
    exercises = {item.name: extended(item, section, extra) for item in section.exercises()}
    if lab := section.lab():
        exercises[lab.name] = lab
    clouds: dict[str, Cloud] = {}

    def answer(question: Question) -> dict[str, Any]:
        exercise = exercises[question.exercise]
        cloud = clouds.get(question.endpoint)
        if cloud is None:
            session = GivenBackend(question.endpoint, question.secret).session()
            cloud = clouds[question.endpoint] = Cloud(session, prefix=section.prefix)
        if question.start:
            return _started(exercise, cloud)
        return {"grade": plain(_checked(exercise, section, question, cloud).bounded())}

    return answer


def _started(exercise: Exercise, cloud: Cloud) -> dict[str, Any]:
    if exercise.setup is None:
        return {"error": "it starts from nothing here"}
    try:
        return {"rows": exercise.setup(cloud)}
    except BackendError as error:
        return {"error": str(error)}
    except Exception as error:
        return {"error": f"the setup stopped with {type(error).__name__}"}


def _checked(exercise: Exercise, section: Section, question: Question, cloud: Cloud) -> ExerciseGrade:
    try:
        work = Path(question.lab) if question.lab else None if question.work is None else from_data(question.work)
    except NotYet as error:
        step = Step("The work can be read", Status.NOT_YET, actual=error.found, advice=error.advice)
        identity = f"{section.id}.{exercise.name}"
        return ExerciseGrade(identity, True, Status.NOT_YET, 0.0, exercise.points, (step,))
    random = Random(question.seed)
    return ExerciseGrade.of(run_check(exercise, section.id, cloud=lambda: cloud, work=work, random=random))
