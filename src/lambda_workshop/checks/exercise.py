"""An exercise: points, three hints, and the steps of its check.

A section's `checks.py` declares its exercises and ends with `EXERCISES = (predict, handle, wire, debug)`.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from lambda_workshop.checks.outcome import NotAttempted, NotYet, Passed

if TYPE_CHECKING:
    from lambda_workshop.cloud import Cloud

StepFunction = Callable[..., Any]
F = TypeVar("F", bound=StepFunction)

# What a step may name as a parameter besides fixtures and earlier steps; `runner.run_check` provides them.
PROVIDED = frozenset({"cloud", "work", "handler", "random", "exercise"})


@dataclass(frozen=True)
class StepSpec:
    """One registered step.

    Attributes:
        name: the name under which later steps know it.
        text: what the learner reads.
        function: looks, and returns `Passed` or a value, or raises what `outcome` has.
        parameters: for each of the function's parameters, the name of what gives its value: something provided, a
            fixture or an earlier step.
        needs: the names of the earlier steps whose failure blocks this one.
        weight: its share of the exercise's points.
    """

    name: str
    text: str
    function: StepFunction
    parameters: Mapping[str, str]
    needs: tuple[str, ...]
    weight: float


StepLike = str | StepSpec | StepFunction
"""An earlier step: by its name, or as what `step` or a verb of `verify` returned."""


@dataclass(frozen=True)
class Fixture:
    """Something that steps share: made once for each check, when a step first names it. It is no step of its own."""

    name: str
    function: StepFunction
    parameters: Mapping[str, str]


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
    run), `random` (a `random.Random` to draw probes from), `exercise` (the one that is checked), a fixture, or an
    earlier step by its name in the module, which gives the value that step returned and blocks this step where that one
    failed.

        wire = Exercise("wire", title="Wire it", points=4, hints=("...", "...", "..."), resources=("inkwell-sqs",))

        @wire.step("The queue `inkwell-sqs-jobs` exists")
        def queue(cloud: Cloud) -> Queue: ...

        @wire.step("A job put on the queue is printed", weight=2)
        def probe(cloud: Cloud, queue: Queue, random: Random) -> Passed: ...

    `lambda_workshop.verify` has exercises with verbs for the steps that many sections share.
    """

    name: str
    title: str
    points: float
    hints: tuple[str, str, str]
    resources: tuple[str, ...] = ()
    setup: Callable[[Cloud], list[tuple[str, str]]] | None = None
    options: Mapping[str, Option] | None = None
    steps: list[StepSpec] = field(default_factory=list, repr=False)
    fixtures: dict[str, Fixture] = field(default_factory=dict, repr=False)

    @property
    def asks_for(self) -> frozenset[str]:
        """What of `PROVIDED` the steps and the fixtures that they name ask for."""
        wanted = [name for spec in self.steps for name in spec.parameters.values()]
        seen: set[str] = set()
        while wanted:
            name = wanted.pop()
            if name not in seen:
                seen.add(name)
                wanted += self.fixtures[name].parameters.values() if name in self.fixtures else ()
        return frozenset(seen) & PROVIDED

    @property
    def on_handler_only(self) -> bool:
        """Whether the check looks at a handler, and never at the cloud."""
        return "handler" in self.asks_for and "cloud" not in self.asks_for

    def step(self, text: str, *, weight: float = 1.0, needs: Sequence[StepLike] = ()) -> Callable[[F], F]:
        """Register the decorated function as the next step; `needs` adds earlier steps that are not parameters.

        `weight` is its share of the exercise's points: 0 for what the exercise's own setup has put in place.

        Raises:
            ValueError: a parameter is neither provided nor the name of an earlier step.
        """

        def register(function: F) -> F:
            self.add(text, function, name=function.__name__, weight=weight, needs=needs)
            return function

        return register

    def fixture(self, function: F, **given: StepLike) -> F:
        """Register the decorated function as a fixture of its name; what it raises is the outcome of the first step.

        It may name what steps may name; `given` are earlier steps whose values its parameters take.
        """
        self.fixtures[function.__name__] = Fixture(function.__name__, function, self._parameters(function, given, {}))
        return function

    def add(
        self,
        text: str,
        function: StepFunction,
        *,
        name: str = "",
        weight: float = 1.0,
        needs: Sequence[StepLike] = (),
        given: Mapping[str, Any] | None = None,
        kind: Callable[..., StepSpec] = StepSpec,
    ) -> StepSpec:
        """Register a step without the decorator, as the verbs do.

        Args:
            text: what the learner reads.
            function: see `StepSpec`.
            name: for later steps; they may also name the module's variable in which the result of this call is kept.
            weight: its share of the exercise's points.
            needs: earlier steps that block this one, and are not parameters.
            given: what parameters take: the value of an earlier step, where it is one, or else this very value.
            kind: another class than StepSpec.

        Raises:
            ValueError: a parameter is neither provided nor the name of an earlier step.
        """
        known = {name: value for name, value in (given or {}).items() if not self._knows(value)}
        taken = {name: value for name, value in (given or {}).items() if name not in known}
        parameters = self._parameters(function, taken, known)
        steps = {spec.name for spec in self.steps}
        before = [parameters[name] for name in parameters if parameters[name] in steps]
        before += [self._name_of(step, function) for step in needs]
        known_as = name or f"{function.__name__}-{len(self.steps)}"
        look = functools.partial(function, **known) if known else function
        spec = kind(known_as, text, look, parameters, tuple(dict.fromkeys(before)), weight)
        self.steps.append(spec)
        return spec

    def _parameters(
        self, function: StepFunction, given: Mapping[str, StepLike], known: Mapping[str, object]
    ) -> dict[str, str]:
        signature = inspect.signature(function).parameters.values()
        names = [parameter.name for parameter in signature if parameter.kind is not parameter.VAR_KEYWORD]
        names = [name for name in dict.fromkeys((*names, *given)) if name not in known]
        return {
            name: self._name_of(given[name], function) if name in given else self._source_of(name, function)
            for name in names
        }

    def _source_of(self, name: str, function: StepFunction) -> str:
        return name if name in PROVIDED or name in self.fixtures else self._name_of(name, function)

    def _name_of(self, step: StepLike, function: StepFunction) -> str:
        """The name of an earlier step, which may be known by its variable in the module of this or another step."""
        if isinstance(step, str):
            if any(spec.name == step for spec in self.steps):
                return step
            modules = [getattr(item, "__globals__", {}) for item in (function, *(spec.function for spec in self.steps))]
            step = next((module[step] for module in modules if self._knows(module.get(step))), step)
        for spec in self.steps:
            if step is spec or step is spec.function:
                return spec.name
        named = getattr(function, "__name__", "a step")
        raise ValueError(f"{self.name}: step {named} needs {step!r}, which no earlier step gives")

    def _knows(self, candidate: object) -> bool:
        return any(candidate is spec or candidate is spec.function for spec in self.steps)


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


def _shown(work: object) -> str:
    """What was passed in place of a letter, as far as it is a short text or a number."""
    plain = isinstance(work, str) or (isinstance(work, int | float) and abs(work) < 1e15)
    return f"`{work!r:.60}`" if plain else f"a {type(work).__name__}"


def _chosen(work: object, options: Mapping[str, Option], *, nothing: str, advice: str) -> Passed:
    letters = ", ".join(f'"{letter}"' for letter in options)
    if work is None or work is ...:
        raise NotAttempted(nothing, expected=f"one of {letters}", advice=advice)
    letter = work.strip().lower() if isinstance(work, str) else ""
    option = options.get(letter)
    if option is None:
        raise NotYet(
            f"{_shown(work)} is not one of the choices", expected=f"one of {letters}", advice="pick one of them"
        )
    if not option.correct:
        raise NotYet(f'"{letter}": {option.text}', advice=option.why)
    return Passed(letter, found=f'"{letter}": {option.text} {option.why}')
