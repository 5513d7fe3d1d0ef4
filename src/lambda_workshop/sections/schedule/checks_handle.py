"""The report function: which report, and for which day, from the event alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.schedule import nights

_GOLDEN = Path(__file__).parent / "events" / "rule.json"

handle = Exercise(
    "handle",
    title="The report function",
    points=3,
    hints=(
        "Everything that the function needs is in the event. Which day should it report if it runs a day late?",
        '`datetime.strptime(event["time"], "%Y-%m-%dT%H:%M:%SZ")` reads the time; `timedelta(days=1)` gets you over '
        "the ends of months and years.",
        '`day = date.fromisoformat(event["day"])` when there is a `day`, and `planned.date() - timedelta(days=1)` '
        'otherwise. `event.get("report", "sales")` names the report. Let what is missing raise its KeyError.',
    ),
)


@dataclass(frozen=True)
class Run:
    """One event, what it asks for (None: it must fail), and what came of it."""

    event: dict[str, Any]
    wanted: dict[str, str] | None
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event, the answer and the log."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        log = "\n".join(f"  {line}" for line in self.answer.log.splitlines() if line.strip()) or "  (nothing)"
        return f"sent:\n  {json.dumps(self.event)}\nanswered:\n  {given}\nlogged:\n{log}"


@dataclass(frozen=True)
class Trial:
    """Every event of the check, one after the other in one environment."""

    golden: Run
    random: tuple[Run, ...]
    edges: tuple[Run, ...]
    notifications: tuple[Run, ...]
    inputs: tuple[Run, ...]
    by_hand: tuple[Run, ...]
    odd: tuple[Run, ...]


@handle.step("The example event is reported")
def trial(handler: Handler, random: Random) -> Passed:
    groups = _events(random)
    flat = [item for group in groups for item in group]
    answers = iter(handler.run([event for event, _wanted in flat]))
    runs = [tuple(Run(event, wanted, next(answers)) for event, wanted in group) for group in groups]
    (golden,), *others = runs
    found = Trial(golden, *others)
    _expect([golden], "the day before the event's `time`")
    return Passed(found, found=f"`{json.dumps(golden.answer.value)}`", evidence=golden.evidence)


@handle.step("The event's time decides, not the clock on the wall", weight=2)
def times(trial: Trial) -> Passed:
    _expect(trial.random, "the day before the event's `time`, whenever the function runs: a retry comes later")
    return Passed(found=f"{len(trial.random)} random nights", evidence=trial.random[0].evidence)


@handle.step("The ends of months and years")
def edges(trial: Trial) -> Passed:
    _expect(trial.edges, "the calendar's own day before, also on the first of a month")
    return Passed(found=", ".join(run.answer.value["day"] for run in trial.edges))


@handle.step("Scheduler's notification, whose detail is a string")
def notifications(trial: Trial) -> Passed:
    _expect(trial.notifications, "the same answer for `aws.scheduler` as for `aws.events`")
    return Passed(found="the same report")


@handle.step("A schedule's own input names its report")
def inputs(trial: Trial) -> Passed:
    _expect(trial.inputs, "the report that the event names, for the day before its `time`")
    return Passed(found=", ".join(run.answer.value["report"] for run in trial.inputs))


@handle.step("A call by hand names its day")
def by_hand(trial: Trial) -> Passed:
    _expect(trial.by_hand, "that very day, and not the one before it")
    return Passed(found=", ".join(run.answer.value["day"] for run in trial.by_hand))


@handle.step("An event that asks for no day fails")
def odd(trial: Trial) -> Passed:
    for run in trial.odd:
        if run.answer.error is None:
            raise NotYet(
                f"for `{json.dumps(run.event)}` it answered `{json.dumps(run.answer.value)}`",
                expected="an error: a report for a guessed day is worse than none, and nobody notices it",
                advice="let the missing or unreadable field raise, and catch nothing",
                evidence=run.evidence,
            )
    return Passed(found=f"{len(trial.odd)} odd events raise")


Asked = tuple[dict[str, Any], dict[str, str] | None]


def _events(random: Random) -> list[list[Asked]]:
    def of_rule(moment: datetime) -> Asked:
        return nights.rule_event(moment, random), {"report": "sales", "day": nights.day_before(moment)}

    golden = json.loads(_GOLDEN.read_text("utf-8"))
    moments = [nights.random_moment(random) for _ in range(12)]
    firsts = [datetime(year, month, 1, 2, tzinfo=UTC) for year, month in ((2027, 1), (2028, 3), (2027, 3), (2026, 12))]
    names = random.sample(nights.REPORTS, 2)
    days = [str(moment.date()) for moment in moments[9:11]]
    return [
        [(golden, {"report": "sales", "day": nights.day_before(datetime.fromisoformat(golden["time"]))})],
        [of_rule(moment) for moment in moments[:4]],
        [of_rule(moment) for moment in firsts],
        [
            (nights.notification(moment, random), {"report": "sales", "day": nights.day_before(moment)})
            for moment in moments[4:6]
        ],
        [
            (nights.own_input(moment, name), {"report": name, "day": nights.day_before(moment)})
            for moment, name in zip(moments[6:8], names, strict=True)
        ],
        [({"day": days[0]}, {"report": "sales", "day": days[0]}),
         ({"day": days[1], "report": names[0]}, {"report": names[0], "day": days[1]})],
        [({}, None), ({"report": names[1]}, None), ({"day": "yesterday"}, None), ({"time": "soon"}, None)],
    ]  # fmt: skip


def _expect(runs: Sequence[Run], rule: str) -> None:
    """Every run has the answer and the line that its event asks for; raises NotYet."""
    for run in runs:
        wanted = run.wanted
        assert wanted is not None
        if run.answer.error is not None:
            raise NotYet(
                f"it failed with `{run.answer.error_text}`",
                expected=f"`{json.dumps(wanted)}`: {rule}",
                advice="look at the event below, field by field",
                evidence=run.evidence,
            )
        if run.answer.value != wanted:
            raise NotYet(
                f"it answered `{json.dumps(run.answer.value)}`",
                expected=f"`{json.dumps(wanted)}`: {rule}",
                advice="take the report and the day from this event, and from nothing else",
                evidence=run.evidence,
            )
        line = f"report {wanted['report']} for {wanted['day']}"
        if [text.strip() for text in run.answer.log.splitlines()].count(line) != 1:
            raise NotYet(
                f"the log has no single line `{line}`",
                expected="that line, once for each report: the log is how you will know that it ran",
                advice="print it once, before you return",
                evidence=run.evidence,
            )
