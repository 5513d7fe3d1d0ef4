"""The skill's answers: a handler that knows orders, remembers the last one, asks, and ends when it should."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from lambda_workshop.checks import Answer, Exercise, Handler, NotYet, Passed
from lambda_workshop.sections.alexa_skill.talking import STATES, golden, order_question, plain_intent, random_orders
from lambda_workshop.simulators.alexa.answers import Answer as Spoken
from lambda_workshop.simulators.alexa.answers import read_answer

handle = Exercise(
    "handle",
    title="The skill's answers",
    points=3,
    hints=(
        "Write one small function that builds an answer. Every branch of the handler then says only what is its own: "
        "the words, the attributes, whether the session ends.",
        '`request["type"]` first, then `request["intent"]["name"]`. A slot that was not said is there and has no '
        '`value`: `slots["number"].get("value")`. `shouldEndSession` goes in `response`, `sessionAttributes` beside it.',
        'For a missing number return `"directives": [{"type": "Dialog.ElicitSlot", "slotToElicit": "number"}]` with a '
        'question as `outputSpeech`. For a known one return `{**attributes, "lastOrder": number}` as attributes.',
    ),
)

_GOLDEN_NUMBER = "4711"


@dataclass(frozen=True)
class Asked:
    """One request of the check, and what came of it."""

    request: Mapping[str, Any]
    answer: Answer

    @property
    def attributes(self) -> Mapping[str, Any]:
        """The attributes that the request carried."""
        found: Mapping[str, Any] = self.request["session"]["attributes"]
        return found

    @property
    def evidence(self) -> str:
        """The request without its envelope, the answer and the log."""
        sent = json.dumps({"session": {"attributes": self.attributes}, "request": self._short()}, indent=2)
        given = self.answer.error_text or json.dumps(self.answer.value, indent=2)
        return f"sent (shortened):\n{sent}\nanswered:\n{given}\nlogged:\n{self.answer.log.strip() or '(nothing)'}"

    def _short(self) -> dict[str, Any]:
        return {name: value for name, value in self.request["request"].items() if name in ("type", "intent", "reason")}


@dataclass(frozen=True)
class Trial:
    """Every request of the check, by name, answered one after the other in one environment."""

    orders: Mapping[str, str]
    asked: Mapping[str, Asked]

    def numbered(self) -> list[tuple[str, Asked]]:
        """The questions for random orders, with their numbers."""
        return [(name.removeprefix("order "), asked) for name, asked in self.asked.items() if name.startswith("order ")]


@handle.step("The example question gets its answer")
def trial(handler: Handler, random: Random) -> Passed:
    orders = {number: state for number, state in random_orders(random).items() if number != _GOLDEN_NUMBER}
    orders[_GOLDEN_NUMBER] = next(state for state in STATES if state not in orders.values())
    unknown = next(number for number in iter(lambda: str(random.randint(1000, 9999)), "") if number not in orders)
    kept = {"visits": random.randint(2, 99), "lastOrder": random.choice(list(orders))}
    requests = {
        "golden": golden("order_status"),
        **{f"order {number}": order_question(number, {"visits": 3}) for number in orders if number != _GOLDEN_NUMBER},
        "unknown": order_question(unknown, kept),
        "again": order_question(None, kept),
        "no number": order_question(None, {"visits": 5}),
        "launch": golden("launch"),
        "help": plain_intent("AMAZON.HelpIntent", kept),
        "fallback": plain_intent("AMAZON.FallbackIntent", kept),
        "stop": plain_intent("AMAZON.StopIntent", kept),
        "cancel": plain_intent("AMAZON.CancelIntent", kept),
        "ended": golden("session_ended", kept),
    }
    answers = handler.run(list(requests.values()), environment={"ORDERS": json.dumps(orders)})
    pairs = zip(requests.items(), answers, strict=True)
    ran = Trial(orders, {name: Asked(request, answer) for (name, request), answer in pairs})
    _expect_status(ran, _GOLDEN_NUMBER, ran.asked["golden"])
    return Passed(ran, found="order 4711 is answered", evidence=ran.asked["golden"].evidence)


@handle.step("Random orders get the state of their own")
def random_states(trial: Trial) -> Passed:
    asked = trial.numbered()
    for number, one in asked:
        _expect_status(trial, number, one)
    return Passed(found=f"{len(asked)} random orders are answered", evidence=asked[0][1].evidence)


@handle.step("An unknown number is repeated to the customer, and the session stays open")
def unknown(trial: Trial) -> Passed:
    asked = trial.asked["unknown"]
    number = asked.request["request"]["intent"]["slots"]["number"]["value"]
    spoken = _open(asked)
    if number not in spoken.speech:
        raise NotYet(
            f"asked for {number}, which is not in ORDERS, it said: `{spoken.speech}`",
            expected=f"a sentence with the number {number}, so that the customer hears what Alexa understood",
            advice="answer for an unknown number before you look for its state",
            evidence=asked.evidence,
        )
    if told := [state for state in trial.orders.values() if state in spoken.speech]:
        raise NotYet(
            f"there is no order {number}, and it said `{told[0]}`",
            expected="no state for an order that does not exist",
            advice="look into ORDERS first",
            evidence=asked.evidence,
        )
    return Passed(found=f"{number} is said to be unknown", evidence=asked.evidence)


@handle.step("The session remembers the last order, and nothing is lost on the way", weight=2)
def memory(random_states: object, unknown: object, trial: Trial) -> Passed:
    for number, one in trial.numbered():
        _expect_attributes(one, {**one.attributes, "lastOrder": number})
    for name in ("unknown", "help", "fallback", "again"):
        _expect_attributes(trial.asked[name], trial.asked[name].attributes)
    asked = trial.asked["again"]
    _expect_status(trial, str(asked.attributes["lastOrder"]), asked)
    return Passed(found="`lastOrder` is set, used and kept, with all other attributes", evidence=asked.evidence)


@handle.step("Without a number and without a last order, it asks for the slot")
def elicited(trial: Trial) -> Passed:
    asked = trial.asked["no number"]
    spoken = _open(asked)
    if not spoken.dialog or spoken.dialog.get("type") != "Dialog.ElicitSlot":
        raise NotYet(
            f"no slot is asked for; it said: `{spoken.speech}`",
            expected='`{"type": "Dialog.ElicitSlot", "slotToElicit": "number"}` in `response.directives`',
            advice="return the directive with a question when the slot has no value and nothing is remembered",
            evidence=asked.evidence,
        )
    if spoken.dialog.get("slotToElicit") != "number":
        raise NotYet(
            f"it asks for the slot `{spoken.dialog.get('slotToElicit')}`",
            expected="`number`",
            advice="name the slot of OrderStatusIntent",
            evidence=asked.evidence,
        )
    return Passed(found="it asks for the slot `number`", evidence=asked.evidence)


@handle.step("Opened, asked for help or not understood, it asks again and stays open")
def stays_open(trial: Trial) -> Passed:
    for name in ("launch", "help", "fallback"):
        _open(trial.asked[name])
    return Passed(found="three answers with a reprompt", evidence=trial.asked["launch"].evidence)


@handle.step("Stop and Cancel end the session; SessionEndedRequest gets no speech")
def ends(trial: Trial) -> Passed:
    for name in ("stop", "cancel"):
        asked = trial.asked[name]
        if _accepted(asked).should_end is not True:
            raise NotYet(
                f"after AMAZON.{name.capitalize()}Intent `shouldEndSession` is "
                f"{json.dumps(asked.answer.value['response'].get('shouldEndSession'))}",
                expected="true: the customer wants to go",
                advice="end the session in that branch",
                evidence=asked.evidence,
            )
    asked = trial.asked["ended"]
    if asked.answer.error:
        raise NotYet(
            f"SessionEndedRequest made it fail: `{asked.answer.error_text}`",
            expected="an answer without speech",
            advice="this request has no `intent`: look at `request['type']` first",
            evidence=asked.evidence,
        )
    value = asked.answer.value
    if isinstance(value, dict) and (value.get("response") or {}).get("outputSpeech"):
        raise NotYet(
            "it speaks to a customer who has gone",
            expected="no `outputSpeech` in the answer to SessionEndedRequest: Alexa takes no response to it",
            advice='return `{"version": "1.0", "response": {}}` for that type',
            evidence=asked.evidence,
        )
    return Passed(found="the session ends, and nothing is said after it", evidence=asked.evidence)


def _accepted(asked: Asked) -> Spoken:
    """The answer as Alexa reads it; raises NotYet where she would apologise."""
    answer = asked.answer
    kind = asked.request["request"].get("intent", {}).get("name", asked.request["request"]["type"])
    if answer.error:
        raise NotYet(
            f"{kind} made the handler fail: `{answer.error_text}`",
            expected="an answer: the customer hears that there was a problem, and the session is gone",
            advice="look at the request below; what is missing in it?",
            evidence=asked.evidence,
        )
    spoken = read_answer(answer.value, len(json.dumps(answer.value)))
    if wrong := (*spoken.refused, *spoken.ignored):
        raise NotYet(
            f"Alexa does not take the answer to {kind}: {wrong[0]}",
            expected="`version`, `sessionAttributes`, and a `response` of outputSpeech, reprompt and shouldEndSession",
            advice="compare the answer below with the example above",
            evidence=asked.evidence,
        )
    if not spoken.speech:
        raise NotYet(
            f"the answer to {kind} says nothing",
            expected="`response.outputSpeech`",
            advice="say something",
            evidence=asked.evidence,
        )
    return spoken


def _open(asked: Asked) -> Spoken:
    """The accepted answer of a session that stays open, with a reprompt."""
    spoken = _accepted(asked)
    kind = asked.request["request"].get("intent", {}).get("name", asked.request["request"]["type"])
    if spoken.should_end is not False:
        told = "is missing" if spoken.should_end is None else "is true"
        raise NotYet(
            f"after {kind}, `shouldEndSession` {told}",
            expected="false: without it a device without a screen stops listening",
            advice="put `shouldEndSession: False` into `response`",
            evidence=asked.evidence,
        )
    if not spoken.reprompt:
        raise NotYet(
            f"after {kind} there is no reprompt",
            expected="`response.reprompt.outputSpeech`: what Alexa says when the customer hesitates",
            advice="add a reprompt wherever the session stays open",
            evidence=asked.evidence,
        )
    return spoken


def _expect_status(trial: Trial, number: str, asked: Asked) -> None:
    speech = _open(asked).speech
    state = trial.orders[number]
    if state not in speech or number not in speech:
        raise NotYet(
            f"order {number} is `{state}`, and it said: `{speech}`",
            expected=f"a sentence with {number} and `{state}`",
            advice="read the orders from the environment variable ORDERS, and the number from the slot or the session",
            evidence=asked.evidence,
        )
    if others := [other for other in trial.orders.values() if other != state and other in speech]:
        raise NotYet(
            f"asked for {number}, it also said `{others[0]}`",
            expected=f"only `{state}`",
            advice="answer for the order that was asked for",
            evidence=asked.evidence,
        )


def _expect_attributes(asked: Asked, wanted: Mapping[str, Any]) -> None:
    _accepted(asked)
    found = asked.answer.value.get("sessionAttributes") or {}
    if found != wanted:
        kind = asked.request["request"]["intent"]["name"]
        raise NotYet(
            f"after {kind} the session keeps `{json.dumps(found)}`",
            expected=f"`{json.dumps(wanted)}`: all that came in, with `lastOrder` set by a known number only",
            advice="return `sessionAttributes` in every answer, beside `response`",
            evidence=asked.evidence,
        )
