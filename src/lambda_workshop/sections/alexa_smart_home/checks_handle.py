"""The lamp's answers: state in, directive in, an answer that Alexa takes out, and the new state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.alexa_smart_home.home import BRIGHTNESS, POWER, directive, golden
from lambda_workshop.simulators.alexa.home_answers import Event, read_event
from lambda_workshop.simulators.problems import Findings

handle = Exercise(
    "handle",
    title="The lamp's answers",
    points=3,
    hints=(
        "Every answer is made of the same parts. Which of them come from the directive, which are new each time, which "
        "tell the lamp's state?",
        "`endpointId` and `correlationToken` come from the directive. `messageId` is `str(uuid.uuid4())`. The state goes "
        "into `context.properties`, one item for the power and one for the brightness, beside `event`.",
        '`datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")` is a time that Alexa takes. '
        '`max(0, min(100, lamp["brightness"] + delta))` keeps the lamp within its range. An ErrorResponse has the payload '
        '`{"type": "VALUE_OUT_OF_RANGE", "message": "0 to 100"}` and no context.',
    ),
)

# `respond` takes the state as its second argument, where Lambda hands over the context: this stands between them.
_SHELL = """


def _workshop_probe(event, context):
    lamp = event["lamp"]
    return {"answer": respond(event["directive"], lamp), "lamp": lamp}
"""
_OLD = timedelta(minutes=2)


@dataclass(frozen=True)
class Done:
    """One directive of the check, the lamp before it, and what came of it."""

    directive: Mapping[str, Any]
    lamp: Mapping[str, Any]
    answer: Answer

    @property
    def value(self) -> Any:
        """What `respond` returned."""
        return self.answer.value["answer"] if isinstance(self.answer.value, dict) else None

    @property
    def after(self) -> Any:
        """The lamp behind it."""
        return self.answer.value["lamp"] if isinstance(self.answer.value, dict) else None

    @property
    def kind(self) -> str:
        """`TurnOn`, with its payload where there is one."""
        payload = self.directive["payload"]
        return f"{self.directive['header']['name']}{f' {json.dumps(payload)}' if payload else ''}"

    @property
    def evidence(self) -> str:
        """The directive, the lamp before and after, and the answer."""
        return (
            f"lamp: {json.dumps(self.lamp)}\ndirective:\n{json.dumps(self.directive, indent=2)}\nanswered:\n"
            f"{self.answer.error_text or json.dumps(self.value, indent=2)}\nlamp afterwards: {json.dumps(self.after)}"
            f"\nlogged:\n{self.answer.log.strip() or '(nothing)'}"
        )


@dataclass(frozen=True)
class Trial:
    """Every directive of the check, answered one after the other in one environment."""

    golden: Done
    power: tuple[Done, ...]
    brightness: tuple[Done, ...]
    reports: tuple[Done, ...]
    impossible: tuple[Done, ...]
    unknown: Done
    now: datetime


@handle.step("The example directive turns the lamp on")
def trial(handler: Handler, random: Random) -> Passed:
    asked: dict[str, list[tuple[dict[str, Any], dict[str, Any]]]] = {
        "golden": [(golden("turn_on"), {"power": "OFF", "brightness": 40})],
        "power": [
            (directive("Alexa.PowerController", name, {}), _lamp(random)) for name in ("TurnOff", "TurnOn", "TurnOff")
        ],
        "brightness": [
            (_bright("SetBrightness", brightness=random.randint(1, 99)), _lamp(random)),
            *((_bright("SetBrightness", brightness=brightness), _lamp(random)) for brightness in (0, 100)),
            (_bright("AdjustBrightness", brightnessDelta=random.randint(-9, -1)), _lamp(random, 50)),
            (_bright("AdjustBrightness", brightnessDelta=random.randint(30, 100)), _lamp(random, 90)),
            (_bright("AdjustBrightness", brightnessDelta=-random.randint(30, 100)), _lamp(random, 10)),
        ],
        "reports": [(directive("Alexa", "ReportState", {}), _lamp(random)) for _ in range(2)],
        "impossible": [
            (_bright("SetBrightness", brightness=random.randint(101, 255)), _lamp(random)),
            (_bright("SetBrightness", brightness=-random.randint(1, 99)), _lamp(random)),
        ],
        "unknown": [(directive("Alexa.ColorController", "SetColor", {"color": {"hue": 1}}), _lamp(random))],
    }
    flat = [{"directive": told, "lamp": lamp} for listed in asked.values() for told, lamp in listed]
    answers = iter(replace(handler, source=handler.source + _SHELL, name="_workshop_probe").run(flat, timeout=3.0))
    done = {name: tuple(Done(told, lamp, next(answers)) for told, lamp in listed) for name, listed in asked.items()}
    ran = Trial(
        done["golden"][0],
        done["power"],
        done["brightness"],
        done["reports"],
        done["impossible"],
        done["unknown"][0],
        datetime.now(UTC),
    )
    _expect_state(ran, ran.golden, {"power": "ON", "brightness": 40}, set())
    return Passed(ran, found="the lamp is on", evidence=ran.golden.evidence)


@handle.step("Every answer has an id of its own, and the token and endpoint of its directive")
def headers(trial: Trial) -> Passed:
    used: set[str] = set()
    for done in (trial.golden, *trial.power, *trial.brightness, *trial.reports):
        _accepted(trial, done, used)
    return Passed(found=f"{len(used)} different message ids", evidence=trial.power[0].evidence)


@handle.step("On and off: the state is reported and kept")
def power(trial: Trial) -> Passed:
    for done in trial.power:
        wanted = {**done.lamp, "power": "ON" if done.kind == "TurnOn" else "OFF"}
        _expect_state(trial, done, wanted, set())
    return Passed(found="both, with the brightness left as it is", evidence=trial.power[0].evidence)


@handle.step("Brightness is set and adjusted, and stays between 0 and 100", weight=2)
def brightness(trial: Trial) -> Passed:
    for done in trial.brightness:
        payload = done.directive["payload"]
        moved = done.lamp["brightness"] + payload.get("brightnessDelta", 0)
        wanted = {**done.lamp, "brightness": payload.get("brightness", max(0, min(100, moved)))}
        _expect_state(trial, done, wanted, set())
    return Passed(found=f"{len(trial.brightness)} changes", evidence=trial.brightness[-1].evidence)


@handle.step("ReportState gets a StateReport, and changes nothing")
def reported(trial: Trial) -> Passed:
    for done in trial.reports:
        _expect_state(trial, done, dict(done.lamp), set())
    return Passed(found="the state as it is", evidence=trial.reports[0].evidence)


@handle.step("What cannot be done is an ErrorResponse, and changes nothing", weight=2)
def errors(trial: Trial) -> Passed:
    for done, wanted in ((trial.impossible[0], "VALUE_OUT_OF_RANGE"), (trial.impossible[1], "VALUE_OUT_OF_RANGE")):
        _expect_error(trial, done, wanted)
    _expect_error(trial, trial.unknown, "INVALID_DIRECTIVE")
    return Passed(found="VALUE_OUT_OF_RANGE and INVALID_DIRECTIVE", evidence=trial.impossible[0].evidence)


def _lamp(random: Random, brightness: int | None = None) -> dict[str, Any]:
    chosen = random.randint(1, 100) if brightness is None else brightness
    return {"power": random.choice(("ON", "OFF")), "brightness": chosen}


def _bright(name: str, **payload: int) -> dict[str, Any]:
    return directive("Alexa.BrightnessController", name, payload)


def _accepted(trial: Trial, done: Done, used: set[str]) -> Event:
    """The answer as Alexa reads it; raises NotYet where she would not take it."""
    if done.answer.error:
        raise NotYet(
            f"{done.kind} made it fail: `{done.answer.error_text}`",
            expected="an answer: an exception means to Alexa that the device does not respond",
            advice="look at the directive below",
            evidence=done.evidence,
        )
    found = Findings()
    event = read_event(done.value, done.directive, used, trial.now, found)
    if event is None or found.problems:
        raise NotYet(
            f"Alexa does not take the answer to {done.kind}: {found.problems[0]}",
            expected="`event` with header, endpoint and payload, and `context` with the properties beside it",
            advice="mend what is named, and check again",
            evidence=done.evidence,
        )
    used.add(str(done.value["event"]["header"]["messageId"]))
    return event


def _expect_state(trial: Trial, done: Done, wanted: Mapping[str, Any], used: set[str]) -> None:
    """The answer reports both properties as `wanted`, sampled now, and the lamp is left so."""
    event = _accepted(trial, done, used)
    told = {(item.namespace, item.name): item for item in event.properties}
    for key, value in ((POWER, wanted["power"]), (BRIGHTNESS, wanted["brightness"])):
        if key not in told:
            raise NotYet(
                f"the answer to {done.kind} does not report `{key[1]}`",
                expected="both properties in every answer, so that Alexa knows the whole lamp",
                advice=f"add an item for `{key[0]}` to `context.properties`",
                evidence=done.evidence,
            )
        if told[key].value != value:
            raise NotYet(
                f"after {done.kind} on {json.dumps(done.lamp)} it reports `{key[1]}` {told[key].value!r}",
                expected=repr(value),
                advice="change the lamp first, then report what it is",
                evidence=done.evidence,
            )
        if trial.now - datetime.fromisoformat(told[key].time_of_sample) > _OLD:
            raise NotYet(
                f"`timeOfSample` is {told[key].time_of_sample}, which is long ago",
                expected="the time at which you looked: now",
                advice="make the time in the function",
                evidence=done.evidence,
            )
    if done.after != wanted:
        raise NotYet(
            f"after {done.kind} the lamp is `{json.dumps(done.after)}`",
            expected=f"`{json.dumps(wanted)}`: what is reported must also be kept",
            advice="change the dictionary `lamp` that `respond` receives",
            evidence=done.evidence,
        )


def _expect_error(trial: Trial, done: Done, wanted: str) -> None:
    event = _accepted(trial, done, set())
    if event.error is None or event.error.type != wanted:
        got = f"an ErrorResponse {event.error.type}" if event.error else f"a {event.name}"
        raise NotYet(
            f"{done.kind} got {got}",
            expected=f"an ErrorResponse of the type {wanted}",
            advice="check the directive before you change the lamp",
            evidence=done.evidence,
        )
    if done.after != done.lamp:
        raise NotYet(
            f"{done.kind} was refused, and the lamp is `{json.dumps(done.after)}`",
            expected=f"`{json.dumps(done.lamp)}`, as before",
            advice="check the directive before you change the lamp",
            evidence=done.evidence,
        )
