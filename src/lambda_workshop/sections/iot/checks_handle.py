"""The judge: how warm is it, and does the reading make sense?"""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.iot.sensors import golden, reading

handle = Exercise(
    "handle",
    title="The judge",
    points=3,
    hints=(
        "There is no envelope: what the statement selected *is* the event.",
        "Turn `celsius` into a number first, whatever it came as. What is left when that fails?",
        "`try: celsius = float(event['celsius'])`, `except (KeyError, TypeError, ValueError): level = 'broken'`; then "
        "`hot` from 40 on, `warm` above 30, else `ok`.",
    ),
)
Sent = tuple[dict[str, Any], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One event, the verdict that it must give, and what the handler answered."""

    event: dict[str, Any]
    wanted: dict[str, Any]
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event and the answer."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"sent:\n  {json.dumps(self.event)}\nanswered:\n  {given}"


Trial = dict[str, list[Case]]


@handle.step("The example event is judged")
def trial(handler: Handler, random: Random) -> Passed:
    groups = _groups(random)
    answers = iter(handler.run([event for group in groups.values() for event, _wanted in group]))
    ran = {name: [Case(event, wanted, next(answers)) for event, wanted in group] for name, group in groups.items()}
    _expect(ran["example"], "the event is what the rule selected: `event['printer']`, `event['celsius']`")
    return Passed(ran, found="`north` is hot", evidence=ran["example"][0].evidence)


@handle.step("Random readings, and those at the limits")
def limits(trial: Trial) -> Passed:
    _expect(trial["limits"], "`hot` from 40 on, `warm` above 30, else `ok`")
    return Passed(found=f"{len(trial['limits'])} readings", evidence=trial["limits"][0].evidence)


@handle.step("Numbers that came as strings")
def texts(trial: Trial) -> Passed:
    _expect(trial["texts"], "some sensors write their numbers as strings: `float()` takes both")
    return Passed(found="read as numbers", evidence=trial["texts"][0].evidence)


@handle.step("Readings that make no sense are `broken`")
def broken(trial: Trial) -> Passed:
    _expect(trial["broken"], "no value, a word, or null: `broken`, with None for celsius, and no exception")
    return Passed(found="told, and nothing raised", evidence=trial["broken"][0].evidence)


def _groups(random: Random) -> dict[str, list[Sent]]:
    def one(celsius: object, printer: str = "") -> dict[str, Any]:
        name = printer or f"p-{random.randrange(16**4):04x}"
        return {**reading(random), "celsius": celsius, "printer": name, "received": random.randrange(10**12)}

    def judged(event: dict[str, Any], level: str, celsius: float | None) -> Sent:
        return event, {"printer": event["printer"], "level": level, "celsius": celsius}

    example = golden()
    warm, cool, hot = random.randint(31, 39), random.randint(-5, 29), random.randint(41, 80)
    missing = one(0)
    del missing["celsius"]
    return {
        "example": [(example, {"printer": "north", "level": "hot", "celsius": 41.5})],
        "limits": [
            judged(one(warm), "warm", warm),
            judged(one(cool), "ok", cool),
            judged(one(hot), "hot", hot),
            judged(one(30), "ok", 30),
            judged(one(40), "hot", 40),
            judged(one(30.5), "warm", 30.5),
        ],
        "texts": [judged(one(f"{warm}.5"), "warm", warm + 0.5), judged(one(str(cool)), "ok", cool)],
        "broken": [
            judged(missing, "broken", None),
            judged(one("warm"), "broken", None),
            judged(one(None), "broken", None),
        ],
    }


def _expect(cases: list[Case], advice: str) -> None:
    for case in cases:
        if case.answer.error is not None:
            raise NotYet(
                f"the handler raised `{case.answer.error_text}`: Lambda would try this reading twice more",
                expected=json.dumps(case.wanted),
                advice=advice,
                evidence=case.evidence,
            )
        if case.answer.value != case.wanted:
            raise NotYet(
                f"the verdict is `{json.dumps(case.answer.value)}`",
                expected=f"`{json.dumps(case.wanted)}`",
                advice=advice,
                evidence=case.evidence,
            )
