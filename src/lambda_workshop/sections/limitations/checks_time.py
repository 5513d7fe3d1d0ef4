"""The long job: it stops before its time is over, and goes on where it was."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed

SHORT, LONG = 0.7, 1.5
"""Seconds that the job is given; it must work for longer in the longer time."""
_CLEARLY = 0.3
"""Seconds. Whoever leaves up to half a second to spare works at least so much longer, however slow the machine."""
ENDLESS = 10**9

time = Exercise(
    "time",
    title="A long job in short time",
    points=4,
    hints=(
        "Before each page, ask two things: is there another page, and is there time for it?",
        "`context.get_remaining_time_in_millis()` belongs in the loop's condition. The answer has the same names as "
        "the event, so that it can be the next event.",
        "`while page < event['pages'] and context.get_remaining_time_in_millis() >= 300:` with `ink += render(page)` "
        "and `page += 1` in it.",
    ),
)


@dataclass(frozen=True)
class Run:
    """One call: the event, the seconds that it had, and the answer."""

    event: dict[str, Any]
    seconds: float
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event and the answer."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"sent, with {self.seconds} s:\n  {json.dumps(self.event)}\nanswered:\n  {given}"


@dataclass(frozen=True)
class Trial:
    """Small jobs, and the first part of an endless one."""

    whole: tuple[Run, ...]
    part: Run


@time.step("A small job is done in one call")
def trial(handler: Handler, random: Random) -> Passed:
    small = [
        {"pages": random.randint(5, 30), "next": 0, "ink": 0},
        {"pages": 40, "next": random.randint(10, 38), "ink": random.randint(1, 900)},
        {"pages": 12, "next": 12, "ink": 5},
    ]
    start = {"pages": ENDLESS, "next": random.randint(0, 99), "ink": random.randint(0, 99)}
    answers = handler.run([*small, start], timeout=SHORT)
    runs = [Run(event, SHORT, answer) for event, answer in zip([*small, start], answers, strict=True)]
    for run in runs[:-1]:
        wanted = {"pages": run.event["pages"], "next": run.event["pages"], "ink": _ink(run.event), "done": True}
        if run.answer.error is not None or run.answer.value != wanted:
            raise NotYet(
                f"it answered `{run.answer.error_text or json.dumps(run.answer.value)}`",
                expected=f"`{json.dumps(wanted)}`: every page from `next` on, once, added to the ink so far",
                advice="start at `next` and at `ink`, and count on",
                evidence=run.evidence,
            )
    return Passed(Trial(tuple(runs[:-1]), runs[-1]), found=f"{len(small)} jobs are done", evidence=runs[0].evidence)


@time.step("A long job stops before its time is over", weight=2)
def stops(trial: Trial) -> Passed:
    _expect_part(trial.part)
    value = trial.part.answer.value
    return Passed(
        value, found=f"it stopped at page {value['next']} of {ENDLESS:,}, in time", evidence=trial.part.evidence
    )


@time.step("The next call carries on from there, and uses the time that it has", weight=2)
def goes_on(handler: Handler, trial: Trial, stops: dict[str, Any]) -> Passed:
    (answer,) = handler.run([stops], timeout=LONG)
    run = Run(stops, LONG, answer)
    _expect_part(run)
    before, after = stops["next"] - trial.part.event["next"], answer.value["next"] - stops["next"]
    first, then = trial.part.answer.seconds, answer.seconds
    if after == before or then < first + _CLEARLY:
        raise NotYet(
            f"it worked for {first:.2f} s ({before} pages) when it had {SHORT} s, "
            f"and for {then:.2f} s ({after} pages) when it had {LONG} s",
            expected="clearly more in the longer time: the timeout is a setting, and the context knows it",
            advice="ask `context.get_remaining_time_in_millis()`, and no clock or counter of your own",
            evidence=run.evidence,
        )
    return Passed(found=f"{before} pages in {first:.2f} s, then {after} more in {then:.2f} s", evidence=run.evidence)


def _expect_part(run: Run) -> None:
    answer = run.answer
    if answer.error is not None:
        raise NotYet(
            f"it failed with `{answer.error_text}`",
            expected="an answer before the time is over, with its place in it",
            advice="stop when fewer than 300 ms are left",
            evidence=run.evidence,
        )
    value = answer.value
    if not isinstance(value, dict) or not isinstance(value.get("next"), int) or value.get("done") is not False:
        raise NotYet(
            f"it answered `{json.dumps(value)}`",
            expected="`pages`, `next`, `ink`, and `done` false",
            advice="return where you are",
            evidence=run.evidence,
        )
    if value["next"] <= run.event["next"]:
        raise NotYet(
            f"it got from page {run.event['next']} to page {value['next']}",
            expected="as many pages as there is time for",
            advice="stop only when fewer than 300 ms are left",
            evidence=run.evidence,
        )
    wanted = _ink(run.event | {"pages": value["next"]})
    if value.get("ink") != wanted or value.get("pages") != run.event["pages"]:
        raise NotYet(
            f"it is at page {value['next']} and counts {value.get('ink')} of ink",
            expected=f"{wanted}: the ink so far and that of each page from {run.event['next']} on, once",
            advice="add the page's ink and go to the next page together",
            evidence=run.evidence,
        )


def _ink(event: dict[str, Any]) -> int:
    """The ink of the pages from `next` to `pages`, on top of what was used."""
    each = sum(range(20_000)) % 7
    return int(event["ink"] + sum(each + page % 5 for page in range(event["next"], event["pages"])))
