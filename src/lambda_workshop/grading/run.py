"""A whole class: find the submissions, grade those that are not graded yet, keep each grade as it comes, report.

Whatever ends it, the next run goes on from there.
"""

from __future__ import annotations

import hashlib
import secrets
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lambda_workshop.authoring.section import Section, SectionError, all_sections, finished_sections, load
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.extra import ExtraError, extended
from lambda_workshop.grading.grade import Grade
from lambda_workshop.grading.reports import write_reports
from lambda_workshop.grading.sandbox import Kind, SandboxError
from lambda_workshop.grading.schedulers import SchedulerError, on_a_cluster, on_this_machine
from lambda_workshop.grading.store import Store, StoreError, write_atomically
from lambda_workshop.grading.submissions import Submission, SubmissionsError, find
from lambda_workshop.grading.task import GRADER, Task, edition_folder, packed

_SEED_FILE = "seed"


class GradingError(Exception):
    """Grading cannot begin; the message says what to do."""


@dataclass(frozen=True)
class Options:
    """What is to be graded, and how.

    Attributes:
        submissions: the folder of submissions.
        out: the folder of grades.
        sections: the ids of the sections to grade; all of the course where empty.
        seed: what probes are drawn from; None for the folder's own, which the first run draws.
        regrade: learners who are graded again although they are graded.
        extra: the instructor's folder of further steps.
        jobs: how many submissions are graded at a time on this machine.
        scheduler: the address of a Dask scheduler; empty for this machine.
        kind: how submissions are confined.
    """

    submissions: Path
    out: Path
    sections: tuple[str, ...] = ()
    seed: int | None = None
    regrade: frozenset[str] = field(default_factory=frozenset)
    extra: Path | None = None
    jobs: int = 2
    scheduler: str = ""
    kind: Kind = Kind.BUBBLEWRAP


@dataclass(frozen=True)
class Summary:
    """What a run did: how many submissions there are, were graded now, could not be graded, and what it wrote."""

    submissions: int
    graded: int
    failed: tuple[str, ...]
    seed: int
    reports: tuple[Path, ...]


FAILURES = (ExtraError, GradingError, SandboxError, SchedulerError, StoreError, SubmissionsError)
"""What can keep a run from its work; each message says what to do."""

Progress = Callable[[int, int, Grade | None], None]
"""Told after each grade: how many are done, of how many, and the grade (None at the beginning)."""


def grade_all(options: Options, *, progress: Progress = lambda done, total, grade: None) -> Summary:
    """Grade what is not graded yet and write the reports.

    Raises:
        GradingError: an option cannot be used.
        SandboxError: this machine cannot put the sandbox up.
        SectionError: there is no such section.
        StoreError: another run works on the same folder, or it cannot be written.
        SubmissionsError: there are no submissions.
        SchedulerError: the cluster cannot be used.
    """
    sections = tuple(section.id for section in _wanted(options.sections))
    extra = _extra(options.extra, sections)
    if not options.scheduler and (why := _unusable(options.kind)):
        raise SandboxError(why)
    store = Store(options.out)
    with store.locked():
        seed = _seed(options)
        found = list(find(options.submissions))
        if unknown := options.regrade - {item.learner for item in found}:
            raise GradingError(f"There is no submission of {', '.join(sorted(unknown))}.")
        ids = {item.learner: item.ids for item in found}
        mark = _mark(extra)
        waiting: list[tuple[Submission, tuple[str, ...]]] = []
        for item in found:
            missing = store.missing(
                item.learner, content=item.content, grader=GRADER, seed=seed, sections=sections, extra=mark
            )
            if missing := sections if item.learner in options.regrade else missing:
                waiting.append((item, missing))
        progress(len(found) - len(waiting), len(found), None)
        tasks = _tasks(waiting, seed, extra, options.kind, "" if options.scheduler else str(store.work))
        if options.scheduler:
            grades = on_a_cluster(tasks, options.scheduler)
        else:
            edition_folder(str(store.work))
            grades = on_this_machine(tasks, max(1, options.jobs))
        failed = []
        for number, grade in enumerate(grades, start=1):
            store.save(grade, extra=mark, ids=ids.get(grade.learner, {}))
            failed += [grade.learner] if grade.failed else []
            progress(len(found) - len(waiting) + number, len(found), grade)
        reports = write_reports(store, options.out)
    return Summary(len(found), len(waiting), tuple(failed), seed, tuple(reports))


def _unusable(kind: Kind) -> str:
    """Why submissions cannot be confined in this way here; empty when they can."""
    if kind is Kind.BUBBLEWRAP:
        return sandbox.unusable()
    return sandbox.docker_unusable() if kind is Kind.DOCKER else ""


def _wanted(names: Sequence[str]) -> Sequence[Section]:
    """These sections, or all that have something to grade, in the course's order."""
    chosen = {load(name).id for name in names}
    if unfinished := [problem for name in names if (problem := load(name).problem())]:
        raise SectionError(unfinished[0])
    return [section for section in finished_sections()[0] if section.id in chosen or not names]


def _seed(options: Options) -> int:
    """The seed that is given, else that of the folder, which is drawn once; so that a second run goes on."""
    path = options.out / _SEED_FILE
    try:
        kept = int(path.read_text("ascii"))
    except (OSError, ValueError):
        kept = secrets.randbelow(1 << 31)
    seed = kept if options.seed is None else options.seed
    # A run that ended while it wrote this would draw another seed the next time, and grade everybody again.
    write_atomically(path, f"{seed}\n")
    return seed


def _extra(folder: Path | None, sections: Sequence[str]) -> dict[str, str]:
    """The files of the instructor's folder, tried on the sections that they are for."""
    if folder is None:
        return {}
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}
    if not files:
        raise GradingError(f"{folder} has no steps in it: a file is named after a section, such as `sqs.py`.")
    known = {f"{section.id.replace('-', '_')}.py" for section in all_sections()}
    if odd := sorted(files.keys() - known):
        raise GradingError(f"{folder / odd[0]} is named after no section; such a file is {', '.join(sorted(known))}.")
    for section in map(load, sections):
        for exercise in section.exercises():
            extended(exercise, section, str(folder))
    return files


def _mark(extra: Mapping[str, str]) -> str:
    """A hash of the further steps: with others, everybody is graded again."""
    text = "\0".join(f"{name}\0{content}" for name, content in sorted(extra.items()))
    return hashlib.sha256(text.encode()).hexdigest() if extra else ""


def _tasks(
    found: Sequence[tuple[Submission, tuple[str, ...]]], seed: int, extra: Mapping[str, str], kind: Kind, work: str
) -> Iterator[Task]:
    """The submissions as tasks for these of their sections, each read only when it is its turn."""
    for item, sections in found:
        with tempfile.TemporaryDirectory(prefix="workshop-unpacked-", dir=work or None) as folder:
            notices = item.unpack(Path(folder))
            archive = packed(Path(folder))
        yield Task(item.learner, item.content, archive, sections, seed, kind, dict(extra), notices, folder=work)
