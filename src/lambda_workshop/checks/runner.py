"""Runs the steps of an exercise and adds them up. A check never raises: what goes wrong in it is *Could not check*."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.checks.exercise import Exercise, StepSpec
from lambda_workshop.checks.handler import handler_from
from lambda_workshop.checks.outcome import NotAttempted, NotYet, Passed, StepOutcome, Unavailable
from lambda_workshop.checks.refusals import as_the_works
from lambda_workshop.checks.result import CheckResult, Status, Step
from lambda_workshop.checks.standstill import Watch

if TYPE_CHECKING:
    from lambda_workshop.cloud import Cloud

_STATUS_OF: dict[type[StepOutcome], Status] = {
    NotYet: Status.NOT_YET,
    NotAttempted: Status.NOT_ATTEMPTED,
    Unavailable: Status.UNAVAILABLE,
}


def run_check(
    exercise: Exercise, section: str, *, cloud: Callable[[], Cloud], work: object = None, random: Random | None = None
) -> CheckResult:
    """Run every step of `exercise` and return what they found; steps behind a failed one are blocked.

    Args:
        exercise: the exercise.
        section: the section's id, for the result's `exercise`.
        cloud: makes the cloud that steps look at; called only when a step asks for it.
        work: what the learner passed to `check`.
        random: where probes come from; fresh and unpredictable unless given.
    """
    started = time.perf_counter()
    run = _Run(exercise, f"{section}.{exercise.name}", cloud, work, random or Random())
    share = exercise.points / (sum(spec.weight for spec in exercise.steps) or 1.0)
    with Watch() as watch:
        steps = [run.step(spec, spec.weight * share) for spec in exercise.steps]
    if watch.longest:
        steps = [_after_standstill(step, watch.longest) for step in steps]
    status = _verdict(steps)
    if status is Status.NOT_ATTEMPTED:
        steps = [step for step in steps if step.status is not Status.BLOCKED] or steps
    return CheckResult(
        exercise=f"{section}.{exercise.name}",
        status=status,
        steps=tuple(steps),
        points=0.0 if status is Status.NOT_ATTEMPTED else round(sum(step.points for step in steps), 4),
        max_points=exercise.points,
        elapsed=time.perf_counter() - started,
    )


def _after_standstill(step: Step, seconds: float) -> Step:
    """What a step found is no verdict when the machine stood still: deadlines passed that nobody could keep."""
    if step.status is not Status.NOT_YET:
        return step
    return replace(
        step,
        status=Status.UNAVAILABLE,
        actual=f"the machine stood still for {seconds:.0f} s while this was looked at",
        expected="",
        advice="this is not your mistake: run the check again",
        points=0.0,
    )


class _Blocked(Exception):
    """What a step needs is not there, because of another step; the message is that step's text."""


class _Run:
    """One check: what its steps have given so far, and what is made for them when it is first asked for."""

    def __init__(
        self, exercise: Exercise, identity: str, cloud: Callable[[], Cloud], work: object, random: Random
    ) -> None:
        self._exercise = exercise
        self._make: dict[str, Callable[[], Any]] = {
            "cloud": cloud,
            "work": lambda: work,
            "random": lambda: random,
            "handler": lambda: handler_from(work, identity),
            "exercise": lambda: exercise,
        }
        self._values: dict[str, Any] = {}
        self._spoilt: dict[str, str] = {}

    def step(self, spec: StepSpec, points: float) -> Step:
        """Run one step; never raises."""
        try:
            if missing := [name for name in spec.needs if name not in self._values]:
                raise _Blocked(", ".join(f'"{self._text_of(name)}"' for name in missing))
            outcome = spec.function(**self._arguments(spec.parameters, spec))
        except _Blocked as blocked:
            return Step(spec.text, Status.BLOCKED, advice=f"waits for: {blocked}", max_points=points)
        except StepOutcome as raised:
            return _not_passed(spec, raised, points)
        except Exception as error:  # a broken check must never look like the learner's mistake
            if (told := as_the_works(error)) is not None:
                return _not_passed(spec, told, points)
            return Step(
                spec.text,
                Status.UNAVAILABLE,
                actual=f"the check stopped with {type(error).__name__}: {error}",
                advice="this is not your mistake: run `workshop doctor`, and report it if the backend is well",
                evidence=traceback.format_exc(),
                max_points=points,
            )
        passed = outcome if isinstance(outcome, Passed) else Passed(outcome)
        self._values[spec.name] = passed.value
        return Step(
            spec.text, Status.PASSED, actual=passed.found, evidence=passed.evidence, points=points, max_points=points
        )

    def _arguments(self, parameters: Mapping[str, str], spec: StepSpec) -> dict[str, Any]:
        return {parameter: self._value(name, spec) for parameter, name in parameters.items()}

    def _value(self, name: str, spec: StepSpec) -> Any:
        if name in self._values:
            return self._values[name]
        if name in self._spoilt:
            raise _Blocked(f'"{self._spoilt[name]}"')
        if name not in self._make and name not in self._exercise.fixtures:
            raise _Blocked(f'"{self._text_of(name)}"')
        if name in self._make:
            self._values[name] = self._make[name]()
            return self._values[name]
        fixture = self._exercise.fixtures[name]
        try:
            made = fixture.function(**self._arguments(fixture.parameters, spec))
        except _Blocked:
            raise
        except Exception:
            # The step that asked first tells why; the others wait for it.
            self._spoilt[name] = spec.text
            raise
        self._values[name] = made
        return made

    def _text_of(self, name: str) -> str:
        return next(spec.text for spec in self._exercise.steps if spec.name == name)


def _not_passed(spec: StepSpec, raised: StepOutcome, points: float) -> Step:
    return Step(
        spec.text,
        next(status for kind, status in _STATUS_OF.items() if isinstance(raised, kind)),
        expected=raised.expected,
        actual=raised.found,
        advice=raised.advice,
        evidence=raised.evidence,
        max_points=points,
    )


def _verdict(steps: list[Step]) -> Status:
    """The exercise's status: not attempted only when no step saw any work."""
    seen = {step.status for step in steps}
    if seen <= {Status.PASSED}:
        return Status.PASSED
    if Status.NOT_YET in seen:
        return Status.NOT_YET
    if Status.UNAVAILABLE in seen:
        return Status.UNAVAILABLE
    return Status.NOT_YET if Status.PASSED in seen else Status.NOT_ATTEMPTED
