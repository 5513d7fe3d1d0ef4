"""A custom skill: what Alexa sends, when it may, and what it does with the answer.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-and-response-json-reference.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/host-a-custom-skill-as-an-aws-lambda-function.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from deployed import Deployed, log_exists
from inkwell_skill import APPKIT, SKILL, answers, deploy_skill, model, permit_skill, with_fallback

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import Cloud
from lambda_workshop.simulators.alexa import Conversation, Turn
from lambda_workshop.simulators.alexa.shapes import request_problem

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("alexa-skill")

Deploy = Callable[..., Deployed]

COUNTS = answers("""
count = event["session"]["attributes"].get("count", 0) + 1
again = {"outputSpeech": {"type": "PlainText", "text": "Still there?"}}
answer = say(f"{request['type']} {count}", shouldEndSession=False, reprompt=again)
return answer | {"sessionAttributes": {"count": count}}
""")


@pytest.fixture
def deploy(backend: Backend, session: Session, account: str) -> Deploy:
    """Deploys the skill's function with this body."""

    def make(body: str, *, permit: bool = True) -> Deployed:
        source = body if "def handler" in body else answers(body)
        return deploy_skill(session, account, source, permit=permit and backend.name == "embedded")

    return make


@pytest.fixture
def talk(backend: Backend, session: Session) -> Callable[..., Conversation]:
    """Begins a conversation with the deployed skill."""

    def begin(**options: Any) -> Conversation:
        options["asks_permission"] = backend.name == "embedded"
        document = options.pop("model", None) or model()
        return Conversation(session, options.pop("function", "inkwell-skill"), document, SKILL, **options)

    return begin


Talk = Callable[..., Conversation]


def kinds(turn: Turn) -> list[str]:
    return [exchange.kind for exchange in turn.exchanges]


def told(turn: Turn, text: str) -> bool:
    """Whether one of the turn's problems has this text."""
    return any(text in problem for problem in turn.problems)


def test_open_sends_a_launch_request_with_every_key_that_alexa_documents(deploy: Deploy, talk: Talk) -> None:
    deploy(COUNTS)
    at = datetime(2026, 11, 23, 10, 15, tzinfo=UTC)
    turn = talk(now=lambda: at).say("alexa, open inkwell")
    event: Any = turn.request
    assert turn.speech == "LaunchRequest 1" and turn.session_open and not turn.problems
    assert event.keys() == {"version", "session", "context", "request"} and event["version"] == "1.0"
    session = event["session"]
    assert session.keys() == {"new", "sessionId", "application", "attributes", "user"}
    assert session["new"] is True and session["attributes"] == {}
    assert session["sessionId"].startswith("amzn1.echo-api.session.")
    assert session["application"] == {"applicationId": SKILL}
    system = event["context"]["System"]
    assert system.keys() == {"application", "user", "device", "apiEndpoint", "apiAccessToken"}
    assert system["user"] == session["user"] and session["user"]["userId"].startswith("amzn1.ask.account.")
    assert system["device"]["deviceId"].startswith("amzn1.ask.device.")
    assert system["device"]["supportedInterfaces"] == {} and system["apiEndpoint"] == "https://api.amazonalexa.com"
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", system["apiAccessToken"])
    request = event["request"]
    assert request.keys() == {"type", "requestId", "timestamp", "locale"}
    assert request["requestId"].startswith("amzn1.echo-api.request.")
    assert (request["timestamp"], request["locale"]) == ("2026-11-23T10:15:00Z", "en-US")
    assert request_problem(event) == ""


def test_a_question_sends_the_intent_with_its_slots(deploy: Deploy, talk: Talk) -> None:
    deploy(COUNTS)
    turn = talk().say("alexa, ask inkwell where order one two three is")
    request: Any = turn.request["request"] if turn.request else {}
    assert request["type"] == "IntentRequest"
    assert request["intent"] == {
        "name": "OrderStatusIntent",
        "confirmationStatus": "NONE",
        "slots": {
            "number": {
                "name": "number",
                "value": "123",
                "confirmationStatus": "NONE",
                "source": "USER",
                "slotValue": {"type": "Simple", "value": "123"},
            }
        },
    }
    assert "dialogState" not in request
    assert (turn.intent, turn.slots) == ("OrderStatusIntent", {"number": "123"})


def test_a_custom_type_says_which_of_its_values_is_meant(deploy: Deploy, talk: Talk) -> None:
    deploy(COUNTS)
    conversation = talk()
    known: Any = conversation.say("alexa, ask inkwell to print 2 little photos").request
    unknown: Any = conversation.say("print 2 gigantic photos").request
    size, other = (event["request"]["intent"]["slots"]["size"] for event in (known, unknown))
    authority = f"amzn1.er-authority.echo-sdk.{SKILL}.Size"
    assert size["value"] == "little"
    assert size["resolutions"]["resolutionsPerAuthority"] == [
        {
            "authority": authority,
            "status": {"code": "ER_SUCCESS_MATCH"},
            "values": [{"value": {"name": "small", "id": "S"}}],
        }
    ]
    assert other["resolutions"]["resolutionsPerAuthority"] == [
        {"authority": authority, "status": {"code": "ER_SUCCESS_NO_MATCH"}}
    ]
    assert request_problem(known) == request_problem(unknown) == ""


def test_the_function_gets_what_the_turn_shows(deploy: Deploy, talk: Talk) -> None:
    function = deploy("return say(json.dumps(event['request']['intent']['slots'])[:100])")
    turn = talk().say("alexa, ask inkwell where order 77 is")
    assert '"value": "77"' in turn.speech
    assert SKILL in turn.log
    assert function.invoke({"request": {"type": "SessionEndedRequest"}}).value == {}


@pytest.mark.differs(localstack="AddPermission refuses Alexa's principals, so the simulator does not ask")
def test_without_permission_amazon_does_not_invoke_the_function(deploy: Deploy, talk: Talk) -> None:
    function = deploy(COUNTS, permit=False)
    turn = talk().say("alexa, open inkwell")
    assert (turn.request, turn.session_open, turn.ended_reason) == (None, False, "NOT_OPENED")
    assert told(turn, "trigger setting for the Lambda inkwell-skill is invalid") and told(turn, APPKIT)
    assert not log_exists(function)


@pytest.mark.differs(localstack="AddPermission refuses Alexa's principals, so the simulator does not ask")
def test_permission_for_another_skill_or_another_service_is_none(deploy: Deploy, talk: Talk, session: Session) -> None:
    deploy(COUNTS, permit=False)
    permit_skill(session, token="amzn1.ask.skill.another")
    session.client("lambda").add_permission(
        FunctionName="inkwell-skill",
        StatementId="home",
        Action="lambda:InvokeFunction",
        Principal="alexa-connectedhome.amazon.com",
        EventSourceToken=SKILL,
    )
    refused = talk().say("alexa, open inkwell")
    assert told(refused, "for `amzn1.ask.skill.another`, not for") and not refused.exchanges
    permit_skill(session)
    assert talk().say("alexa, open inkwell").session_open


@pytest.mark.differs(localstack="AddPermission refuses Alexa's principals, so the simulator does not ask")
def test_permission_without_a_skill_id_works_and_is_remarked(deploy: Deploy, talk: Talk, session: Session) -> None:
    deploy(COUNTS, permit=False)
    session.client("lambda").add_permission(
        FunctionName="inkwell-skill", StatementId="open", Action="lambda:InvokeFunction", Principal=APPKIT
    )
    turn = talk().say("alexa, open inkwell")
    assert turn.session_open and any("names no EventSourceToken" in remark for remark in turn.remarks)


@pytest.mark.differs(localstack="AddPermission refuses Alexa's principals, so the simulator does not ask")
def test_an_alias_needs_a_permission_of_its_own(deploy: Deploy, talk: Talk, session: Session) -> None:
    deploy(COUNTS)
    functions = session.client("lambda")
    version = functions.publish_version(FunctionName="inkwell-skill")["Version"]
    functions.create_alias(FunctionName="inkwell-skill", Name="live", FunctionVersion=version)
    assert not talk(function="inkwell-skill:live").say("alexa, open inkwell").session_open
    permit_skill(session, Qualifier="live")
    assert talk(function="inkwell-skill:live").say("alexa, open inkwell").session_open


def test_a_function_that_does_not_exist_is_told(talk: Talk) -> None:
    assert told(talk().say("alexa, open inkwell"), "there is no function `inkwell-skill`")


def test_a_sentence_that_does_not_name_the_skill_reaches_nobody(deploy: Deploy, talk: Talk) -> None:
    deploy(COUNTS)
    turn = talk().say("alexa, what is the weather")
    assert turn.request is None and told(turn, "does not name `inkwell`")


def test_session_attributes_come_back_until_the_session_ends(deploy: Deploy, talk: Talk) -> None:
    deploy(COUNTS)
    conversation = talk()
    first, second = conversation.say("alexa, open inkwell"), conversation.say("where is order 5")
    assert (first.speech, second.speech) == ("LaunchRequest 1", "IntentRequest 2")
    assert conversation.attributes == {"count": 2}
    events: list[Any] = [first.request, second.request]
    assert [event["session"]["new"] for event in events] == [True, False]
    assert events[0]["session"]["sessionId"] == events[1]["session"]["sessionId"]
    conversation.say("exit")
    again: Any = conversation.say("alexa, open inkwell").request
    assert again["session"]["attributes"] == {} and again["session"]["new"] is True
    assert again["session"]["sessionId"] != events[0]["session"]["sessionId"]
    assert again["session"]["user"] == events[0]["session"]["user"]


def test_attributes_that_are_not_returned_are_gone(deploy: Deploy, talk: Talk) -> None:
    deploy("""
if request["type"] == "LaunchRequest":
    return say("hi", shouldEndSession=False) | {"sessionAttributes": {"order": 7}}
return say("ok", shouldEndSession=False)
""")
    conversation = talk()
    conversation.say("open inkwell")
    assert conversation.attributes == {"order": 7}
    conversation.say("where my order is")
    assert conversation.attributes == {}


def test_should_end_session_true_ends_it_without_a_session_ended_request(deploy: Deploy, talk: Talk) -> None:
    deploy("""
again = {"outputSpeech": {"type": "PlainText", "text": "Which?"}}
return say("Which order?", shouldEndSession=True, reprompt=again)
""")
    conversation = talk()
    turn = conversation.say("alexa, open inkwell")
    assert (turn.session_open, turn.ended_reason, kinds(turn)) == (False, "SKILL", ["LaunchRequest"])
    assert any("ends with a question" in remark for remark in turn.remarks)
    assert any("the reprompt is never spoken" in remark for remark in turn.remarks)
    assert conversation.say("where is order 5").request is None


@pytest.mark.parametrize(("screen", "open_after"), [(False, False), (True, True)])
def test_a_missing_should_end_session_depends_on_the_screen(
    deploy: Deploy, talk: Talk, screen: bool, open_after: bool
) -> None:
    deploy('return say("Here you are.")')
    conversation = talk(screen=screen)
    turn = conversation.say("alexa, open inkwell")
    assert turn.session_open is open_after and not turn.problems
    context: Any = turn.request["context"] if turn.request else {}
    assert ("Viewport" in context) is screen
    if screen:
        assert told(conversation.say("where is order 5"), "the microphone is closed")
        assert conversation.say("alexa, where is order 5").intent == "OrderStatusIntent"


def test_silence_brings_the_reprompt_once_and_then_the_end(deploy: Deploy, talk: Talk) -> None:
    deploy(COUNTS)
    conversation = talk()
    opened = conversation.say("alexa, open inkwell")
    again, over = conversation.silence(), conversation.silence()
    assert opened.reprompt == again.speech == "Still there?"
    assert again.exchanges == () and again.session_open
    assert (over.session_open, over.ended_reason) == (False, "EXCEEDED_MAX_REPROMPTS")
    event: Any = over.request
    assert event["request"]["type"] == "SessionEndedRequest" and event["session"]["attributes"] == {"count": 1}
    assert event["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS" and "error" not in event["request"]
    assert request_problem(event) == ""


@pytest.mark.parametrize("word", ["exit", "Quit.", "go home"])
def test_the_user_ends_the_session_in_alexa_itself(deploy: Deploy, talk: Talk, word: str) -> None:
    deploy(COUNTS)
    document = model()
    document["interactionModel"]["languageModel"]["intents"].append(
        {"name": "AMAZON.NavigateHomeIntent", "samples": []}
    )
    conversation = talk(model=document)
    conversation.say("open inkwell")
    turn = conversation.say(word)
    event: Any = turn.request
    assert event["request"]["type"] == "SessionEndedRequest" and event["request"]["reason"] == "USER_INITIATED"
    assert (turn.session_open, turn.ended_reason) == (False, "USER_INITIATED")


@pytest.mark.parametrize(
    ("sentence", "intent"),
    [
        ("help", "AMAZON.HelpIntent"),
        ("stop", "AMAZON.StopIntent"),
        ("never mind", "AMAZON.CancelIntent"),
        ("yes", "AMAZON.YesIntent"),
        ("no thanks", "AMAZON.NoIntent"),
        ("purple elephants", "AMAZON.FallbackIntent"),
    ],
)
def test_built_in_intents_are_sent_without_slots(deploy: Deploy, talk: Talk, sentence: str, intent: str) -> None:
    deploy(COUNTS)
    conversation = talk(model=with_fallback(model()))
    conversation.say("open inkwell")
    event: Any = conversation.say(sentence).request
    assert event["request"]["intent"] == {"name": intent, "confirmationStatus": "NONE"}


def test_without_a_fallback_intent_what_is_not_understood_is_asked_again(deploy: Deploy, talk: Talk) -> None:
    deploy(COUNTS)
    conversation = talk()
    conversation.say("open inkwell")
    turn = conversation.say("purple elephants")
    assert turn.speech == "Still there?" and turn.exchanges == () and turn.session_open


def test_an_answer_after_the_time_limit_is_an_error(deploy: Deploy, talk: Talk) -> None:
    deploy("import threading; threading.Event().wait(3)\nreturn say('late')")
    turn = talk(time_limit=0.6).say("alexa, open inkwell")
    assert turn.ended_reason == "ERROR" and told(turn, "no answer within 0.6 s")
    assert turn.exchanges[0].reply.timed_out


def test_a_cloud_is_as_good_as_a_session_and_speech_at_the_end_is_remarked(
    deploy: Deploy, backend: Backend, session: Session
) -> None:
    deploy("""
def handler(event, context):
    speech = {"type": "PlainText", "text": "bye"}
    return {"version": "1.0", "response": {"outputSpeech": speech, "shouldEndSession": False}}
""")
    conversation = Conversation(
        Cloud(session), "inkwell-skill", model(), SKILL, asks_permission=backend.name == "embedded"
    )
    conversation.say("alexa, open inkwell")
    turn = conversation.say("exit")
    assert turn.speech == "" and any("which nobody hears" in remark for remark in turn.remarks)
