"""An exercise: points, three hints, and the steps of its check.

A section's `checks.py` declares its exercises and ends with `EXERCISES = (predict, handle, wire, debug)`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from lambda_workshop.checks.outcome import NotAttempted, NotYet, Passed

if TYPE_CHECKING:
    from lambda_workshop.cloud import Cloud

StepFunction = Callable[..., Any]
F = TypeVar("F", bound=StepFunction)

# What a step may name as a parameter besides the steps before it; `runner.run_check` provides them.
PROVIDED = frozenset({"cloud", "work", "handler", "random"})


@dataclass(frozen=True)
class StepSpec:
    """One registered step. `needs` are the names of the earlier steps whose failure blocks this one."""

    name: str
    text: str
    function: StepFunction
    needs: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Option:
    """One choice of a question: the text, and why it is right or wrong (its own explanation, shown when chosen)."""

    text: str
    why: str
    correct: bool = False


@dataclass(frozen=True)
class Exercise:
    """One graded task.

    Attributes:
        name: the skill: `predict`, `handle`, `wire`, `debug`, or a name of the section's own.
        title: a few words for the progress table.
        points: what the whole exercise is worth; the steps share it by weight.
        hints: exactly three: what to think about, where to look, almost the answer.
        resources: name prefixes of what this exercise creates, so that `reset` can remove it.
        options: the choices, where it is a question.
        setup: puts the broken (or initial) wiring in place, for `start()`; it returns rows `(what, value)` to show.

    Steps are functions that name what they need as parameters, as pytest's fixtures do:
    `cloud` (what runs now), `work` (what the learner passed to `check`), `handler` (that work as a handler that can be
    run), `random` (a `random.Random` to draw probes from), or the function name of an earlier step, which gives the
    value that step returned and blocks this step where that one failed.

        wire = Exercise("wire", title="Wire it", points=4, hints=("...", "...", "..."), resources=("inkwell-sqs",))

        @wire.step("The queue `inkwell-sqs-jobs` exists")
        def queue(cloud: Cloud) -> Queue: ...

        @wire.step("A job put on the queue is printed", weight=2)
        def probe(cloud: Cloud, queue: Queue, random: Random) -> Passed: ...
    """

    name: str
    title: str
    points: float
    hints: tuple[str, str, str]
    resources: tuple[str, ...] = ()
    setup: Callable[[Cloud], list[tuple[str, str]]] | None = None
    options: Mapping[str, Option] | None = None
    steps: list[StepSpec] = field(default_factory=list, repr=False)

    @property
    def on_handler_only(self) -> bool:
        """Whether the check looks at a handler, and never at the cloud."""
        named = {name for spec in self.steps for name in inspect.signature(spec.function).parameters}
        return "handler" in named and "cloud" not in named

    def step(self, text: str, *, weight: float = 1.0, needs: tuple[str, ...] = ()) -> Callable[[F], F]:
        """Register the decorated function as the next step; `needs` adds earlier steps that are not parameters.

        `weight` is its share of the exercise's points: 0 for what the exercise's own setup has put in place.

        Raises:
            ValueError: a parameter is neither provided nor the name of an earlier step.
        """

        def register(function: F) -> F:
            earlier = {spec.name for spec in self.steps}
            parameters = [name for name in inspect.signature(function).parameters if name not in PROVIDED]
            wanted = tuple(dict.fromkeys((*parameters, *needs)))
            if unknown := [name for name in wanted if name not in earlier]:
                raise ValueError(f"{self.name}: step {function.__name__} needs {unknown}, which no earlier step gives")
            self.steps.append(StepSpec(function.__name__, text, function, wanted, weight))
            return function

        return register


def Question(
    name: str, *, title: str, points: float, hints: tuple[str, str, str], text: str, options: Mapping[str, Option]
) -> Exercise:
    """An exercise that asks for one of `options`, answered by `check("b")`; every wrong choice gets its own `why`.

    Raises:
        ValueError: not exactly one option is correct.
    """
    if sum(option.correct for option in options.values()) != 1:
        raise ValueError(f"{name}: exactly one option must be correct")
    exercise = Exercise(name, title, points, hints, options=options)

    @exercise.step(text)
    def choice(work: object) -> Passed:
        return _chosen(work, options, nothing="no answer yet", advice=f"call `{name}.check(...)` with it")

    return exercise


def named_cause(work: object, causes: Mapping[str, Option]) -> Passed:
    """What the step of a `debug` check returns that asks for the cause by its letter.

    Raises:
        NotAttempted: none was named.
        NotYet: another one was, or nothing that is there to choose.
    """
    return _chosen(work, causes, nothing="no cause was named", advice="set `cause` to its letter, and check again")


def _chosen(work: object, options: Mapping[str, Option], *, nothing: str, advice: str) -> Passed:
    letters = ", ".join(f'"{letter}"' for letter in options)
    if work is None or work is ...:
        raise NotAttempted(nothing, expected=f"one of {letters}", advice=advice)
    letter = work.strip().lower() if isinstance(work, str) else ""
    option = options.get(letter)
    if option is None:
        raise NotYet(f"{work!r} is not one of the choices", expected=f"one of {letters}", advice="pick one of them")
    if not option.correct:
        raise NotYet(f'"{letter}": {option.text}', advice=option.why)
    return Passed(letter, found=f'"{letter}": {option.text} {option.why}')
