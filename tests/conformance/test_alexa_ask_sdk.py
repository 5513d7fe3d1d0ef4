"""A skill written with ask-sdk-core runs as one written with dictionaries does.

https://developer.amazon.com/en-US/docs/alexa/alexa-skills-kit-sdk-for-python/develop-your-first-skill.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from inkwell_skill import SKILL, deploy_skill, model, packed, permit_skill

from lambda_workshop.backends import Backend
from lambda_workshop.simulators.alexa import Conversation

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("alexa-skill")

SOURCE = f'''
from ask_sdk_core.skill_builder import SkillBuilder
from ask_sdk_core.utils import get_slot_value, is_intent_name, is_request_type
from ask_sdk_model import DialogState

skill = SkillBuilder()
skill.skill_id = "{SKILL}"


@skill.request_handler(can_handle_func=is_request_type("LaunchRequest"))
def launch(handler_input):
    handler_input.attributes_manager.session_attributes["visits"] = 1
    return handler_input.response_builder.speak("Welcome to <emphasis>Inkwell</emphasis>").ask("Which order?").response


@skill.request_handler(can_handle_func=is_intent_name("OrderStatusIntent"))
def status(handler_input):
    attributes = handler_input.attributes_manager.session_attributes
    attributes["visits"] = attributes.get("visits", 0) + 1
    number = get_slot_value(handler_input, "number")
    return handler_input.response_builder.speak(f"Order {{number}} is printing").set_should_end_session(False).response


@skill.request_handler(can_handle_func=is_intent_name("PrintIntent"))
def printing(handler_input):
    request = handler_input.request_envelope.request
    if request.dialog_state != DialogState.COMPLETED:
        from ask_sdk_model.dialog import DelegateDirective

        return handler_input.response_builder.add_directive(DelegateDirective(updated_intent=request.intent)).response
    copies = get_slot_value(handler_input, "copies")
    return handler_input.response_builder.speak(f"Printing {{copies}}").set_should_end_session(True).response


@skill.request_handler(can_handle_func=is_request_type("SessionEndedRequest"))
def ended(handler_input):
    print("ended", handler_input.request_envelope.request.reason)
    return handler_input.response_builder.response


handler = skill.lambda_handler()
'''

# What ask-sdk-core needs and AWS's runtime has not.
PACKAGES = ("ask_sdk_core", "ask_sdk_model", "ask_sdk_runtime", "requests", "certifi", "idna", "charset_normalizer")


@pytest.fixture
def talk(backend: Backend, session: Session, account: str) -> Callable[[str], Conversation]:
    """Begins a conversation with the SDK's skill as the skill of this id."""
    permitted = backend.name == "embedded"
    deploy_skill(session, account, packed(SOURCE, *PACKAGES), permit=permitted)

    def begin(skill_id: str) -> Conversation:
        if permitted and skill_id != SKILL:
            permit_skill(session, token=skill_id)
        return Conversation(session, "inkwell-skill", model(), skill_id, asks_permission=permitted)

    return begin


def test_a_skill_of_the_sdk_is_spoken_to(talk: Callable[[str], Conversation]) -> None:
    conversation = talk(SKILL)
    welcome = conversation.say("alexa, open inkwell")
    assert not welcome.problems, (welcome.problems, welcome.log)
    assert (welcome.speech, welcome.reprompt, welcome.session_open) == ("Welcome to Inkwell", "Which order?", True)
    status = conversation.say("where is order four five six")
    assert (status.speech, status.problems) == ("Order 456 is printing", ())
    assert conversation.attributes == {"visits": 2}
    size = conversation.say("print my photos")
    assert (size.speech, size.problems) == ("Which size?", ())
    conversation.say("large")
    done = conversation.say("30")
    assert (done.speech, done.session_open, done.problems) == ("Printing 30", False, ())


def test_the_sdk_refuses_another_skill_and_an_intent_without_handler(talk: Callable[[str], Conversation]) -> None:
    turn = talk(SKILL).say("alexa, ask inkwell to find photos of cats")
    assert turn.ended_reason == "ERROR" and any("DispatchException" in problem for problem in turn.problems)
    refused = talk(SKILL.replace("5d1e", "ffff").replace("9d11", "0000")).say("alexa, open inkwell")
    assert any("Skill ID Verification failed" in problem for problem in refused.problems), refused.problems
