"""The events in the two Alexa sections are what Amazon sends and the functions really get.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-types-reference.html
https://developer.amazon.com/en-US/docs/alexa/device-apis/message-guide.html
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model import IntentRequest, LaunchRequest, RequestEnvelope, SessionEndedRequest
from deployed import Deployed, eventually, log_exists
from golden import shape
from inkwell_skill import SKILL, answers, deploy_skill, model
from print_room import LAMP, SENSOR, SOURCE, deploy_home
from print_room import SKILL as HOME_SKILL

from lambda_workshop.backends import Backend
from lambda_workshop.simulators.alexa import Conversation, SmartHome
from lambda_workshop.simulators.alexa.shapes import check_shape
from lambda_workshop.simulators.problems import Findings

if TYPE_CHECKING:
    from localstack_client.session import Session

SECTIONS = Path(__file__).parents[2] / "src" / "lambda_workshop" / "sections"


def golden(section: str) -> dict[str, Any]:
    """The section's events by name."""
    paths = sorted((SECTIONS / section / "events").glob("*.json"))
    return {path.stem: json.loads(path.read_text("utf-8")) for path in paths}


def logged(function: Deployed, count: int) -> list[Any]:
    """The events that the function printed, once there are so many."""
    found: list[Any] = []

    def there() -> bool:
        lines = [line for lines in function.streams().values() for line in lines] if log_exists(function) else []
        found[:] = [json.loads(line[6:]) for line in lines if line.startswith("event {")]
        return len(found) >= count

    eventually(there, f"{count} events in the log", seconds=20)
    return found


BODY = """
if request["type"] == "LaunchRequest":
    return say("Welcome", shouldEndSession=False)
return say("ok", shouldEndSession=False) | {"sessionAttributes": {"lastOrder": "4711"}}
"""
SENTENCES = {
    "launch": "alexa, open inkwell",
    "order_status": "where is order four seven one one",
    "print": "print twelve little photos for tomorrow",
    "help": "help",
    "session_ended": "exit",
}


@pytest.mark.trigger("alexa-skill")
def test_the_skills_golden_events_have_the_shape_of_delivered_ones(
    backend: Backend, session: Session, account: str
) -> None:
    asks = backend.name == "embedded"
    function = deploy_skill(session, account, answers(BODY).replace("return {}", "return say('bye')"), permit=asks)
    conversation = Conversation(session, function.name, model(), SKILL, asks_permission=asks)
    for sentence in SENTENCES.values():
        conversation.say(sentence)
    delivered = logged(function, len(SENTENCES))
    assert {name: shape(event) for name, event in zip(SENTENCES, delivered, strict=True)} == {
        name: shape(event) for name, event in golden("alexa_skill").items()
    }


REQUESTS = {"launch": LaunchRequest, "session_ended": SessionEndedRequest}


@pytest.mark.parametrize("name", SENTENCES)
def test_the_skills_golden_events_are_requests_of_ask_sdk_model(name: str) -> None:
    event = golden("alexa_skill")[name]
    envelope = DefaultSerializer().deserialize(json.dumps(event), RequestEnvelope)
    assert isinstance(envelope.request, REQUESTS.get(name, IntentRequest))
    assert envelope.session.application.application_id == envelope.context.system.application.application_id == SKILL
    found = Findings()
    check_shape(event, "ask_sdk_model.request_envelope.RequestEnvelope", "event", found)
    assert found.problems == []


def test_the_golden_dialog_knows_its_slots() -> None:
    envelope = DefaultSerializer().deserialize(json.dumps(golden("alexa_skill")["print"]), RequestEnvelope)
    slots = envelope.request.intent.slots
    assert envelope.request.dialog_state.value == "STARTED"
    assert (slots["copies"].value, slots["size"].value, slots["day"].value) == ("12", "little", "2026-11-24")
    resolved = slots["size"].resolutions.resolutions_per_authority[0]
    assert (resolved.status.code.value, resolved.values[0].value.id) == ("ER_SUCCESS_MATCH", "S")


@pytest.mark.trigger("alexa-smart-home")
def test_the_homes_golden_events_have_the_shape_of_delivered_ones(
    backend: Backend, session: Session, account: str
) -> None:
    asks = backend.name == "embedded"
    printing = SOURCE.replace(
        '    directive = event["directive"]\n',
        "    import json\n    print('event', json.dumps(event))\n    directive = event['directive']\n",
        1,
    )
    function = deploy_home(session, account, printing, permit=asks)
    home = SmartHome(session, function.name, skill_id=HOME_SKILL, asks_permission=asks)
    steps = {
        "discover": home.discover(),
        "accept_grant": home.accept_grant(),
        "turn_on": home.turn_on(LAMP),
        "turn_off": home.turn_off(LAMP),
        "set_brightness": home.set_brightness(LAMP, 80),
        "adjust_brightness": home.adjust_brightness(LAMP, -30),
        "report_state": home.report_state(SENSOR),
    }
    assert all(step.fine for step in steps.values()), [step.problems for step in steps.values()]
    delivered = logged(function, len(steps))
    assert {name: shape(event) for name, event in zip(steps, delivered, strict=True)} == {
        name: shape(event) for name, event in golden("alexa_smart_home").items()
    }


def test_the_homes_golden_events_name_what_they_ask_for() -> None:
    events = {name: event["directive"] for name, event in golden("alexa_smart_home").items()}
    names = {name: f"{event['header']['namespace']}.{event['header']['name']}" for name, event in events.items()}
    assert names == {
        "accept_grant": "Alexa.Authorization.AcceptGrant",
        "adjust_brightness": "Alexa.BrightnessController.AdjustBrightness",
        "discover": "Alexa.Discovery.Discover",
        "report_state": "Alexa.ReportState",
        "set_brightness": "Alexa.BrightnessController.SetBrightness",
        "turn_off": "Alexa.PowerController.TurnOff",
        "turn_on": "Alexa.PowerController.TurnOn",
    }
    assert all(event["header"]["payloadVersion"] == "3" for event in events.values())
    assert len({event["header"]["messageId"] for event in events.values()}) == len(events)
