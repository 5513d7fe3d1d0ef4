"""An exercise as the learner calls it: check, hint, solution, reset, start."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.authoring.section import Section
from lambda_workshop.backends import BackendError
from lambda_workshop.checks import CheckResult, Exercise, Status, Step
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud import Cloud
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.notebook.display import Code, Output, Table, show
from lambda_workshop.progress import Event, Progress, Standing

if TYPE_CHECKING:
    from pathlib import Path

FAILURES_BEFORE_SOLUTION = 3
_LEVELS = ("Think", "Where", "Almost")


def under_nbgrader() -> bool:
    """Whether nbgrader runs this notebook, to grade it or to validate it."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))


class Points(float):
    """What a check gives under nbgrader, which reads a number: the points, with the check's words as HTML.

    https://nbgrader.readthedocs.io/en/stable/user_guide/autograding_resources.html
    """

    def __new__(cls, result: CheckResult) -> Points:
        made = super().__new__(cls, result.points)
        made._words = result.as_html()
        return made

    _words: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(float(self)), "text/html": self._words}


class LessonExercise:
    """One exercise of a lesson: `check`, `hint`, `solution`, `reset`, and `start` where something is set up first."""

    def __init__(
        self, exercise: Exercise, section: Section, cloud: Callable[[], Cloud], folder: Path | None = None
    ) -> None:
        self._exercise = exercise
        self._section = section
        self._cloud = cloud
        self._progress = Progress() if folder is None else Progress(folder)
        self._random: Random | None = None

    @property
    def id(self) -> str:
        """`section.exercise`."""
        return f"{self._section.id}.{self._exercise.name}"

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        return self._exercise.title

    def check(self, work: object = None) -> CheckResult | float:
        """Look at your work and tell what is done, what is not yet, and what to do next. Never raises.

        Returns a CheckResult; under nbgrader, which reads numbers, the points as a float.
        """
        try:
            result = run_check(self._exercise, self._section.id, cloud=self._cloud, work=work, random=self._random)
        except KeyboardInterrupt:
            result = self._interrupted()
        if under_nbgrader():
            return Points(result)
        self._record(result)
        return result

    def hint(self) -> Output:
        """The next of three hints, below the ones that you have seen: what to think about, where to look, almost."""
        level = min(self._standing().hints + 1, 3)
        note = self._note(Event(self._section.id, self._exercise.name, "hint", level=level))
        rows = [
            (f"{number} of 3: {_LEVELS[number - 1]}", self._exercise.hints[number - 1])
            for number in range(1, level + 1)
        ]
        after = f"Next: `{self._call('hint()')}`." if level < 3 else self._after_hints
        return Output(Table(f"Hints for {self.id}", ("Hint", "Text"), rows), after, *note)

    def solution(self, *, reveal: bool = False) -> Output:
        """One right answer: once you have passed, seen the three hints, or failed three checks; or with reveal=True."""
        standing = self._standing()
        earned = (
            standing.status is Status.PASSED
            or standing.hints >= 3
            or standing.failures >= FAILURES_BEFORE_SOLUTION
            or standing.revealed
        )
        if not (earned or reveal):
            return Output(
                f"The solution of {self.id} opens when you have passed, seen all three hints ({standing.hints} so far) "
                f"or failed {FAILURES_BEFORE_SOLUTION} checks ({standing.failures} so far). "
                f"`{self._call('solution(reveal=True)')}` opens it now, and your progress notes it."
            )
        source = self._section.solution(self._exercise.name)
        if not source:
            return Output(f"This copy of the course has no solution of {self.id}.")
        event = Event(self._section.id, self._exercise.name, "solution", revealed=reveal and not earned)
        parts: list[Any] = [f"One solution of {self.id}:", Code(source, "python")]
        if self._exercise.resources:
            anew = self._call("start()" if self._exercise.setup else "reset()")
            parts.append(f"What an earlier try has left may be in its way: begin anew with `{anew}`.")
        return Output(*parts, *self._note(event))

    def start(self) -> Output:
        """Put in place what this exercise starts from; may be called again for a fresh start."""
        if self._exercise.setup is None:
            return Output(f"{self.id} starts from nothing: go on with the next cell.")
        try:
            rows = self._exercise.setup(self._cloud())
        except BackendError as error:
            return Output(f"Could not start {self.id}: {error}")
        return Output(Table(f"{self.id} starts from this", ("What", "Value"), rows))

    def reset(self) -> Output:
        """Remove what this exercise created. Your code and your progress stay."""
        if not self._exercise.resources:
            return Output(f"{self.id} creates nothing in the cloud: there is nothing to remove.")
        try:
            removed = remove(self._cloud(), self._exercise.resources, self._section.services)
        except BackendError as error:
            return Output(f"Could not reset {self.id}: {error}")
        note = self._note(Event(self._section.id, self._exercise.name, "reset"))
        if not removed:
            return Output(f"There is nothing of {self.id} in the cloud.", *note)
        rows = [(resource.kind, resource.name) for resource in removed]
        return Output(Table(f"Removed for {self.id}", ("Kind", "Name"), rows), *note)

    @property
    def _after_hints(self) -> str:
        """What follows the last hint."""
        return f"These are all. `{self._call('solution()')}` is open now."

    def _call(self, what: str) -> str:
        return f"{self._lesson_name}.{self._exercise.name}.{what}"

    @property
    def _lesson_name(self) -> str:
        """What notebooks call the lesson."""
        return self._section.id.replace("-", "_")

    def _standing(self) -> Standing:
        return self._progress.standings().get((self._section.id, self._exercise.name), Standing())

    def _interrupted(self) -> CheckResult:
        step = Step(
            "The check ran to its end", Status.UNAVAILABLE, actual="it was interrupted", advice="run the cell again"
        )
        return CheckResult(self.id, Status.UNAVAILABLE, (step,), 0.0, self._exercise.points)

    def _record(self, result: CheckResult) -> None:
        try:
            self._progress.add_check(self._section.id, self._exercise.name, result)
        except OSError as error:
            show(Output(f"Your progress could not be written to {self._progress.path}: {error}"))

    def _note(self, event: Event) -> list[str]:
        """Record an event; returns a sentence when that did not work."""
        if under_nbgrader():
            return []
        try:
            self._progress.add(event)
        except OSError as error:
            return [f"Your progress could not be written to {self._progress.path}: {error}"]
        return []

    def __repr__(self) -> str:
        return f"{self.id}: {self.title}. Call check(), hint(), solution() or reset()."

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"{self.id} has no `{name}`; it has check(), hint(), solution(), start() and reset()")
