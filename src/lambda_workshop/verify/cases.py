"""Events through a handler: what each must give, what it gave, and how the two compare.

Edges are fixed, and only the filling is drawn: `copies=500` and `copies=501` are in every check, for random customers.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any, TypeVar

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.checks.exercise import StepFunction, StepLike, StepSpec
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.verify.causes import cause_of
from lambda_workshop.verify.compare import difference
from lambda_workshop.verify.evidence import exchange

ANYTHING: Any = object()
"""What `Case.wanted` is when the value does not matter."""


@dataclass(frozen=True)
class Case:
    """One event, and what must come of it.

    Attributes:
        event: what JSON can carry.
        wanted: the value that must be returned, or what the exercise's own `judge` compares with.
        raises: texts that must stand in the error (`Type: message`) that the handler must raise; None: it must not.
        lines: what the log must have, in a line of its own each, once.
        secrets: what must not be in log or error, of this event or of any other; see `expect_secrets_kept`.
        sent: how the event reads as evidence, where its JSON does not read well.
        about: what kind of event it is, for a message: `an order from CH`.
    """

    event: Any
    wanted: Any = ANYTHING
    raises: tuple[str, ...] | None = None
    lines: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    sent: str = ""
    about: str = ""


@dataclass(frozen=True)
class Trial:
    """A case that was tried, and the answer to it."""

    case: Case
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event, the answer and the log."""
        return exchange(self.case.sent or self.case.event, self.answer)

    def not_yet(self, found: str, *, expected: str = "", advice: str = "") -> NotYet:
        """A failed step with this trial as its evidence, to be raised."""
        return NotYet(found, expected=expected, advice=advice, evidence=self.evidence)


CaseLike = Case | tuple[Any, Any]
"""A case, or an event and the value that it must give."""
Trials = Mapping[str, Sequence[Trial]]
"""What every group of an exercise gave, by the name of its step."""
Judge = Callable[[Trial, str], None]
"""Raises NotYet where an answer is not what its case wants; the text is what the group advises."""
T = TypeVar("T")
C = TypeVar("C", bound=Callable[..., Iterable[CaseLike]])


@dataclass(frozen=True)
class CasesStep(StepSpec):
    """The step of a group of cases."""

    cases: Callable[..., Iterable[CaseLike]] = field(kw_only=True)


def as_case(item: CaseLike) -> Case:
    """The case that an event and its value are."""
    return item if isinstance(item, Case) else Case(*item)


def expect(trial: Trial, advice: str, *, what: str = "the answer", lost: str = "") -> None:
    """Compare an answer with its case.

    Args:
        trial: the case and its answer.
        advice: what to do when the value is not the wanted one, or the handler raised an error of its own.
        what: how messages call the value: `the invoice`.
        lost: what an error means, as the end of a sentence: `so this order gets no invoice`.

    Raises:
        NotYet: the handler raised and must not, or the other way round; the value or a line of the log is another.
    """
    case, answer = trial.case, trial.answer
    if case.raises is not None:
        _expect_error(trial, advice)
    elif answer.error is not None:
        raise _raised(trial, advice, lost)
    elif case.wanted is not ANYTHING and (differs := difference(answer.value, case.wanted)):
        place = f" at `{differs.place}`" if differs.place else ""
        raise trial.not_yet(f"{what}{place} is `{differs.found}`", expected=f"`{differs.wanted}`", advice=advice)
    for line in case.lines:
        count = [text.strip() for text in answer.log.splitlines()].count(line)
        if count != 1:
            found = f"{count or 'no'} line{'s' if count else ''} `{line}` in the log"
            raise trial.not_yet(found, expected="that line, once", advice=advice)


def _raised(trial: Trial, advice: str, lost: str) -> NotYet:
    cause = cause_of(trial.answer.error)
    wanted = "an answer" if trial.case.wanted is ANYTHING else json.dumps(trial.case.wanted, ensure_ascii=False)
    return trial.not_yet(
        f"the handler raised `{trial.answer.error_text}`{lost}",
        expected=wanted,
        advice=cause.advice if cause else advice,
    )


def _expect_error(trial: Trial, advice: str) -> None:
    text, texts = trial.answer.error_text, trial.case.raises or ()
    wanted = f"an exception{' with ' if texts else ''}{' and '.join(f'`{item}`' for item in texts)}"
    if trial.answer.error is None:
        found = f"the handler answered `{trial.answer.shown}`: Lambda takes this for success"
        raise trial.not_yet(found, expected=wanted, advice=advice)
    if missing := [item for item in texts if item not in text]:
        cause = cause_of(trial.answer.error)
        raise trial.not_yet(
            f"the error says `{text}`",
            expected=f"`{missing[0]}` in it",
            advice=cause.advice if cause else advice,
        )


def expect_secrets_kept(trials: Iterable[Trial], *, found: str, expected: str, advice: str) -> None:
    """Nothing that any of the cases calls a secret is in any log or error, as it is or as JSON writes it.

    Args:
        trials: all that were tried.
        found: what is told; `{}` in it becomes the secret.
        expected: what the log may hold.
        advice: what to do.

    Raises:
        NotYet: a secret was seen.
    """
    tried = list(trials)
    secrets = [secret for trial in tried for secret in trial.case.secrets if secret]
    for trial in tried:
        if seen := leaked(secrets, trial.answer.log, trial.answer.error_text, json.dumps(trial.answer.error)):
            raise trial.not_yet(found.format(seen), expected=expected, advice=advice)


def leaked(secrets: Iterable[str], *texts: str) -> str:
    """The first of the secrets that one of the texts holds, plain or as JSON writes it; empty when none does."""
    for secret in secrets:
        for form in {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}:
            if any(form in text for text in texts):
                return secret
    return ""


@dataclass(frozen=True)
class Handle(Exercise):
    """The exercise of a handler: groups of cases, all run one after the other in one environment.

    Attributes:
        what: how messages call what the handler returns: `the invoice`.
        lost: what an error of the handler means, as the end of a sentence: `, so this order gets no invoice`.
        judge: compares an answer with its case, where `expect` is not enough.
        environment: the function's variables.
        timeout: seconds for each event.

    Every group after the first waits for the first: a handler that does nothing earns nothing by raising.
    """

    name: str = field(default="handle", kw_only=True)
    what: str = field(default="the answer", kw_only=True)
    lost: str = field(default="", kw_only=True)
    judge: Judge | None = field(default=None, kw_only=True)
    environment: Mapping[str, str] = field(default_factory=dict, kw_only=True)
    timeout: float = field(default=3.0, kw_only=True)

    def __post_init__(self) -> None:
        """Register what all groups share."""
        if "trials" not in self.fixtures:
            self.fixture(trials)

    def cases(
        self,
        text: str,
        *,
        advice: str = "",
        found: str = "",
        weight: float = 1.0,
        judge: Judge | None = None,
        needs: Sequence[StepLike] = (),
    ) -> Callable[[C], StepSpec]:
        """Register the decorated generator of cases as the next step; later steps that name it get its trials.

        Args:
            text: what the learner reads.
            advice: what to do when an answer is not the wanted one.
            found: what is told when all are right; by default how many there were.
            weight: its share of the exercise's points.
            judge: another judge than the exercise's.
            needs: steps that it waits for besides the first group.

        The generator may name `random`. It yields a `Case`, or an event and the value that must be returned.
        """
        groups = [step for step in self.steps if isinstance(step, CasesStep)]
        judged = judge or self.judge or functools.partial(expect, what=self.what, lost=self.lost)

        def register(make: C) -> StepSpec:
            def look(trials: Trials) -> Passed:
                tried = trials[make.__name__]
                for trial in tried:
                    judged(trial, advice)
                told = found or ("as it should be" if len(tried) == 1 else f"all {len(tried)} are as they should be")
                return Passed(tried, found=told, evidence=tried[0].evidence if tried else "")

            kind = functools.partial(CasesStep, cases=make)
            return self.add(text, look, name=make.__name__, weight=weight, needs=(*groups[:1], *needs), kind=kind)

        return register

    def keeps_secrets(
        self,
        text: str = "The log keeps secrets",
        *,
        found: str = "the log holds `{}`",
        expected: str = "single fields, and nothing of the customer",
        advice: str = "print single fields, never the whole event",
        weight: float = 1.0,
    ) -> StepSpec:
        """A step: no secret of any case is in a log or an error, of whatever case; see `expect_secrets_kept`."""
        groups = [step for step in self.steps if isinstance(step, CasesStep)]

        def keeps_secrets(trials: Trials) -> Passed:
            every = [trial for group in trials.values() for trial in group]
            expect_secrets_kept(every, found=found, expected=expected, advice=advice)
            return Passed(found=f"nothing of it is in {len(every)} logs")

        return self.add(text, keeps_secrets, weight=weight, needs=groups[:1])


def trials(handler: Handler, random: Random, exercise: Handle) -> Trials:
    """Run all groups of the exercise, in their order, in one environment."""
    groups = {
        step.name: [as_case(item) for item in made(step.cases, random)]
        for step in exercise.steps
        if isinstance(step, CasesStep)
    }
    events = [case.event for cases in groups.values() for case in cases]
    answers = iter(handler.run(events, timeout=exercise.timeout, environment=exercise.environment))
    return {name: [Trial(case, next(answers)) for case in cases] for name, cases in groups.items()}


def made(make: StepFunction, random: Random) -> Iterator[CaseLike]:
    """What a generator of cases yields, given `random` where it asks for it."""
    named = inspect.signature(make).parameters
    yield from make(**({"random": random} if "random" in named else {}))


def together(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Make all calls at the same moment; returns what they gave, in their order. Each function gets an environment."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [made.result() for made in [pool.submit(each) for each in calls]]


def call(cloud: Cloud, function: str, item: CaseLike, *, qualifier: str = "") -> Trial:
    """Try a case on a deployed function."""
    case = as_case(item)
    return Trial(case, functions.invoke(cloud, function, case.event, qualifier=qualifier))
