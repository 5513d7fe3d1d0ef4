"""The pricer: right prices, right errors, nothing of the customer in the log."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.direct.pricing import price_of, random_job

handle = Exercise(
    "handle",
    title="The pricer",
    points=3,
    hints=(
        "Three questions in this order: can this job be printed at all, what do the copies cost, what comes on top?",
        "`type(copies) is int` is false for True and for 2.5. A tenth less, rounded down, is `cents * 9 // 10`. A key that "
        "may be missing is read with `event.get('express')`.",
        "`raise ValueError('copies must be a whole number from 1 to 10,000')` before anything is computed; then "
        "`cents = CENTS[paper] * copies`; the discount belongs to the copies, so add the 500 cents after it.",
    ),
)


@dataclass(frozen=True)
class Case:
    """One event and what came of it; `field` is what is wrong with it, if anything."""

    event: dict[str, Any]
    answer: Answer
    field: str = ""

    @property
    def evidence(self) -> str:
        """The event, the answer and the log."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"sent:\n  {json.dumps(self.event)}\nanswered:\n  {given}\nlogged:\n  {self.answer.log.strip() or '(nothing)'}"


@dataclass(frozen=True)
class Trial:
    """Every call of the check, one after the other in one environment."""

    example: list[Case]
    usual: list[Case]
    large: list[Case]
    bare: list[Case]
    odd: list[Case]

    @property
    def all(self) -> list[Case]:
        """All of them."""
        return [*self.example, *self.usual, *self.large, *self.bare, *self.odd]


@handle.step("The example costs 800 cents")
def trial(handler: Handler, random: Random) -> Passed:
    groups = _events(random)
    flat = [pair for group in groups for pair in group]
    answers = iter(handler.run([event for event, _field in flat]))
    ran = Trial(*([Case(event, next(answers), field) for event, field in group] for group in groups))
    _expect_price(ran.example[0], "compute the price from the event's own fields, and return both keys")
    return Passed(ran, found="12 copies on A4, express, cost 800 cents", evidence=ran.example[0].evidence)


@handle.step("Random jobs cost what they should")
def usual(trial: Trial) -> Passed:
    for case in trial.usual:
        _expect_price(case, "check the three prices, and that express adds 500 cents")
    return Passed(found=f"{len(trial.usual)} random jobs have the right price", evidence=trial.usual[0].evidence)


@handle.step("From 100 copies on, the copies cost a tenth less")
def large(trial: Trial) -> Passed:
    for case in trial.large:
        _expect_price(case, "the discount begins with the 100th copy, is rounded down, and leaves express as it is")
    return Passed(found="99 copies cost the full price, 100 a tenth less", evidence=trial.large[-1].evidence)


@handle.step("`express` may be missing")
def bare(trial: Trial) -> Passed:
    for case in trial.bare:
        _expect_price(case, "read it with `event.get('express')`")
    return Passed(found="without it there is no surcharge")


@handle.step("A job that cannot be printed raises ValueError and names the field", weight=2)
def odd(trial: Trial) -> Passed:
    for case in trial.odd:
        error = case.answer.error
        if error is None:
            raise NotYet(
                f"the handler returned `{json.dumps(case.answer.value)}` for it: the caller takes that for a price",
                expected=f"ValueError that says what is wrong with `{case.field}`",
                advice="check paper and copies first, and raise",
                evidence=case.evidence,
            )
        if error.get("errorType") != "ValueError" or case.field not in str(error.get("errorMessage")):
            raise NotYet(
                f"it raised `{case.answer.error_text}`",
                expected=f"ValueError with the word `{case.field}`, so that the caller knows what to mend",
                advice="raise ValueError yourself, before the field is used",
                evidence=case.evidence,
            )
    return Passed(found=f"{len(trial.odd)} odd jobs are refused, each with its reason", evidence=trial.odd[0].evidence)


@handle.step("The customer stays out of the log")
def private(trial: Trial) -> Passed:
    for case in trial.all:
        customer = case.event.get("customer", {})
        if seen := [text for text in customer.values() if text in case.answer.log]:
            raise NotYet(
                f"the log holds a customer's data: `{seen[0]}`",
                expected="nothing of the customer",
                advice="print single fields, never the whole event",
                evidence=case.evidence,
            )
    return Passed(found="no name and no address in the log")


def _expect_price(case: Case, advice: str) -> None:
    wanted = price_of(case.event)
    if case.answer.error is not None:
        raise NotYet(
            f"the handler raised `{case.answer.error_text}`",
            expected=json.dumps(wanted),
            advice=advice,
            evidence=case.evidence,
        )
    if case.answer.value != wanted:
        raise NotYet(
            f"the handler returned `{json.dumps(case.answer.value)}`",
            expected=f"`{json.dumps(wanted)}`",
            advice=advice,
            evidence=case.evidence,
        )


def _events(random: Random) -> list[list[tuple[dict[str, Any], str]]]:
    def good(**more: Any) -> tuple[dict[str, Any], str]:
        return random_job(random, **more), ""

    def bad(field: str, value: Any) -> tuple[dict[str, Any], str]:
        job = random_job(random)
        if value is ...:
            del job[field]
        else:
            job[field] = value
        return job, field

    example = random_job(random) | {"paper": "A4", "copies": 12, "express": True}
    bare = random_job(random)
    del bare["express"]
    odd = [bad("paper", "A9"), bad("paper", ...), bad("copies", 0), bad("copies", 10_001), bad("copies", 2.5)]
    odd += [bad("copies", "12"), bad("copies", True), bad("copies", ...)]
    return [
        [(example, "")],
        [good() for _ in range(6)],
        [good(copies=99), good(copies=100), good(copies=random.randrange(101, 9999, 2), express=True)],
        [(bare, "")],
        odd,
    ]
