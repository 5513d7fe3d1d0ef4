"""The lesson object: `sqs = lesson("sqs")`."""

from __future__ import annotations

import functools
import html
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.authoring.section import Section, load
from lambda_workshop.backends import Backend, BackendError
from lambda_workshop.backends.choose import Choice, choose
from lambda_workshop.checks import Exercise, Status
from lambda_workshop.checks.handler import handler_of
from lambda_workshop.cloud import Cloud, TimedOut, addresses, deploying, functions, logs
from lambda_workshop.cloud.cleanup import leftovers, remove
from lambda_workshop.notebook.display import Code, Output, Paragraph, Table, in_notebook, show
from lambda_workshop.notebook.exercise import LessonExercise, under_nbgrader
from lambda_workshop.notebook.handing_in import GRADER_VARIABLE, HandingInExercise
from lambda_workshop.notebook.packaging import package
from lambda_workshop.notebook.sealed import SealedExercise
from lambda_workshop.progress import Progress, Standing
from lambda_workshop.setup.memory import shortage
from lambda_workshop.setup.surroundings import keep_to_this_machine

MEMORY_NEEDED = 250 * 1024**2
"""Bytes for a notebook's kernel and a backend with a few functions, beside JupyterLab."""


def lesson(section_id: str) -> Lesson:
    """Open a section: `sqs = lesson("sqs")`. Shows the backend, your progress and the next exercise.

    Raises:
        SectionError: there is no such section; the message names those that there are.
    """
    keep_to_this_machine()
    opened = Lesson(load(section_id))
    show(opened.overview())
    return opened


class Lesson:
    """One section as a notebook uses it: its clients, its exercises by name, its panel, its progress, its end."""

    def __init__(self, section: Section, *, choice: Choice | None = None) -> None:
        self.section = section
        self._given = choice
        self._exercises = {exercise.name: self._exercise(exercise) for exercise in section.exercises()}

    def _exercise(self, exercise: Exercise) -> LessonExercise:
        grader = os.environ.get(GRADER_VARIABLE)
        if grader:
            return HandingInExercise(exercise, self.section, lambda: self.cloud, grader)
        kind = LessonExercise if self.section.has_checks else SealedExercise
        return kind(exercise, self.section, lambda: self.cloud)

    def __getattr__(self, name: str) -> LessonExercise:
        exercises = self.__dict__.get("_exercises", {})
        if name in exercises:
            found: LessonExercise = exercises[name]
            return found
        raise AttributeError(
            f"{self.__dict__.get('section', '')} has no `{name}`; its exercises: {', '.join(exercises)}"
        )

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._exercises]

    @property
    def id(self) -> str:
        """The section's id."""
        return self.section.id

    @property
    def title(self) -> str:
        """The section's title."""
        return self.section.title

    @property
    def exercises(self) -> Mapping[str, LessonExercise]:
        """The exercises by name, in their order."""
        return self._exercises

    @functools.cached_property
    def _choice(self) -> Choice:
        if under_nbgrader():
            os.environ["WORKSHOP_ACCOUNT"] = _account_of_this_notebook()
        chosen = self._given or choose(frozenset(self.section.services), tell=lambda line: show(Output(line)))
        if in_notebook():
            # So that plain boto3 and the AWS CLI, called from a cell, reach the same backend.
            os.environ.update(chosen.backend.environment())
        return chosen

    @property
    def backend(self) -> Backend:
        """Where this lesson's calls go; raises BackendError, which says what to do."""
        return self._choice.backend

    @functools.cached_property
    def session(self) -> Any:
        """A session as boto3 has it: `sqs.session.client("lambda")`."""
        return self.backend.session()

    def client(self, service: str) -> Any:
        """A boto3 client of this lesson's backend."""
        return self.cloud.client(service)

    @functools.cached_property
    def cloud(self) -> Cloud:
        """What the checks look at."""
        return Cloud(self.session, prefix=self.section.prefix)

    @property
    def events(self) -> Mapping[str, Any]:
        """The events that the trigger really delivers, by name."""
        return self.section.events()

    def overview(self) -> Output:
        """Backend, progress and next exercise; or what is missing, and the command that mends it."""
        # Before the backend is started: with too little memory the kernel would die without a word.
        tight = shortage(MEMORY_NEEDED, "this notebook and the backend")
        try:
            backend = self.backend
            lost = getattr(backend, "lost", "")
            line = f"Backend: {backend.describe()}. {self._choice.reason}" + (f" {lost}" if lost else "")
        except BackendError as error:
            line = f"Backend: none. {error}"
        parts = [line, tight] if tight else [line]
        return Output(Paragraph(self.title), *parts, *self.progress().parts)

    def progress(self) -> Output:
        """Where each exercise stands, and what is next."""
        kept = Progress()
        events, damaged = kept.events()
        standings = kept.standings()
        rows = []
        upcoming = ""
        for name, exercise in self._exercises.items():
            standing = standings.get((self.id, name), Standing())
            rows.append((name, exercise.title, standing.status.words, f"{standing.points:g}"))
            if not upcoming and standing.status is not Status.PASSED:
                upcoming = name
        after = f"Next: {upcoming}." if upcoming else "All exercises of this section are passed."
        if damaged:
            after += f" {damaged} of {damaged + len(events)} lines of {kept.path} could not be read and are left out."
        return Output(Table("Your progress", ("Exercise", "About", "Status", "Points"), rows), after)

    def panel(self, **options: Any) -> Any:
        """The section's panel: the same calls as in cells, with buttons. `options` are what this panel takes."""
        return self.section.panel(self, **options)

    def address(self, target: str, path: str = "", *, stage: str = "", kind: str = "", port: int = 0) -> str:
        """Where this API or load balancer answers browsers, curl and Python: `http.address(api_id, "/orders")`.

        Args:
            target: an API's id; a load balancer's name, DNS name or ARN.
            path: what comes after it.
            stage: the API's stage, when it has several.
            kind: "load balancer" with a load balancer's bare name; else it is looked up.
            port: the listener's, when a load balancer has several.

        Raises:
            NoAddress: nothing answers there; the message says why.
        """
        return addresses.address(self.cloud, target, path, stage=stage, kind=kind, port=port)

    def package(self, handler: Callable[..., Any], files: Mapping[str, str | bytes] | None = None) -> bytes:
        """A zip file with the handler's cell as `index.py`; set `Handler="index.<its name>"`.

        Raises:
            PackageError: the cell uses something that the function would not have in the cloud.
        """
        return package(handler, files or {}, lesson_names=frozenset({self.id.replace("-", "_")}))

    def file(self, name: str) -> str:
        """A file that the section gives for a function's package, as text; raises SectionError when there is none."""
        return self.section.file(name)

    def role(self, name: str, policies: Sequence[str | Mapping[str, Any]] = (), *, service: str = "lambda") -> str:
        """Create or update a role that `service` may assume, with the right to log and these policies; gives its ARN.

        Args:
            name: the role's name.
            policies: ARNs of managed policies, or policy documents (or single statements) of its own.
            service: who may assume it: `lambda`, `scheduler`, ...
        """
        return deploying.role(self.cloud, name, policies, service=service)

    def deploy(
        self,
        name: str,
        handler: Callable[..., Any],
        *,
        role: str,
        timeout: int = 3,
        memory: int = 128,
        environment: Mapping[str, str] | None = None,
        files: Mapping[str, str | bytes] | None = None,
        entry: str = "",
    ) -> str:
        """Create or update a function from the handler's cell; returns its ARN once it can be invoked.

        Args:
            name: the function's name.
            handler: a function written in a cell of its own.
            role: the ARN of its execution role.
            timeout: seconds, 1 to 900.
            memory: MB, 128 to 10,240.
            environment: environment variables.
            files: more files for the package.
            entry: what Lambda calls where it is not the handler but one of these files, such as `room.handler`.
        """
        return deploying.deploy(
            self.cloud,
            name,
            self.package(handler, files),
            handler=entry or f"index.{handler_of(handler).name}",
            role_arn=role,
            timeout=timeout,
            memory=memory,
            environment=environment,
        )

    def logs(self, function: str, *, wait_for: str = "", last: int = 200, timeout: float = 15.0) -> Output:
        """The last lines of a function's log; with `wait_for`, once a line has that text (or the seconds are over)."""
        missed = ""
        if wait_for:
            try:
                logs.wait_for(self.cloud, function, wait_for, timeout=timeout)
            except TimedOut as error:
                missed = str(error)
        found = logs.lines(self.cloud, function)
        if not found:
            return Output(f"`{function}` has no log yet: it has not run." + (f" {missed}" if missed else ""))
        text = "\n".join(f"{_clock(line.time_ms)}  {line.text}" for line in found[-last:])
        cut = f" (the last {last} of {len(found)} lines)" if len(found) > last else ""
        return Output(f"Log of `{function}`{cut}, UTC:", Code(text), *([missed] if missed else []))

    def timeline(self) -> Output:
        """What happened in the section's functions, in order, read from their logs."""
        found = [item for name in functions.names(self.cloud) for item in logs.invocations(self.cloud, name)]
        if not found:
            return Output("No function of this section has run yet.")
        rows = [
            (
                _clock(item.time_ms),
                item.function,
                item.request_id[:8],
                "running" if item.duration_ms is None else f"{item.duration_ms:.1f} ms",
                "" if item.init_ms is None else f"cold, {item.init_ms:.0f} ms",
                item.error or "ok",
                _short(item.lines),
            )
            for item in sorted(found, key=lambda item: item.time_ms)
        ]
        header = ("Time (UTC)", "Function", "Request", "Duration", "Start", "Result", "First lines")
        return Output(Table("What happened", header, rows))

    def cleanup(self) -> Output:
        """Remove everything of this section from the cloud, and look again. Your code and progress stay."""
        try:
            removed = remove(self.cloud, (self.section.prefix,), self.section.services)
            left = leftovers(self.cloud, (self.section.prefix,), self.section.services)
        except BackendError as error:
            return Output(f"Could not clean up: {error}")
        parts: list[Table | str] = []
        if removed:
            parts.append(Table("Removed", ("Kind", "Name"), [(item.kind, item.name) for item in removed]))
        if left:
            parts.append(Table("Still there", ("Kind", "Name"), [(item.kind, item.name) for item in left]))
            parts.append("Something is left: run this cell again. If it stays, `workshop reset` empties the backend.")
        else:
            parts.append(f"Nothing of `{self.section.prefix}` is left.")
        return Output(*parts)

    def submit(self, *, learner: str = "", now: bool = False) -> Any:
        """Show what would be handed in of all your sections, with a button that does it; `now=True` does it at once.

        Args:
            learner: your name, as your instructor knows it; it is remembered.
            now: hand in without the button.
        """
        from lambda_workshop.notebook.submit_button import offer

        return offer(learner=learner, now=now)

    def __repr__(self) -> str:
        return f"{self.title}: {', '.join(f'{self.id}.{name}' for name in self._exercises)}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/plain": repr(self), "text/html": f"<p>{html.escape(repr(self))}</p>"}


@functools.cache
def _account_of_this_notebook() -> str:
    """Under nbgrader: an account of the notebook's own, so that nobody finds what a neighbour made."""
    return str(10**11 + secrets.randbelow(9 * 10**11))


def _clock(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]


def _short(lines: Sequence[str]) -> str:
    """The first two lines that the function printed, each at most 100 characters, cut visibly."""
    printed = [line for line in lines if not line.startswith("[ERROR]")]
    shown = [line if len(line) <= 100 else f"{line[:99]}…" for line in printed[:2]]
    more = len(printed) - len(shown)
    return "\n".join([*shown, *([f"… and {more} more"] if more else [])])
