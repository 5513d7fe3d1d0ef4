"""Runs the steps of an exercise and adds them up. A check never raises: what goes wrong in it is *Could not check*."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.checks.exercise import Exercise, StepSpec
from lambda_workshop.checks.handler import handler_from
from lambda_workshop.checks.outcome import NotAttempted, NotYet, Passed, StepOutcome, Unavailable
from lambda_workshop.checks.result import CheckResult, Status, Step

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
    provided = _Provided(cloud, work, random or Random(), f"{section}.{exercise.name}")
    values: dict[str, Any] = {}
    steps: list[Step] = []
    share = exercise.points / (sum(spec.weight for spec in exercise.steps) or 1.0)
    for spec in exercise.steps:
        steps.append(_run_step(spec, spec.weight * share, provided, values))
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


class _Provided:
    """What steps may name besides one another; each thing is made when it is first asked for."""

    def __init__(self, cloud: Callable[[], Cloud], work: object, random: Random, exercise: str) -> None:
        self._make: dict[str, Callable[[], Any]] = {
            "cloud": cloud,
            "work": lambda: work,
            "random": lambda: random,
            "handler": lambda: handler_from(work, exercise),
        }
        self._made: dict[str, Any] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._make

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._make[name]()
        return self._made[name]


def _run_step(spec: StepSpec, points: float, provided: _Provided, values: dict[str, Any]) -> Step:
    if missing := [name for name in spec.needs if name not in values]:
        return Step(spec.text, Status.BLOCKED, advice=f"waits for: {', '.join(missing)}", max_points=points)
    try:
        names = spec.function.__code__.co_varnames[: spec.function.__code__.co_argcount]
        arguments = {name: provided[name] if name in provided else values[name] for name in names}
        outcome = spec.function(**arguments)
    except StepOutcome as raised:
        return Step(
            spec.text,
            next(status for kind, status in _STATUS_OF.items() if isinstance(raised, kind)),
            expected=raised.expected,
            actual=raised.found,
            advice=raised.advice,
            evidence=raised.evidence,
            max_points=points,
        )
    except Exception as error:  # a broken check must never look like the learner's mistake
        return Step(
            spec.text,
            Status.UNAVAILABLE,
            actual=f"the check stopped with {type(error).__name__}: {error}",
            advice="this is not your mistake: run `workshop doctor`, and report it if the backend is well",
            evidence=traceback.format_exc(),
            max_points=points,
        )
    passed = outcome if isinstance(outcome, Passed) else Passed(outcome)
    values[spec.name] = passed.value
    return Step(
        spec.text, Status.PASSED, actual=passed.found, evidence=passed.evidence, points=points, max_points=points
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
