"""The wiring of the skill: a model that builds, a function, Alexa's permission, and a conversation that goes through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.alexa_skill.names import FUNCTION
from lambda_workshop.sections.alexa_skill.talking import SKILL, begin, golden, transcript
from lambda_workshop.simulators.alexa import Conversation, InteractionModel, ModelRefused, Turn
from lambda_workshop.simulators.alexa.skill import PRINCIPAL

_BUILT_IN = ("AMAZON.HelpIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent", "AMAZON.FallbackIntent")
_INTENT = "OrderStatusIntent"
_ALEXA_WAITS = 8

wire = Exercise(
    "wire",
    title="The skill",
    points=4,
    hints=(
        "Alexa needs three things of you: what people may say, a function that answers, and permission to call it.",
        "Sample utterances name a slot in braces: `where is order {number}`. A directive such as Dialog.ElicitSlot works "
        "only for an intent that `dialog.intents` lists too. The permission goes into the function's policy.",
        f"`lam.add_permission(FunctionName='{FUNCTION}', StatementId='alexa', Action='lambda:InvokeFunction', "
        f"Principal='{PRINCIPAL}', EventSourceToken=SKILL)`, and in `dialog`: `{{'intents': [{{'name': '{_INTENT}', "
        "'confirmationRequired': False, 'slots': [{'name': 'number', 'type': 'AMAZON.NUMBER', 'elicitationRequired': "
        "False, 'confirmationRequired': False}]}]}`.",
    ),
    resources=(FUNCTION,),
)


@wire.step("The interaction model builds")
def built(work: object) -> Passed:
    if work is None or work is ...:
        raise NotAttempted("no model was passed", advice="call `alexa_skill.wire.check(model)`")
    if not isinstance(work, Mapping | str):
        raise NotYet(f"a {type(work).__name__} was passed", expected="the model as a dictionary", advice="pass `model`")
    try:
        model = InteractionModel.load(work)
    except ModelRefused as error:
        raise NotYet(
            f"the console would not build it: {error}",
            expected="a model as the Alexa console takes it in its JSON editor",
            advice="mend the first thing that is named, and check again",
        ) from error
    if model.invocation_name != "inkwell":
        raise NotYet(f"the skill is called `{model.invocation_name}`", expected="`inkwell`", advice="`invocationName`")
    return Passed(model, found=f"`{model.invocation_name}` with {len(model.intents)} intents")


@wire.step(f"It has {_INTENT} with its slot, and the intents that Alexa wants")
def intents(built: InteractionModel) -> Passed:
    if missing := [name for name in (_INTENT, *_BUILT_IN) if name not in built.intents]:
        raise NotYet(
            f"the model has no {missing[0]}",
            expected=f"{_INTENT}, {', '.join(_BUILT_IN)}",
            advice='add it to `languageModel.intents`; a built-in intent needs only its name and `"samples": []`',
        )
    slots = built.intents[_INTENT].slots
    if "number" not in slots:
        raise NotYet(
            f"{_INTENT} has the slots {sorted(slots) or 'none'}",
            expected="a slot `number` of the type AMAZON.NUMBER, which the handler reads",
            advice='give the intent `"slots": [{"name": "number", "type": "AMAZON.NUMBER"}]`',
        )
    if _INTENT not in built.dialog:
        raise NotYet(
            f"`dialog.intents` does not list {_INTENT}",
            expected="a dialog model for it: Alexa refuses Dialog.ElicitSlot for an intent without one",
            advice="add `dialog` beside `languageModel`, with the intent and its slot",
        )
    return Passed(found=f"{_INTENT} with {', '.join(slots)}, and {len(_BUILT_IN)} of Amazon's intents")


@wire.step(f"The function `{FUNCTION}` answers")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, FUNCTION)
    if found is None:
        raise NotAttempted(f"no function called `{FUNCTION}`", advice="deploy your handler in the cell above")
    answer = functions.invoke(cloud, FUNCTION, golden("launch"))
    if answer.error_text:
        raise NotYet(
            f"called with a LaunchRequest it failed: `{answer.error_text}`",
            expected="an answer",
            advice="is the variable ORDERS set? Make `alexa_skill.handle.check(handler)` pass, then deploy that handler",
            evidence=f"logged:\n{answer.log}",
        )
    if found.timeout > _ALEXA_WAITS:
        raise NotYet(
            f"the function may run for {found.timeout} s",
            expected=f"at most {_ALEXA_WAITS} s: Alexa gives up then, and you would pay for the rest",
            advice="set a shorter `timeout`",
        )
    return Passed(found, found=f"called directly, it answers; timeout {found.timeout} s")


@wire.step("It knows some orders")
def orders(function: Function) -> Passed:
    try:
        known: Any = json.loads(function.environment.get("ORDERS", ""))
    except ValueError:
        known = None
    if not isinstance(known, dict) or len(known) < 3:
        raise NotYet(
            f"ORDERS is `{function.environment.get('ORDERS', '(not set)')}`",
            expected="JSON with at least three orders, number to state",
            advice="deploy with `environment={'ORDERS': json.dumps(orders)}`",
        )
    return Passed({str(number): str(state) for number, state in known.items()}, found=f"{len(known)} orders")


@wire.step("AWS lets this skill call the function, and no other")
def permitted(cloud: Cloud, function: Function) -> Passed:
    if why := functions.refusal(cloud, FUNCTION, PRINCIPAL, token=SKILL):
        policy = functions.policy(cloud, FUNCTION)
        tokens = [item.condition("lambda:EventSourceToken") for item in policy if item.principal == PRINCIPAL]
        others = ", ".join(sorted({item.principal for item in policy})) or "nobody"
        if not tokens:
            why = f"the policy lets {others} in"
        elif tokens[0] and SKILL not in tokens:
            why = f"the permission is for `{tokens[0]}`"
        raise NotYet(
            f"works with a test event, but AWS would refuse Alexa: {why}",
            expected=f"`{PRINCIPAL}` with the skill's id as EventSourceToken",
            advice="call `add_permission` with that Principal and the action `lambda:InvokeFunction`",
        )
    if functions.decision(cloud, FUNCTION, PRINCIPAL, token="of somebody else").allowed:
        raise NotYet(
            "the permission names no EventSourceToken, so every skill in the world may call your function",
            expected=f"`EventSourceToken={SKILL}`",
            advice="remove that statement with `remove_permission`, and add it again with the skill's id",
        )
    return Passed(found=f"`{PRINCIPAL}` for `{SKILL}`")


@wire.step("A conversation goes through: a number, the last order, a wrong number, the end", weight=2)
def conversation(
    cloud: Cloud, built: InteractionModel, intents: object, orders: dict[str, str], permitted: object, random: Random
) -> Passed:
    talk = begin(cloud, FUNCTION, built)
    first, second = random.sample(sorted(orders), 2)
    unknown = next(number for number in iter(lambda: str(random.randint(1000, 9999)), "") if number not in orders)
    _said(talk, "alexa, open inkwell", "")
    _state(talk, f"where is order {_words(first, random)}", first, orders)
    _said(talk, f"where is order {unknown}", unknown)
    _state(talk, "where is my order", first, orders)
    _state(talk, f"where is order {second}", second, orders)
    _said(talk, "help", "")
    last = talk.say("stop")
    if last.session_open or last.problems:
        raise NotYet(
            "`stop` did not end the session",
            expected="AMAZON.StopIntent, and an answer with `shouldEndSession` true",
            advice="look at the conversation below",
            evidence=transcript(talk.turns),
        )
    return Passed(found=f"{len(talk.turns)} sentences, each answered", evidence=transcript(talk.turns))


@wire.step("Asked without a number, it asks back, and takes the answer")
def asked_back(cloud: Cloud, conversation: object, built: InteractionModel, orders: dict[str, str]) -> Passed:
    talk = begin(cloud, FUNCTION, built)
    number = sorted(orders)[0]
    _said(talk, "alexa, ask inkwell where is my order", "")
    _state(talk, number, number, orders)
    return Passed(found="the bare number is taken for the slot that was asked for", evidence=transcript(talk.turns))


def _words(number: str, random: Random) -> str:
    """The number as digits or as people say it."""
    names = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return " ".join(names[int(digit)] for digit in number) if number.isdigit() and random.random() < 0.5 else number


def _said(talk: Conversation, sentence: str, wanted: str) -> Turn:
    """Say it; the session must stay open, Alexa must be content, and `wanted` must be heard."""
    turn = talk.say(sentence)
    if turn.problems or not turn.session_open:
        raise NotYet(
            f"`{sentence}`: {turn.problems[0] if turn.problems else f'the session is over ({turn.ended_reason})'}",
            expected="an answer, and an open session",
            advice="look at the conversation below; `alexa_skill.logs('inkwell-alexa-skill-orders')` shows the function's log",
            evidence=transcript(talk.turns),
        )
    if wanted not in turn.speech:
        raise NotYet(
            f"`{sentence}` was answered with `{turn.speech}`",
            expected=f"an answer with `{wanted}`",
            advice="look at what was sent: does a sample utterance of OrderStatusIntent fit the sentence?",
            evidence=transcript(talk.turns),
        )
    return turn


def _state(talk: Conversation, sentence: str, number: str, orders: Mapping[str, str]) -> None:
    _said(talk, sentence, orders[number])
