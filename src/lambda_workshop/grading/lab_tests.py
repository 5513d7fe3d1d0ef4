"""What tests say of a lab's handler. They run beside the learner's code, which could tell them anything: no points."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from lambda_workshop.authoring.section import Section
from lambda_workshop.checks import Status, Step
from lambda_workshop.grading.rooms import Rooms

_SECONDS = 90.0
_SHOWN = 4_000
_MOST = 4 << 20
"""Bytes that they may put out before they are ended."""


async def tested(section: Section, lab: Path, folder: Path, rooms: Rooms) -> list[Step]:
    """A step without points for the course's tests, and one for the learner's own where they differ.

    Args:
        section: the section.
        lab: the learner's folder, with `handler.py`.
        folder: a folder of the worker's own to run them in.
        rooms: opens the room in which they run.
    """
    course, own = section.folder / "lab" / "test_handler.py", lab / "test_handler.py"
    found = [await _tested("The course's tests", course, section, lab, folder / "course", rooms)]
    if own.is_file() and own.read_bytes() != course.read_bytes():
        found.append(await _tested("Your own tests", own, section, lab, folder / "own", rooms))
    return found


async def _tested(what: str, tests: Path, section: Section, lab: Path, folder: Path, rooms: Rooms) -> Step:
    text = f"{what} (no points)"
    folder.mkdir(parents=True)
    shutil.copy(lab / "handler.py", folder)
    shutil.copy(tests, folder / "test_handler.py")
    for name, content in section.given_files().items():
        (folder / name).write_text(content, encoding="utf-8")
    if (section.folder / "events").is_dir():
        shutil.copytree(section.folder / "events", folder / "events")
    line, environment = rooms.tests(folder)

    status, said = await asyncio.to_thread(_last_words, line, environment)
    if status is None:
        return Step(text, Status.NOT_YET, actual=f"they took longer than {_SECONDS:.0f} s, or put out too much")
    words = said.decode(errors="replace").strip()
    verdict = Status.PASSED if status == 0 else Status.NOT_YET
    return Step(text, verdict, actual=words.splitlines()[-1] if words else "they could not be run", evidence=words)


def _last_words(line: Sequence[str], environment: Mapping[str, str]) -> tuple[int | None, bytes]:
    """Run the command; returns its status and the end of its output. None for one that had to be ended."""
    with subprocess.Popen(
        line, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        assert process.stdout is not None
        overdue = threading.Timer(_SECONDS, _end, [process])
        overdue.start()
        said, total = b"", 0
        try:
            while piece := os.read(process.stdout.fileno(), 1 << 16):
                said, total = (said + piece)[-_SHOWN:], total + len(piece)
                if total > _MOST:
                    _end(process)
        finally:
            overdue.cancel()
        status = process.wait()
    return (None if status == -signal.SIGKILL else status), said


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
