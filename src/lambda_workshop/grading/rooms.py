"""The rooms of one section: a backend and a kernel that may talk to each other and see nothing of each other's files.

Without a sandbox the same programs run beside the worker, with the learner's edition in front of Python's path.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import secrets
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from lambda_workshop.grading import sandbox, seccomp
from lambda_workshop.grading.inside.limits import OUTPUT_VARIABLE
from lambda_workshop.grading.inside.limits import VARIABLE as LIMITS_VARIABLE
from lambda_workshop.grading.kernel import Kernel
from lambda_workshop.grading.limits import Limits
from lambda_workshop.grading.sandbox import EDITION, Kind, Mount, Room
from lambda_workshop.notebook.handing_in import GRADER_VARIABLE

_BACKEND_SECONDS = 60.0
HANDLERS = Path("/tmp/handlers")
"""Where a handler under test finds its files, in the box and in its room."""


class RoomError(Exception):
    """A room could not be opened: the grader's trouble, not the learner's."""


class BackendRoom:
    """A fresh embedded backend that answers at `endpoint` to what is signed with its `secret`."""

    def __init__(self, process: asyncio.subprocess.Process, endpoint: str, secret: str) -> None:
        self._process = process
        self.endpoint = endpoint
        self.secret = secret

    @property
    def ended(self) -> bool:
        """Whether it has ended by itself, or by somebody's hand."""
        return self._process.returncode is not None

    async def stop(self) -> None:
        """End it with all that it runs."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._process.wait()


class Rooms:
    """Opens rooms; `folder` is a folder of this worker's own, `edition` where the learner's edition stands."""

    def __init__(self, kind: Kind, folder: Path, limits: Limits, *, edition: Path = EDITION) -> None:
        self._kind = kind
        self._folder = folder
        self._limits = limits
        self._edition = edition
        self._numbers = itertools.count(1)
        self._calls = None if kind is Kind.NONE else seccomp.write(folder / "calls")

    async def backend(self) -> BackendRoom:
        """A fresh backend; raises RoomError."""
        # In the room's own /tmp, with all that its functions write: that is what is limited for each room.
        home = self._folder_for("backend") if self._kind is Kind.NONE else Path("/tmp/backend")
        # Its threads count as processes, and so do those of every function.
        limits = {"nproc": 4 * self._limits.processes, "fsize": self._limits.file}
        variables = {"WORKSHOP_HOME": str(home), LIMITS_VARIABLE: json.dumps(limits)}
        command = self._command(
            Room.BACKEND,
            [sys.executable, "-P", "-m", "lambda_workshop.grading.inside.backend"],
            [],
            variables,
            home=home,
        )
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
            env=self._environment(Room.BACKEND, variables),
        )
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), _BACKEND_SECONDS)
            told = json.loads(line)
            return BackendRoom(process, str(told["endpoint"]), str(told["secret"]))
        except (TimeoutError, ValueError, KeyError) as error:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise RoomError("the backend did not start") from error

    async def kernel(self, backend: BackendRoom, grader: Path) -> Kernel:
        """A kernel that uses this backend, and asks the grader at this socket; raises RoomError."""
        talk = self._folder_for("kernel")
        # In a file: a room's variables stand on a command line, which every user of the machine can read.
        secret = self._secret(talk, backend.secret)
        home = self._folder_for("learner") if self._kind is Kind.NONE else Path("/tmp/learner")
        variables = {
            "WORKSHOP_ENDPOINT": backend.endpoint,
            "WORKSHOP_ENDPOINT_SECRET_FILE": str(secret),
            "WORKSHOP_HOME": str(home / ".workshop"),
            GRADER_VARIABLE: str(grader),
            LIMITS_VARIABLE: self._for_learners_code(),
            # More than the grader takes, so that it sees that there was more.
            OUTPUT_VARIABLE: str(2 * self._limits.output),
            "HOME": str(home),
            "IPYTHONDIR": str(home / ".ipython"),
            "MPLBACKEND": "Agg",
        }
        command = self._command(
            Room.KERNEL,
            [sys.executable, "-P", "-m", "lambda_workshop.grading.inside.kernel", "-f", "{connection_file}"],
            [Mount(talk, talk), Mount(grader.parent, grader.parent)],
            variables,
            home=home,
        )
        confined = self._kind is not Kind.NONE
        uid = Room.KERNEL.uid if confined and os.geteuid() == 0 else None
        # An abstract socket is no file: the kernel need not write where the grader reads.
        sockets = f"@kernel-{secrets.token_hex(16)}" if confined else str(talk / "ipc")
        environment = self._environment(Room.KERNEL, variables)
        try:
            return await Kernel.start(command, talk, sockets, self._limits, uid=uid, variables=environment)
        except (RuntimeError, OSError) as error:
            raise RoomError(f"the kernel did not start: {error}") from error

    def handler_prefix(self) -> list[str]:
        """The command before a handler under test; empty where there is no sandbox."""
        if self._kind is Kind.NONE:
            return []
        return self._command(Room.HANDLER, [], [Mount(HANDLERS, HANDLERS)], {})

    def tests(self, folder: Path) -> tuple[list[str], dict[str, str]]:
        """The command line and the environment that run pytest on a folder of the learner's."""
        variables = {LIMITS_VARIABLE: self._for_learners_code()}
        command = [sys.executable, "-P", "-m", "lambda_workshop.grading.inside.tests", str(folder)]
        line = self._command(Room.TESTS, command, [Mount(folder, folder)], variables)
        return line, self._environment(Room.TESTS, variables)

    def _for_learners_code(self) -> str:
        """The limits of a room that runs the learner's own code, as it reads them."""
        return json.dumps({"nproc": self._limits.processes, "fsize": self._limits.file, "data": self._limits.memory})

    def _command(
        self,
        kind: Room,
        command: Sequence[str],
        mounts: Sequence[Mount],
        variables: dict[str, str],
        *,
        home: Path | None = None,
    ) -> list[str]:
        if self._kind is Kind.NONE:
            return list(command)
        return sandbox.room(
            kind, command, mounts=mounts, variables=variables, home=home, calls=self._calls, limits=self._limits
        )

    def _environment(self, kind: Room, variables: dict[str, str]) -> dict[str, str]:
        """What the process is started with: in a room bubblewrap sets all that there is."""
        if self._kind is not Kind.NONE:
            return dict(os.environ)
        return {**os.environ, **variables, "PYTHONPATH": str(self._edition / kind.edition)}

    def _secret(self, folder: Path, secret: str) -> Path:
        """A file of the kernel's room that nobody else can read."""
        path = folder / "backend.secret"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret)
        return path if self._kind is Kind.NONE else sandbox.given_to(path, Room.KERNEL)

    def _folder_for(self, name: str) -> Path:
        """A fresh folder of the worker's own."""
        folder = self._folder / f"{name}-{next(self._numbers)}"
        folder.mkdir(parents=True)
        return folder
