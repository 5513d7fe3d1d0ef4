"""One submission from outside: put into a box, graded by a worker there, read back. The same on a laptop and a cluster.

A task carries all that it needs, so that it can be run anywhere the package is installed.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

from lambda_workshop.authoring.section import load
from lambda_workshop.authoring.sources import VARIABLE, outside_sources
from lambda_workshop.checks import Status
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.edition import make_editions
from lambda_workshop.grading.grade import ExerciseGrade, Grade, Notice, NoticeKind, exercise_from, notice_from
from lambda_workshop.grading.limits import Limits
from lambda_workshop.grading.request import Request
from lambda_workshop.grading.sandbox import EDITION, EXTRA, REQUEST, SUBMISSION, Kind, Mount

ATTEMPTS = 2
"""How often something is tried that ended the worker, before it is given up with a report."""
_FORMAT = 3
GRADER = f"{version('lambda-workshop')}.{_FORMAT}"
"""The grader's version: what another one found is graded again."""
_START_SECONDS = 120.0


@dataclass(frozen=True)
class Task:
    """One submission to grade.

    Attributes:
        learner: the learner's name.
        content: the submission's content hash.
        archive: a zip file of `notebooks/` and `labs/`, as `packed` makes it.
        sections: the ids of the sections to grade.
        seed: what probes are drawn from.
        kind: how it is confined.
        extra: the instructor's files of further steps, by name.
        notices: what was noticed while it was read.
        limits: see Limits.
        folder: where it is unpacked meanwhile; the system's temporary folder where empty.
    """

    learner: str
    content: str
    archive: bytes = field(repr=False)
    sections: tuple[str, ...]
    seed: int
    kind: Kind = Kind.BUBBLEWRAP
    extra: Mapping[str, str] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()
    limits: Limits = field(default_factory=Limits)
    folder: str = ""


def packed(folder: Path) -> bytes:
    """The files of a folder as a zip file; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                archive.writestr(zipfile.ZipInfo(str(path.relative_to(folder))), path.read_bytes())
    return buffer.getvalue()


def grade_submission(task: Task) -> Grade:
    """Grade it; never raises for what a submission does.

    When its worker dies, another one goes on from that section; a section at which two died is left out, and what is
    missing of it is `unavailable`. So is all that is missing where nothing can be graded, with the reason in `failed`.
    """
    started = time.monotonic()
    known: dict[str, ExerciseGrade] = {}
    notices: list[Notice] = []
    deaths: Counter[str] = Counter()
    left, why, gave_up = list(task.sections), "", ""
    while left:
        seconds = max(1.0, task.limits.submission_seconds - (time.monotonic() - started))
        attempt = _attempt(replace(task, sections=tuple(left), limits=replace(task.limits, submission_seconds=seconds)))
        known |= attempt.exercises
        notices += attempt.notices
        why = attempt.why
        if not why or attempt.overdue:
            break
        left = [section for section in left if any(name not in known for name, _points in exercises_of([section]))]
        deaths[attempt.section] += 1
        if deaths[attempt.section] < ATTEMPTS:
            continue
        if attempt.section not in left:
            # It does not even begin.
            break
        left.remove(attempt.section)
        notices.append(Notice(NoticeKind.CRASH, why, attempt.section))
        for name, points in exercises_of([attempt.section]):
            known.setdefault(name, ExerciseGrade(name, True, Status.UNAVAILABLE, 0.0, points, reason=why))
        why, gave_up = "", why
    seconds = time.monotonic() - started
    nothing = all(item.status is Status.UNAVAILABLE for item in known.values())
    if lost := (gave_up if gave_up and nothing else why if left else ""):
        return replace(failed(task, lost, known=known.values(), notices=dict.fromkeys(notices)), seconds=seconds)
    exercises = tuple(known[name] for name, _points in exercises_of(task.sections))
    every = tuple(dict.fromkeys((*task.notices, *notices)))
    return Grade(task.learner, task.content, GRADER, task.seed, exercises, every, seconds=seconds)


def failed(task: Task, why: str, *, known: Iterable[ExerciseGrade] = (), notices: Iterable[Notice] = ()) -> Grade:
    """The grade of a submission that could not be graded to its end: what is known, and the rest unavailable."""
    by_name = {item.exercise: item for item in known}
    exercises = tuple(
        by_name.get(name) or ExerciseGrade(name, True, Status.UNAVAILABLE, 0.0, points, reason=why)
        for name, points in exercises_of(task.sections)
    )
    more = (*task.notices, *notices, Notice(NoticeKind.CRASH, why))
    return Grade(task.learner, task.content, GRADER, task.seed, exercises, more, failed=why)


def exercises_of(sections: Iterable[str]) -> list[tuple[str, float]]:
    """Every exercise of these sections with its points, labs included, in the course's order."""
    found = []
    for section in map(load, sections):
        items = [*section.exercises(), *filter(None, [section.lab()])]
        found += [(f"{section.id}.{item.name}", item.points) for item in items]
    return found


@dataclass(frozen=True)
class _Attempt:
    """What one worker came to: what it found, the section that it was at, and why it ended before its time, if so."""

    exercises: Mapping[str, ExerciseGrade]
    notices: tuple[Notice, ...]
    section: str
    why: str
    overdue: bool


def _attempt(task: Task) -> _Attempt:
    with tempfile.TemporaryDirectory(prefix="workshop-submission-", dir=task.folder or None) as name:
        folder = Path(name)
        folder.chmod(0o755)
        submission, extra = folder / "submission", folder / "extra"
        submission.mkdir()
        extra.mkdir()
        with zipfile.ZipFile(io.BytesIO(task.archive)) as archive:
            archive.extractall(submission)
        for file, text in task.extra.items():
            (extra / file).write_text(text, encoding="utf-8")
        lines, ended, said = _worker(task, folder, submission, extra)
    exercises: dict[str, ExerciseGrade] = {}
    notices: list[Notice] = []
    section, done = "", False
    for line in lines:
        try:
            data = json.loads(line)
            if "exercise" in data:
                exercise = exercise_from(data["exercise"])
                exercises[exercise.exercise] = exercise
            elif "notice" in data:
                notices.append(notice_from(data["notice"]))
            else:
                section = data.get("section", section)
                done = "done" in data
        except (ValueError, KeyError, TypeError):
            # The worker was ended in the middle of it.
            continue
    whole = done and set(exercises) == {name for name, _points in exercises_of(task.sections)}
    why = "" if whole else ended or f"the grader's worker ended before its time: {said}"
    return _Attempt(exercises, tuple(notices), section, why, overdue=bool(ended))


def _worker(task: Task, folder: Path, submission: Path, extra: Path) -> tuple[list[bytes], str, str]:
    """Run the worker; returns its lines, why it was ended (empty when it was not), and its last words."""
    confined = task.kind is not Kind.NONE
    request = Request(
        submission=str(SUBMISSION if confined else submission),
        sections=task.sections,
        seed=task.seed,
        content=task.content,
        kind=task.kind.value,
        edition=str(EDITION if confined else edition_folder(task.folder)),
        extra=str(EXTRA if confined else extra) if task.extra else "",
        limits=task.limits,
    )
    path = folder / "request.json"
    path.write_text(request.to_json(), encoding="utf-8")
    # In a container there is another Python.
    python = "python" if task.kind is Kind.DOCKER else sys.executable
    command = [python, "-P", "-m", "lambda_workshop.grading.worker", str(REQUEST if confined else path)]
    if confined:
        mounts = [
            Mount(edition_folder(task.folder), EDITION),
            Mount(submission, SUBMISSION),
            Mount(extra, EXTRA),
            Mount(path, REQUEST),
        ]
        box = sandbox.docker_box if task.kind is Kind.DOCKER else sandbox.box
        named = [source.folder for source in outside_sources() if source.origin == VARIABLE and not source.problem]
        mounts += [Mount(place, place) for place in dict.fromkeys(named)]
        variables = {VARIABLE: os.pathsep.join(map(str, named))} if named else {}
        command = box(command, mounts=mounts, limits=task.limits, variables=variables)
    # A section that began in time comes to its end.
    longest = _START_SECONDS + task.limits.submission_seconds + task.limits.section_seconds
    with (folder / "said").open("w+b") as said:
        # Nothing is written to it: it closes when this process is gone, however that came about.
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, start_new_session=True
        )
        assert process.stdin is not None and process.stdout is not None
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            _kill(process)

        timer = threading.Timer(longest, end)
        timer.start()
        try:
            lines = process.stdout.readlines()
            process.wait()
        finally:
            timer.cancel()
            _kill(process)
            process.wait()
            process.stdin.close()
        said.seek(0)
        words = said.read()[-2000:].decode(errors="replace").strip()
    ended = f"it took longer than {longest:.0f} s" if overdue.is_set() else ""
    return lines, ended, words.splitlines()[-1] if words else f"status {process.returncode}"


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


_editions: dict[str, Path] = {}
_making = threading.Lock()


def edition_folder(parent: str = "") -> Path:
    """Where this process keeps the learner's editions, below `parent`: made once, gone with the process."""
    with _making:
        found = _editions.get(parent)
        if found is None or not found.is_dir():
            found = Path(tempfile.mkdtemp(prefix="workshop-edition-", dir=parent or None))
            atexit.register(shutil.rmtree, found, ignore_errors=True)
            make_editions(found)
            _editions[parent] = found
        return found
