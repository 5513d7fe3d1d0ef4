"""What tests say of a lab's handler. They run beside the learner's code, which could tell them anything: no points."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from pathlib import Path

from lambda_workshop.authoring.section import Section
from lambda_workshop.checks import Status, Step
from lambda_workshop.grading.rooms import Rooms

_SECONDS = 90.0
_SHOWN = 4_000


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

    def run() -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(line, env=environment, capture_output=True, timeout=_SECONDS, check=False)

    try:
        ended = await asyncio.to_thread(run)
    except subprocess.TimeoutExpired:
        return Step(text, Status.NOT_YET, actual=f"they took longer than {_SECONDS:.0f} s")
    said = ended.stdout[-_SHOWN:].decode(errors="replace").strip()
    status = Status.PASSED if ended.returncode == 0 else Status.NOT_YET
    return Step(text, status, actual=said.splitlines()[-1] if said else "they could not be run", evidence=said)
