"""One section of one submission: its notebook cell by cell, its checks from outside, then its lab."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace
from pathlib import Path

from lambda_workshop.authoring.section import Section
from lambda_workshop.checks import Exercise, Status, Step
from lambda_workshop.grading.checker import CheckEnded, Checker, Checkers, Question
from lambda_workshop.grading.extra import extended
from lambda_workshop.grading.grade import ExerciseGrade, Notice, NoticeKind
from lambda_workshop.grading.kernel import End, Kernel, Ran
from lambda_workshop.grading.lab_tests import tested
from lambda_workshop.grading.reading import ReadNotebook, RunCell, lab_fingerprint, read_notebook
from lambda_workshop.grading.request import Reporter, Request
from lambda_workshop.grading.rooms import BackendRoom, Rooms
from lambda_workshop.grading.start_requests import StartRequests

_CHECK_ATTEMPTS = 2
"""How often a check is begun whose own process ended."""
_WHY = {
    End.TIMEOUT: ("ran longer than {seconds:.0f} s and was ended", NoticeKind.TIMEOUT),
    End.MEMORY: ("took more than {memory:.0f} MB of memory and was ended", NoticeKind.LIMIT),
    End.DIED: ("ended its own kernel", NoticeKind.CRASH),
}


@dataclass(frozen=True)
class Means:
    """What every section of a submission is graded with; `folder` is the worker's own, `deadline` when it must end."""

    request: Request
    rooms: Rooms
    checkers: Checkers
    reporter: Reporter
    folder: Path
    deadline: float


@dataclass
class Open:
    """A section's open rooms; `kernel` is None once it is lost or not needed any more."""

    backend: BackendRoom
    kernel: Kernel | None


def opened(run: SectionRun) -> asyncio.Task[Open]:
    """The section's rooms, being opened."""
    return asyncio.ensure_future(run.open())


class SectionRun:
    """Grades one section of a submission."""

    def __init__(self, section: Section, means: Means) -> None:
        self.section = section
        self._open_checker: Checker | None = None
        self._request = means.request
        self._rooms = means.rooms
        self._reporter = means.reporter
        self._folder = means.folder
        self._checkers = means.checkers
        self._latest = means.deadline
        request = means.request
        self._limits = request.limits
        submission = Path(request.submission)
        self._notebook_path = submission / "notebooks" / f"{section.file_name}.ipynb"
        self._lab_path = submission / "labs" / section.file_name
        self._exercises = {item.name: extended(item, section, request.extra) for item in section.exercises()}
        self._deadline = 0.0
        self._starts = StartRequests(self._start)
        self._rooms_open: Open | None = None
        self._graded: set[str] = set()
        self._spent: dict[str, float] = {}
        self._ended: dict[str, str] = {}
        self._ran: list[RunCell] = []
        self._kernels = 0

    @property
    def submitted(self) -> bool:
        """Whether there is anything of this section."""
        return self._notebook_path.is_file() or self._has_lab

    @property
    def _has_lab(self) -> bool:
        return (self._lab_path / "handler.py").is_file()

    def report_missing(self) -> bool:
        """Report everything of this section as not submitted; returns False."""
        lab = self.section.lab()
        self._not_submitted(*self._exercises.values(), *([lab] if lab else []))
        return False

    def report_overdue(self) -> None:
        """Report everything of this section as not begun: what came before it has used up the submission's time."""
        why = f"the submission's {self._limits.submission_seconds / 60:.0f} minutes were over before it"
        lab = self.section.lab()
        # Where nothing went on for too long it is the machine that is slow, and nobody's mistake.
        status = Status.NOT_YET if self._reporter.timeouts else Status.UNAVAILABLE
        self._notice(NoticeKind.TIMEOUT, why, "")
        for item in (*self._exercises.values(), *([lab] if lab else [])):
            self._report(ExerciseGrade(self._id(item), True, status, 0.0, item.points, reason=why))

    async def open(self) -> Open:
        """Open the rooms; raises RoomError."""
        socket = self._starts.listen(self._folder / f"grader-{self.section.id}")
        backend = await self._rooms.backend()
        kernel = await self._rooms.kernel(backend, socket)
        return Open(backend, kernel)

    async def grade(self, ready: Open) -> None:
        """Run and check everything, and report it; closes the rooms."""
        self._rooms_open = ready
        self._deadline = min(time.monotonic() + self._limits.section_seconds, self._latest)
        try:
            if self._notebook_path.is_file():
                await self._notebook()
            else:
                self._not_submitted(*self._exercises.values())
            await self._lab()
        finally:
            self._starts.close()
            await self._close()

    # The notebook.

    async def _notebook(self) -> None:
        text = self._notebook_path.read_text("utf-8", errors="replace")
        read = read_notebook(text, self.section)
        for notice in read.notices:
            self._reporter.notice(notice)
        if not read.cells:
            for exercise in self._exercises.values():
                why = "the notebook has no cell that can be run"
                identity = self._id(exercise)
                self._report(ExerciseGrade(identity, True, Status.NOT_ATTEMPTED, 0.0, exercise.points, reason=why))
            return
        for cell in read.cells:
            await self._cell(cell, read)
        for name, exercise in self._exercises.items():
            if name not in self._graded:
                # Not one cell of it is left: the cloud may still show that the work was done.
                await self._check(exercise, None, read, 0.0)

    async def _cell(self, cell: RunCell, read: ReadNotebook) -> None:
        name = _costs(cell)
        exercise = self._exercises.get(name)
        if exercise is None or cell.role != "check":
            if name not in self._ended:
                await self._run(cell, name)
            return
        ran = None if name in self._ended else await self._run(cell, name)
        await self._check(exercise, ran, read, self._spent.get(name, 0.0))

    async def _run(self, cell: RunCell, name: str) -> Ran | None:
        """Run one cell; None when there is no kernel or no time for it."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            self._ended.setdefault(name, "the time for its section, or for the submission, was over before it")
            return None
        rooms = await self._usable_rooms()
        if rooms is None or rooms.kernel is None:
            self._ended.setdefault(name, "the kernel had ended too often before it")
            return None
        seconds = min(self._limits.cell_seconds, left, self._limits.exercise_seconds - self._spent.get(name, 0.0))
        if seconds <= 0:
            self._blame(name, f"its cells ran longer than {self._limits.exercise_seconds:.0f} s", NoticeKind.TIMEOUT)
            return None
        ran = await rooms.kernel.run(cell.source, seconds, lost=lambda: rooms.backend.ended)
        self._spent[name] = self._spent.get(name, 0.0) + ran.seconds
        if rooms.backend.ended:
            self._blame(name, "the backend ended while it ran", NoticeKind.CRASH)
        elif ran.end in _WHY:
            words, kind = _WHY[ran.end]
            why = words.format(seconds=seconds, memory=self._limits.total_memory / 1e6)
            self._blame(name, f"a cell {why}", kind)
        else:
            self._ran.append(cell)
        if ran.output_cut:
            what = f"a cell put out more than {self._limits.output / 1e6:.0f} MB; the rest was dropped"
            self._notice(NoticeKind.LIMIT, what, name)
        if ran.kernel_lost:
            await rooms.kernel.stop()
            self._rooms_open = None if rooms.backend.ended else replace(rooms, kernel=None)
        return ran

    def _blame(self, name: str, why: str, kind: NoticeKind) -> None:
        """Note why something ended, and what it costs."""
        self._notice(kind, why, name)
        self._ended[name] = why

    def _notice(self, kind: NoticeKind, what: str, name: str) -> None:
        known = (*self._exercises, "lab")
        self._reporter.notice(Notice(kind, what, f"{self.section.id}.{name}" if name in known else self.section.id))

    async def _usable_rooms(self) -> Open | None:
        """The rooms, opened again and brought to where they were if something of them is gone; None after too often."""
        rooms = self._rooms_open
        if rooms is not None and rooms.kernel is not None and not rooms.backend.ended:
            return rooms
        if self._kernels >= self._limits.kernel_starts:
            return None
        self._kernels += 1
        backend = rooms.backend if rooms is not None else None
        if backend is None or backend.ended:
            if rooms is not None and rooms.kernel is not None:
                await rooms.kernel.stop()
            backend = await self._rooms.backend()
        kernel = await self._rooms.kernel(backend, self._starts.path)
        self._rooms_open = Open(backend, kernel)
        for cell in self._ran:
            left = self._deadline - time.monotonic()
            if cell.role == "check" or _costs(cell) in self._ended or left <= 0:
                continue
            ran = await kernel.run(cell.source, min(self._limits.cell_seconds, left))
            if ran.kernel_lost:
                await kernel.stop()
                self._rooms_open = None
                return None
        return self._rooms_open

    # Checks.

    async def _check(self, exercise: Exercise, ran: Ran | None, read: ReadNotebook, spent: float) -> None:
        name = exercise.name
        started = time.monotonic()
        if name in self._ended:
            found = self._lost(exercise, self._ended[name])
        else:
            found = await self._checked(exercise, ran)
        seconds = spent + time.monotonic() - started
        fingerprint = read.fingerprints.get(self._id(exercise), "")
        self._found(replace(found, seconds=seconds, fingerprint=fingerprint))

    async def _checked(self, exercise: Exercise, ran: Ran | None) -> ExerciseGrade:
        handed_in = ran.works.get(self._id(exercise)) if ran is not None else None
        if handed_in is None and ran is not None and ran.error and _asks_for_work(exercise):
            step = Step("The cells run", Status.NOT_YET, actual=ran.error, advice="run the notebook from its top")
            return ExerciseGrade(self._id(exercise), True, Status.NOT_YET, 0.0, exercise.points, (step,))
        rooms = self._rooms_open
        if rooms is None or rooms.backend.ended:
            return self._lost(exercise, "the backend had ended")
        kernel = rooms.kernel
        if kernel is not None:
            kernel.freeze()
        try:
            return await self._outside(exercise, rooms.backend, work=handed_in)
        finally:
            if kernel is not None:
                kernel.thaw()

    async def _outside(
        self, exercise: Exercise, backend: BackendRoom, *, work: object = None, lab: str = ""
    ) -> ExerciseGrade:
        """What the check finds, in a checker's process, which is ended when it takes too long."""
        identity = self._id(exercise)
        # The same submission and seed draw the same probes.
        seed = f"{self._request.seed} {self._request.content} {identity}"
        question = Question(exercise.name, backend.endpoint, backend.secret, seed, work, lab)
        why = ""
        for _ in range(_CHECK_ATTEMPTS):
            try:
                found = await asyncio.to_thread(self._checker().check, question, self._limits.check_seconds)
            except CheckEnded as error:
                why = str(error)
                if error.overdue:
                    self._blame(exercise.name, why, NoticeKind.TIMEOUT)
                    return self._lost(exercise, why)
            else:
                if not backend.ended:
                    return found
            if backend.ended:
                self._blame(exercise.name, "the backend ended while it was checked", NoticeKind.CRASH)
                return self._lost(exercise, self._ended[exercise.name])
        return ExerciseGrade(identity, True, Status.UNAVAILABLE, 0.0, exercise.points, reason=why)

    def _checker(self) -> Checker:
        """The section's checker, another one where it had to be ended; raises CheckEnded."""
        if self._open_checker is None or self._open_checker.ended:
            self._open_checker = self._checkers.checker(self.section.id)
        return self._open_checker

    def _start(self, identity: str) -> list[tuple[str, str]]:
        """Put in place what an exercise starts from, as the kernel asks for it; raises ValueError."""
        section, _, name = identity.partition(".")
        rooms = self._rooms_open
        if section != self.section.id or name not in self._exercises or rooms is None:
            raise ValueError("it starts from nothing here")
        question = Question(name, rooms.backend.endpoint, rooms.backend.secret, start=True)
        try:
            return self._checker().start(question, self._limits.check_seconds)
        except CheckEnded as error:
            raise ValueError(str(error)) from error

    # The lab.

    async def _lab(self) -> None:
        lab = self.section.lab()
        if lab is None:
            return
        if not self._has_lab:
            self._not_submitted(lab)
            return
        started = time.monotonic()
        await self._close_kernel()
        rooms = self._rooms_open
        backend = rooms.backend if rooms is not None and not rooms.backend.ended else await self._rooms.backend()
        self._rooms_open = Open(backend, None)
        found = await self._outside(lab, backend, lab=str(self._lab_path))
        if found.status is not Status.NOT_ATTEMPTED:
            folder = self._folder / f"tests-{self.section.id}"
            said = await tested(self.section, self._lab_path, folder, self._rooms)
            found = replace(found, steps=(*found.steps, *said))
        text = (self._lab_path / "handler.py").read_text("utf-8", errors="replace")
        seconds, fingerprint = time.monotonic() - started, lab_fingerprint(text, self.section)
        self._found(replace(found, seconds=seconds, fingerprint=fingerprint))

    # The end.

    async def _close_kernel(self) -> None:
        if self._rooms_open is not None and self._rooms_open.kernel is not None:
            await self._rooms_open.kernel.stop()

    async def _close(self) -> None:
        await self._close_kernel()
        if self._open_checker is not None:
            self._open_checker.end()
        if self._rooms_open is not None:
            await self._rooms_open.backend.stop()
        self._rooms_open = None

    def _not_submitted(self, *exercises: Exercise) -> None:
        for item in exercises:
            why = "nothing was submitted"
            self._report(ExerciseGrade(self._id(item), False, Status.NOT_ATTEMPTED, 0.0, item.points, reason=why))

    def _found(self, grade: ExerciseGrade) -> None:
        """Report what was found of work that was handed in."""
        if grade.status is Status.UNAVAILABLE:
            self._notice(NoticeKind.CRASH, "its check could not be run to its end", grade.exercise.partition(".")[2])
        self._report(grade)

    def _lost(self, exercise: Exercise, why: str) -> ExerciseGrade:
        step = Step("The cells run to their end", Status.NOT_YET, actual=why, max_points=exercise.points)
        reason = self._ended.get(exercise.name, "")
        return ExerciseGrade(self._id(exercise), True, Status.NOT_YET, 0.0, exercise.points, (step,), reason)

    def _report(self, grade: ExerciseGrade) -> None:
        self._graded.add(grade.exercise.partition(".")[2])
        self._reporter.exercise(grade)

    def _id(self, exercise: Exercise) -> str:
        return f"{self.section.id}.{exercise.name}"


def _costs(cell: RunCell) -> str:
    """What a cell costs that goes on for ever: its exercise, all of the learner's own together, or itself."""
    return (cell.exercise or "").partition(".")[2] or ("own" if cell.role == "own" else cell.identity)


def _asks_for_work(exercise: Exercise) -> bool:
    """Whether the check is given something, and so cannot do without it."""
    return bool(exercise.asks_for & {"work", "handler"})
