"""One handler for three forms of the same news: straight from the alarm, by a rule, by a topic."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.cloudwatch_alarm.alarms import change, told

handle = Exercise(
    "handle",
    title="One alarm, told in three ways",
    points=3,
    hints=(
        "First find out which form it is: each has a key that the other two lack.",
        "`alarmData` is the alarm's own, `detail` a rule's, and both hold the same. A topic's message is a JSON "
        "string in `Records[0]['Sns']['Message']`, and its keys have other names.",
        "`data = event.get('alarmData') or event.get('detail')`; the values are in "
        "`json.loads(data['state'].get('reasonData', '{}')).get('recentDatapoints', [])`; the function is in the "
        "metric's `dimensions`, which is an object here, and in a topic's message a list of `name` and `value`.",
    ),
)


@dataclass(frozen=True)
class Case:
    """One event, what the handler must make of it, and what it made."""

    event: dict[str, Any]
    wanted: dict[str, Any]
    answer: Answer

    @property
    def evidence(self) -> str:
        """The event and the answer."""
        given = self.answer.error_text or json.dumps(self.answer.value)
        return f"sent:\n{json.dumps(self.event, indent=1)}\nanswered:\n  {given}"


Trial = dict[str, list[Case]]


@handle.step("The example event is understood")
def trial(handler: Handler, random: Random) -> Passed:
    groups = _groups(random)
    prepared = [pair for group in groups.values() for pair in group]
    answers = iter(handler.run([event for event, _wanted in prepared]))
    ran = {name: [Case(event, wanted, next(answers)) for event, wanted in group] for name, group in groups.items()}
    _expect(ran["example"], "read `event['alarmData']`: `alarmName`, `state`, `previousState`, `configuration`")
    return Passed(ran, found="the alarm of the example", evidence=ran["example"][0].evidence)


@handle.step("Random alarms that call the function themselves")
def straight(trial: Trial) -> Passed:
    _expect(trial["straight"], "`reasonData` is a JSON string inside the event: parse it to get `recentDatapoints`")
    return Passed(found="their values are there", evidence=trial["straight"][0].evidence)


@handle.step("An alarm that was set by hand has no values")
def by_hand(trial: Trial) -> Passed:
    _expect(trial["by_hand"], "without `reasonData` there are no values: an empty list")
    return Passed(found="no reasonData, no values", evidence=trial["by_hand"][0].evidence)


@handle.step("The same news by a rule")
def by_rule(trial: Trial) -> Passed:
    _expect(trial["by_rule"], "`event['detail']` holds what `alarmData` holds")
    return Passed(found="`detail` is read like `alarmData`", evidence=trial["by_rule"][0].evidence)


@handle.step("The same news by a topic", weight=2)
def by_topic(trial: Trial) -> Passed:
    _expect(
        trial["by_topic"],
        "parse `Records[0]['Sns']['Message']`; there it is `NewStateValue`, `OldStateValue`, and "
        "`Trigger['Dimensions']` is a list; a topic's message has no values",
    )
    return Passed(found="the message is parsed", evidence=trial["by_topic"][0].evidence)


@handle.step("An alarm on another metric, and a composite one, name no function")
def others(trial: Trial) -> Passed:
    _expect(trial["others"], "not every metric has the dimension `FunctionName`, and a composite alarm has no metric")
    return Passed(found="their function is None", evidence=trial["others"][0].evidence)


Sent = tuple[dict[str, Any], dict[str, Any]]


def _groups(random: Random) -> dict[str, list[Sent]]:
    example = told("evaluated")
    first = {
        "alarm": example["alarmData"]["alarmName"],
        "state": "ALARM",
        "was": "INSUFFICIENT_DATA",
        "function": None,
        "values": [4.0],
    }
    news, back, unknown = change(random), change(random, "OK", "ALARM"), change(random, "INSUFFICIENT_DATA", "OK")
    hand, other = change(random, values=0), change(random, function=False)
    composite = change(random, function=False, values=0)
    compound = composite.straight()
    compound["alarmData"]["configuration"] = {"alarmRule": f'ALARM("{other.alarm}")'}
    return {
        "example": [(example, first)],
        "straight": [(item.straight(), item.summary) for item in (news, back, unknown)],
        "by_hand": [(hand.straight(), hand.summary)],
        "by_rule": [(item.by_rule(), item.summary) for item in (back, hand)],
        "by_topic": [(item.by_topic(), item.summary | {"values": []}) for item in (news, back, other)],
        "others": [(other.straight(), other.summary), (compound, composite.summary)],
    }


def _expect(cases: list[Case], advice: str) -> None:
    for case in cases:
        if case.answer.error is not None:
            raise NotYet(
                f"the handler raised `{case.answer.error_text}`, so nobody acts on this alarm",
                expected=json.dumps(case.wanted),
                advice=advice,
                evidence=case.evidence,
            )
        if case.answer.value != case.wanted:
            raise NotYet(
                f"the handler made of it `{json.dumps(case.answer.value)}`",
                expected=f"`{json.dumps(case.wanted)}`",
                advice=advice,
                evidence=case.evidence,
            )
