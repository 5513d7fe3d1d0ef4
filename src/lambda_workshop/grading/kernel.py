"""The learner's kernel as the worker sees it: code in, outputs out, and an end to whatever goes on too long.

Everything that comes out is the learner's word, and is treated as data of limited size.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import psutil
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from lambda_workshop.checks.work import MIME_TYPE
from lambda_workshop.grading.limits import Limits

START_SECONDS = 60.0
_INTERRUPT_SECONDS = 3.0
_LOOK_SECONDS = 0.25
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_LONGEST_ERROR = 2_000


class End(Enum):
    """How a cell came to its end."""

    DONE = "done"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    DIED = "died"

    @property
    def lost(self) -> bool:
        """Whether the kernel is gone with it."""
        return self in (End.MEMORY, End.DIED)


@dataclass(frozen=True)
class Ran:
    """What one cell came to.

    Attributes:
        end: how it ended.
        seconds: wall time.
        error: its error's last line as Python says it.
        works: what `check` calls handed in, by exercise.
        kernel_lost: the kernel is of no use any more.
        output_cut: it put out more than it may; the rest was dropped.
    """

    end: End
    seconds: float
    error: str = ""
    works: Mapping[str, Any] = field(default_factory=dict)
    kernel_lost: bool = False
    output_cut: bool = False


class _Manager(AsyncKernelManager):
    """Starts the kernel by a command line that is given, and lets the room's user read the connection file."""

    command: list[str]
    uid: int | None = None

    @property
    def kernel_spec(self) -> KernelSpec:
        # By message: a signal would end the sandbox before it reached the kernel.
        return KernelSpec(argv=self.command, interrupt_mode="message", language="python", display_name="graded")

    def write_connection_file(self, **options: Any) -> None:
        super().write_connection_file(**options)
        if self.uid is not None:
            os.chown(self.connection_file, self.uid, self.uid)


class Kernel:
    """One kernel; `start` makes it. `memory_of` are the processes whose memory counts with it."""

    def __init__(self, manager: _Manager, client: Any, limits: Limits) -> None:
        self._manager = manager
        self._client = client
        self._limits = limits

    @classmethod
    async def start(
        cls,
        command: list[str],
        folder: Path,
        sockets: str,
        limits: Limits,
        *,
        uid: int | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Kernel:
        """Run the command, in which `{connection_file}` stands for a file of the folder; returns once it answers.

        `sockets` is how the names of the sockets between them begin, `uid` the user who is to read that file,
        `variables` the environment.

        Raises:
            RuntimeError: it did not answer within START_SECONDS.
        """
        manager = _Manager(connection_file=str(folder / "connection.json"), transport="ipc", ip=sockets)
        manager.command, manager.uid = command, uid
        # What it writes to its own standard error is nobody's.
        with Path(os.devnull).open("wb") as nowhere:
            await manager.start_kernel(stdout=nowhere, stderr=nowhere, env=dict(variables or os.environ))
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=START_SECONDS)
        except RuntimeError:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)
            raise
        return cls(manager, client, limits)

    async def stop(self) -> None:
        """End it, whatever it is doing."""
        self.thaw()
        self._client.stop_channels()
        with contextlib.suppress(Exception):
            await self._manager.shutdown_kernel(now=True)

    async def run(self, source: str, seconds: float, *, lost: Any = None) -> Ran:
        """Run one cell for at most that long; `lost` is asked again and again whether it is of no use to go on."""
        collected = _Collected(self._limits.output)
        started = time.monotonic()
        task = asyncio.ensure_future(
            self._client.execute_interactive(
                source, allow_stdin=False, store_history=False, output_hook=collected.take, stop_on_error=False
            )
        )
        end = End.DONE
        while not task.done():
            await asyncio.wait({task}, timeout=_LOOK_SECONDS)
            if task.done():
                break
            if not await self._manager.is_alive():
                end = End.DIED
            elif self._memory() > self._limits.total_memory:
                end = End.MEMORY
            elif time.monotonic() - started > seconds:
                end = End.TIMEOUT
            elif lost is not None and lost():
                # What it waits for will not come any more.
                end = End.TIMEOUT
            if end is not End.DONE:
                break
        kernel_lost = False
        if end is not End.DONE:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task
            kernel_lost = end.lost or not await self._interrupted()
        elif task.exception() is not None:
            end, kernel_lost = End.DIED, True
        elif _status(task.result()) != "ok":
            end = End.ERROR
        seconds = time.monotonic() - started
        return Ran(end, seconds, collected.error, collected.works, kernel_lost, collected.too_much)

    def freeze(self) -> None:
        """Let nothing of it run: neither threads that it left, nor processes."""
        for _ in range(20):
            running = [process for process in self._processes() if _runs(process)]
            if not running:
                return
            for process in running:
                _signal(process, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        for process in self._processes():
            _signal(process, signal.SIGCONT)

    async def _interrupted(self) -> bool:
        """Whether an interrupt gave the kernel back."""
        with contextlib.suppress(Exception):
            await self._manager.interrupt_kernel()
            await asyncio.wait_for(
                self._client.execute_interactive("pass", allow_stdin=False, output_hook=lambda _message: None),
                _INTERRUPT_SECONDS,
            )
            return True
        return False

    def _processes(self) -> list[psutil.Process]:
        """The kernel and all below it, without the sandbox's own process at the top."""
        pid = getattr(self._manager.provisioner, "pid", None)
        try:
            return psutil.Process(pid).children(recursive=True) if pid else []
        except psutil.Error:
            return []

    def _memory(self) -> int:
        total = 0
        for process in self._processes():
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
        return total


def _status(reply: object) -> str:
    """What the kernel says of a cell, which may be anything."""
    content = reply.get("content") if isinstance(reply, dict) else None
    return str(content.get("status")) if isinstance(content, dict) else ""


def _runs(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return process.status() not in (psutil.STATUS_STOPPED, psutil.STATUS_ZOMBIE)
    return False


def _signal(process: psutil.Process, number: int) -> None:
    with contextlib.suppress(psutil.Error, ProcessLookupError):
        process.send_signal(number)


class _Collected:
    """What a cell put out, up to a limit."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self.error = ""
        self.works: dict[str, Any] = {}

    @property
    def too_much(self) -> bool:
        return self._left < 0

    def take(self, message: Mapping[str, Any]) -> None:
        """One message from the kernel."""
        content = message.get("content")
        if self.too_much or not isinstance(content, dict):
            return
        self._left -= _size(content)
        kind = message.get("msg_type")
        if kind == "error":
            text = f"{content.get('ename')}: {content.get('evalue')}"
            self.error = _COLOUR.sub("", text)[:_LONGEST_ERROR]
        elif kind in ("execute_result", "display_data"):
            data = content.get("data")
            found = data.get(MIME_TYPE) if isinstance(data, dict) else None
            if isinstance(found, dict) and isinstance(found.get("exercise"), str) and not self.too_much:
                self.works[found["exercise"]] = found.get("work")


def _size(value: object) -> int:
    """Roughly how many characters there are in it."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(_size(key) + _size(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(_size(item) for item in value)
    return sys.getsizeof(value)
