"""A dialog: Alexa asks for slots by the dialog model, or the skill asks itself.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/dialog-interface-reference.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/delegate-dialog-to-alexa.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from inkwell_skill import SKILL, answers, deploy_skill, model

from lambda_workshop.simulators.alexa import Conversation, Turn
from lambda_workshop.simulators.alexa.shapes import request_problem

if TYPE_CHECKING:
    from localstack_client.session import Session

DELEGATES = """
if request["type"] == "LaunchRequest":
    return say("Hello", shouldEndSession=False)
intent = request["intent"]
if intent["name"] == "PrintIntent" and request["dialogState"] != "COMPLETED":
    return {"version": "1.0", "response": {"directives": [{"type": "Dialog.Delegate", "updatedIntent": intent}]}}
values = {name: slot.get("value") for name, slot in intent.get("slots", {}).items()}
return say(f"{intent['name']} {intent['confirmationStatus']} {values}", shouldEndSession=True)
"""

Talk = Callable[..., Conversation]


@pytest.fixture
def talk(session: Session, account: str) -> Talk:
    """A conversation with a skill whose handler has this body; keywords change its dialog model."""

    def begin(body: str, *, document: Any = None, **dialog: Any) -> Conversation:
        deploy_skill(session, account, answers(body))
        return Conversation(session, "inkwell-skill", document or model(**dialog), SKILL)

    return begin


def states(turn: Turn) -> list[str]:
    """The dialog state of each request of a turn."""
    return [str(exchange.request["request"].get("dialogState")) for exchange in turn.exchanges]


def slots(turn: Turn) -> Any:
    return turn.request["request"]["intent"]["slots"] if turn.request else {}


def test_a_delegated_dialog_sends_a_request_for_every_answer(talk: Talk) -> None:
    conversation = talk(DELEGATES)
    asked = conversation.say("alexa, ask inkwell to print my photos")
    assert (asked.speech, states(asked), asked.session_open) == ("Which size?", ["STARTED"], True)
    assert slots(asked)["size"] == {"name": "size", "confirmationStatus": "NONE"}
    size = conversation.say("in big")
    assert (size.speech, states(size)) == ("How many copies?", ["IN_PROGRESS"])
    assert slots(size)["size"]["value"] == "big"
    done = conversation.say("twelve copies")
    assert states(done) == ["IN_PROGRESS", "COMPLETED"]
    assert done.speech == "PrintIntent NONE {'size': 'big', 'copies': '12', 'day': None}"
    assert not done.session_open and not done.problems
    assert all(request_problem(exchange.request) == "" for exchange in done.exchanges)


def test_auto_delegation_sends_one_request_when_everything_is_known(talk: Talk) -> None:
    conversation = talk(DELEGATES, delegationStrategy="ALWAYS")
    asked = conversation.say("alexa, ask inkwell to print my photos")
    again = conversation.say("small")
    done = conversation.say("3")
    assert (asked.speech, asked.exchanges, again.speech, again.exchanges) == ("Which size?", (), "How many copies?", ())
    assert states(done) == ["COMPLETED"] and done.slots == {"size": "small", "copies": "3"}
    event: Any = done.request
    assert event["session"]["new"] is True


def test_everything_said_at_once_needs_no_question(talk: Talk) -> None:
    turn = talk(DELEGATES, delegationStrategy="ALWAYS").say("alexa, tell inkwell to print 20 large photos for friday")
    assert states(turn) == ["COMPLETED"] and turn.slots.keys() == {"size", "copies", "day"}


def test_a_value_that_fails_its_rule_is_asked_for_again(talk: Talk) -> None:
    conversation = talk(DELEGATES, delegationStrategy="ALWAYS")
    conversation.say("alexa, ask inkwell to print my photos")
    gigantic, big = conversation.say("gigantic"), conversation.say("big")
    many, few = conversation.say("nine hundred"), conversation.say("500")
    assert gigantic.speech == "We print small, medium and large. Which size?"
    assert (big.speech, many.speech) == ("How many copies?", "500 at most. How many copies?")
    assert few.slots == {"size": "big", "copies": "500"}


@pytest.mark.parametrize(("answer", "status"), [("yes", "CONFIRMED"), ("no", "DENIED")])
def test_an_intent_is_confirmed_or_denied_as_a_whole(talk: Talk, answer: str, status: str) -> None:
    conversation = talk(DELEGATES, confirmationRequired=True)
    asked = conversation.say("alexa, ask inkwell to print 2 small photos")
    assert asked.speech == "2 copies, small. Shall I print them?"
    turn = conversation.say(answer)
    event: Any = turn.request
    assert states(turn)[-1] == "COMPLETED"
    assert event["request"]["intent"]["confirmationStatus"] == status


def test_a_slot_that_is_denied_is_asked_for_again(talk: Talk) -> None:
    document = model(delegationStrategy="ALWAYS")
    copies = document["interactionModel"]["dialog"]["intents"][0]["slots"][1]
    copies["confirmationRequired"] = True
    copies["prompts"]["confirmation"] = "Confirm.Print"
    conversation = talk(DELEGATES, document=document)
    steps = [conversation.say("alexa, ask inkwell to print 20 small photos")]
    steps += [conversation.say(sentence) for sentence in ("no", "thirty", "yes")]
    assert [step.speech for step in steps[:3]] == [
        "20 copies, small. Shall I print them?",
        "How many copies?",
        "30 copies, small. Shall I print them?",
    ]
    assert slots(steps[-1])["copies"]["confirmationStatus"] == "CONFIRMED"
    assert steps[-1].slots == {"size": "small", "copies": "30"}


def test_stop_leaves_the_dialog(talk: Talk) -> None:
    conversation = talk(DELEGATES)
    conversation.say("alexa, ask inkwell to print my photos")
    turn = conversation.say("stop")
    assert turn.intent == "AMAZON.StopIntent" and not turn.session_open


def test_another_intent_leaves_the_dialog(talk: Talk) -> None:
    conversation = talk(DELEGATES)
    conversation.say("alexa, ask inkwell to print my photos")
    assert conversation.say("where is order 12").intent == "OrderStatusIntent"


def test_silence_in_a_dialog_repeats_its_prompt(talk: Talk) -> None:
    conversation = talk(DELEGATES)
    conversation.say("alexa, ask inkwell to print my photos")
    assert conversation.silence().speech == "Which size?"
    assert conversation.silence().ended_reason == "EXCEEDED_MAX_REPROMPTS"


ELICITS = """
intent = request["intent"]
slots = intent["slots"]
if "value" not in slots["copies"]:
    ask = {"type": "Dialog.ElicitSlot", "slotToElicit": "copies", "updatedIntent": intent}
    return say("How many?", directives=[ask], shouldEndSession=False)
if slots["copies"]["confirmationStatus"] == "NONE":
    ask = {"type": "Dialog.ConfirmSlot", "slotToConfirm": "copies"}
    return say(f"Really {slots['copies']['value']}?", directives=[ask], shouldEndSession=False)
if intent["confirmationStatus"] == "NONE":
    return say("Shall I?", directives=[{"type": "Dialog.ConfirmIntent"}], shouldEndSession=False)
return say(f"{slots['copies']['confirmationStatus']} {intent['confirmationStatus']}", shouldEndSession=True)
"""


def test_the_skill_asks_in_its_own_words(talk: Talk) -> None:
    conversation = talk(ELICITS)
    first = conversation.say("alexa, ask inkwell to print my photos")
    second, third, last = conversation.say("40"), conversation.say("yes"), conversation.say("no")
    assert [turn.speech for turn in (first, second, third, last)] == [
        "How many?",
        "Really 40?",
        "Shall I?",
        "CONFIRMED DENIED",
    ]
    assert [states(turn) for turn in (first, second, third, last)] == [
        ["STARTED"],
        ["IN_PROGRESS"],
        ["IN_PROGRESS"],
        ["COMPLETED"],
    ]
    assert not last.problems


def test_the_skill_fills_a_slot_and_delegates_the_rest(talk: Talk) -> None:
    conversation = talk("""
intent = request["intent"]
if request["dialogState"] == "STARTED":
    intent["slots"]["size"] = {"name": "size", "value": "medium", "confirmationStatus": "NONE"}
if request["dialogState"] != "COMPLETED":
    return {"version": "1.0", "response": {"directives": [{"type": "Dialog.Delegate", "updatedIntent": intent}]}}
return say(intent["slots"]["size"]["value"])
""")
    assert conversation.say("alexa, ask inkwell to print my photos").speech == "How many copies?"
    done = conversation.say("7")
    assert done.speech == "medium"
    assert slots(done)["size"]["resolutions"]["resolutionsPerAuthority"][0]["values"][0]["value"]["id"] == "M"


WRONG = [
    ('{"type": "Dialog.ElicitSlot", "slotToElicit": "colour"}', "`PrintIntent` has no such slot"),
    ('{"type": "Dialog.ConfirmSlot", "slotToConfirm": "day"}', "which has no value yet"),
    ('{"type": "Dialog.Delegate", "updatedIntent": {"name": "Nobody"}}', "no such intent"),
    ('{"type": "Dialog.Delegate", "updatedIntent": {"name": "OrderStatusIntent"}}', "none for `OrderStatusIntent`"),
    ('{"type": "Dialog.ElicitSlot", "slotToElicit": "size", "updatedIntent": {"slots": {"x": {}}}}', "has `x`"),
]


@pytest.mark.parametrize(("directive", "why"), WRONG, ids=[why for _directive, why in WRONG])
def test_a_directive_that_does_not_fit_the_model_ends_the_session(talk: Talk, directive: str, why: str) -> None:
    conversation = talk(f"return say('?', directives=[{directive}], shouldEndSession=False)")
    turn = conversation.say("alexa, ask inkwell to print my photos")
    assert turn.ended_reason == "ERROR" and any(why in problem for problem in turn.problems), turn.problems


def test_two_dialog_directives_are_refused(talk: Talk) -> None:
    conversation = talk('return say("?", directives=[{"type": "Dialog.Delegate"}, {"type": "Dialog.ConfirmIntent"}])')
    turn = conversation.say("alexa, ask inkwell to print my photos")
    assert any("may have one dialog directive" in problem for problem in turn.problems)


def test_a_skill_that_always_delegates_is_stopped(talk: Talk) -> None:
    turn = talk('return say("", directives=[{"type": "Dialog.Delegate"}])').say(
        "alexa, ask inkwell to print 2 big photos"
    )
    assert states(turn)[:2] == ["STARTED", "COMPLETED"] and turn.ended_reason == "ERROR"
    assert any("nothing left to ask" in problem for problem in turn.problems)


def test_a_question_that_ends_the_session_is_told(talk: Talk) -> None:
    conversation = talk("""
ask = {"type": "Dialog.ElicitSlot", "slotToElicit": "size"}
return say("Which size?", directives=[ask], shouldEndSession=True)
""")
    turn = conversation.say("alexa, ask inkwell to print my photos")
    assert not turn.session_open and any("before the user can answer" in problem for problem in turn.problems)
