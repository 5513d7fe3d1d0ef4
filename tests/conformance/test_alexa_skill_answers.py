"""What Alexa makes of a custom skill's answers: what it refuses, what it ignores, what it speaks.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-and-response-json-reference.html#response-format
The backend has no part in this: the tests run on the embedded one only.
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

Answer = Callable[[str], Turn]


@pytest.fixture
def opened(session: Session, account: str) -> Answer:
    """Deploys a skill whose handler has this body, and opens it."""

    def talk(body: str) -> Turn:
        deploy_skill(session, account, answers(body))
        return Conversation(session, "inkwell-skill", model(), SKILL).say("alexa, open inkwell")

    return talk


def told(turn: Turn, text: str) -> bool:
    """Whether one of the turn's problems has this text."""
    return any(text in problem for problem in turn.problems)


BROKEN = [
    ('raise KeyError("number")', "the function failed with KeyError: 'number'"),
    ("return None", "the answer is null"),
    ('return "hello"', "the answer is a string"),
    ('return {"response": {}}', "`version` is None"),
    ('return {"version": "1.0"}', "`response` is missing"),
    ('return say("hi", shouldEndSession="false")', "`answer.response.shouldEndSession` is a string"),
    ('return {"version": "1.0", "response": {"outputSpeech": {"type": "Text", "text": "x"}}}', '"Text", which Alexa'),
    ('return {"version": "1.0", "response": {"outputSpeech": {"type": "SSML", "text": "x"}}}', "has no `ssml`"),
    ('return {"version": "1.0", "response": {"outputSpeech": "hi"}}', "outputSpeech` is a string"),
    (
        'return {"version": "1.0", "response": {"outputSpeech": {"type": "SSML", "ssml": "<speak>A & B</speak>"}}}',
        "not well-formed XML",
    ),
    ('return {"version": "1.0", "response": {"outputSpeech": {"type": "SSML", "ssml": "hi"}}}', "not well-formed"),
    (
        'return {"version": "1.0", "response": {"outputSpeech": {"type": "SSML", "ssml": "<speak><b>hi</b></speak>"}}}',
        "does not know the tag `<b>`",
    ),
    ('return say("x" * 8001)', "has 8,001 characters, and Alexa speaks 8,000"),
    ('return say("hi") | {"sessionAttributes": {"all": "x" * 130000}}', "and Alexa takes 122,880 (120 KB)"),
    ('return say("hi", card={"type": "Simpel", "content": "x"})', '"Simpel", which Alexa does not know'),
    ('return say("hi", card={"type": "Simple", "title": "x"})', "has no `content`"),
    ('return say("hi", directives=[{"type": "Dialog.Elicit"}])', "(did you mean `Dialog.ElicitSlot`?)"),
    ('return say("hi", directives=[{"type": "Dialog.Delegate"}])', "answers no intent"),
    ('return say("hi", reprompt={})', "`reprompt` has no `outputSpeech`"),
    ('return say("hi") | {"sessionAttributes": []}', "`answer.sessionAttributes` is a list"),
]


@pytest.mark.parametrize(("body", "why"), BROKEN, ids=[why[:40] for _body, why in BROKEN])
def test_an_answer_that_alexa_refuses_ends_the_session_with_an_error(opened: Answer, body: str, why: str) -> None:
    turn = opened(body)
    assert told(turn, why), turn.problems
    assert (turn.session_open, turn.ended_reason) == (False, "ERROR")
    assert turn.speech == "There was a problem with the requested skill's response."
    assert [exchange.kind for exchange in turn.exchanges] == ["LaunchRequest", "SessionEndedRequest"]
    ended: Any = turn.exchanges[-1].request
    assert ended["request"]["reason"] == "ERROR"
    assert ended["request"]["error"] == {
        "type": "INVALID_RESPONSE",
        "message": "An exception occurred while dispatching the request to the skill.",
    }
    assert request_problem(ended) == ""


def test_a_key_that_alexa_does_not_know_is_told_and_the_answer_is_spoken(opened: Answer) -> None:
    turn = opened('return say("hi", shouldEndsession=False)')
    assert turn.speech == "hi"
    assert told(turn, "`answer.response.shouldEndsession` is no key that Alexa knows, so it is ignored")
    assert told(turn, "(did you mean `shouldEndSession`?)")
    assert not turn.session_open


def test_ssml_is_spoken_without_its_tags(opened: Answer) -> None:
    turn = opened("""
digits = "<say-as interpret-as='digits'>12</say-as>"
ssml = f"<speak>Order {digits} <amazon:effect name='whispered'>is\\n late</amazon:effect></speak>"
return {"version": "1.0", "response": {"outputSpeech": {"type": "SSML", "ssml": ssml}}}
""")
    assert turn.speech == "Order 12 is late" and not turn.problems
