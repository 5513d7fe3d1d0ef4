"""A smart-home skill: the directives that Alexa sends, when it may, and what it makes of the answers.

https://developer.amazon.com/en-US/docs/alexa/device-apis/message-guide.html
https://developer.amazon.com/en-US/docs/alexa/smarthome/develop-smart-home-skills-in-multiple-languages.html
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from deployed import Deployed, log_exists
from print_room import LAMP, PRINCIPAL, SENSOR, SKILL, TABLE, changed, deploy_home, permit_home, wrapped

from lambda_workshop.backends import Backend
from lambda_workshop.simulators.alexa import Answered, SmartHome

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("alexa-smart-home")

Home = Callable[..., SmartHome]


@pytest.fixture
def deploy(backend: Backend, session: Session, account: str) -> Callable[..., Deployed]:
    """Deploys the print room's skill, changed or not."""

    def make(*source: str, permit: bool = True) -> Deployed:
        return deploy_home(session, account, *source, permit=permit and backend.name == "embedded")

    return make


@pytest.fixture
def home(backend: Backend, session: Session) -> Home:
    """A home whose skill is the deployed function."""
    asks = backend.name == "embedded"
    return lambda **options: SmartHome(session, "inkwell-home", skill_id=SKILL, asks_permission=asks, **options)


def told(answered: Answered, text: str) -> bool:
    """Whether one of the problems has this text."""
    return any(text in problem for problem in answered.problems)


def sent(answered: Answered) -> Any:
    assert answered.directive is not None, answered.problems
    return answered.directive["directive"]


def test_discovery_asks_with_the_users_token_and_finds_the_devices(deploy: Any, home: Home) -> None:
    deploy()
    rooms = home(token="a-token")
    found = rooms.discover()
    assert found.fine, found.problems
    directive = sent(found)
    assert directive.keys() == {"header", "payload"}
    header = directive["header"]
    assert header == {
        "namespace": "Alexa.Discovery",
        "name": "Discover",
        "payloadVersion": "3",
        "messageId": header["messageId"],
    }
    assert uuid.UUID(header["messageId"]).version == 4
    assert directive["payload"] == {"scope": {"type": "BearerToken", "token": "a-token"}}
    assert [(item.friendly_name, item.category) for item in rooms.app()] == [
        ("Print room lamp", "LIGHT"),
        ("Print room", "TEMPERATURE_SENSOR"),
    ]
    lamp = rooms.shown(LAMP)
    assert lamp and lamp.power is None and "Alexa.BrightnessController" in lamp.controls


def test_a_directive_for_a_device_has_every_part_that_alexa_documents(deploy: Any, home: Home) -> None:
    deploy()
    rooms = home(token="a-token")
    rooms.discover()
    directive = sent(rooms.turn_on(LAMP))
    assert directive.keys() == {"header", "endpoint", "payload"}
    header = directive["header"]
    assert header.keys() == {"namespace", "name", "payloadVersion", "messageId", "correlationToken"}
    assert (header["namespace"], header["name"], header["payloadVersion"]) == ("Alexa.PowerController", "TurnOn", "3")
    assert re.fullmatch(r"[A-Za-z0-9+/=]{32,}", header["correlationToken"])
    assert directive["endpoint"] == {
        "scope": {"type": "BearerToken", "token": "a-token"},
        "endpointId": LAMP,
        "cookie": {"shelf": "3"},
    }
    assert directive["payload"] == {}


def test_the_app_shows_what_the_answers_tell(deploy: Any, home: Home, session: Session) -> None:
    deploy()
    rooms = home()
    rooms.discover()
    steps = [rooms.turn_on(LAMP), rooms.set_brightness(LAMP, 80), rooms.adjust_brightness(LAMP, -30)]
    assert all(step.fine for step in steps), [step.problems for step in steps]
    assert [sent(step)["payload"] for step in steps] == [{}, {"brightness": 80}, {"brightnessDelta": -30}]
    lamp = rooms.shown(LAMP)
    assert lamp and (lamp.power, lamp.brightness) == ("ON", 50)
    item = session.client("dynamodb").get_item(TableName=TABLE, Key={"id": {"S": LAMP}})["Item"]
    assert (item["power"], item["brightness"]) == ({"S": "ON"}, {"N": "50"})
    rooms.turn_off(LAMP)
    assert home().shown(LAMP) is None
    dark = rooms.shown(LAMP)
    assert dark and dark.power == "OFF"


def test_a_sensor_is_asked_for_its_state(deploy: Any, home: Home) -> None:
    deploy()
    rooms = home()
    rooms.discover()
    report = rooms.report_state(SENSOR)
    assert report.fine, report.problems
    assert (sent(report)["header"]["namespace"], sent(report)["header"]["name"]) == ("Alexa", "ReportState")
    sensor = rooms.shown(SENSOR)
    assert sensor and sensor.temperature == {"value": 21.5, "scale": "CELSIUS"}
    assert report.value("Alexa.TemperatureSensor", "temperature") == {"value": 21.5, "scale": "CELSIUS"}


def test_a_grant_is_sent_with_code_and_grantee(deploy: Any, home: Home) -> None:
    deploy()
    granted = home(token="a-token").accept_grant("a-code")
    assert granted.fine, granted.problems
    directive = sent(granted)
    assert (directive["header"]["namespace"], directive["header"]["name"]) == ("Alexa.Authorization", "AcceptGrant")
    assert directive["payload"] == {
        "grant": {"type": "OAuth2.AuthorizationCode", "code": "a-code"},
        "grantee": {"type": "BearerToken", "token": "a-token"},
    }
    assert "correlationToken" not in directive["header"] and "endpoint" not in directive


@pytest.mark.differs(localstack="AddPermission refuses Alexa's principals, so the simulator does not ask")
def test_without_permission_amazon_does_not_invoke_the_function(deploy: Any, home: Home, session: Session) -> None:
    function = deploy(permit=False)
    permit_home(session, principal="alexa-appkit.amazon.com")
    permit_home(session, token="amzn1.ask.skill.another")
    refused = home().discover()
    assert refused.directive is None and not refused.fine
    assert told(refused, "Please make sure that Alexa Smart Home is selected") and told(refused, PRINCIPAL)
    assert not log_exists(function)
    permit_home(session)
    assert home().discover().fine


def test_nothing_is_sent_to_a_device_that_was_not_discovered(deploy: Any, home: Home) -> None:
    deploy()
    rooms = home()
    before, rooms_know = rooms.turn_on(LAMP), rooms.discover()
    assert before.directive is None and told(before, "discover first") and rooms_know.fine
    assert told(rooms.turn_on("cellar-lamp"), "Alexa knows no device `cellar-lamp`")
    assert told(rooms.set_brightness(SENSOR, 3), "has no capability `Alexa.BrightnessController`")


def test_an_error_response_is_an_answer(deploy: Any, home: Home) -> None:
    deploy(changed(("    state = lamp()\n", '    return error(directive, "ENDPOINT_UNREACHABLE", "unplugged")\n')))
    rooms = home()
    rooms.discover()
    answered = rooms.turn_on(LAMP)
    assert answered.problems == () and not answered.fine
    assert answered.error and (answered.error.type, answered.error.message) == ("ENDPOINT_UNREACHABLE", "unplugged")
    lamp = rooms.shown(LAMP)
    assert lamp and not lamp.reachable and lamp.power is None


def test_a_value_out_of_range_is_the_skills_to_refuse(deploy: Any, home: Home) -> None:
    deploy()
    rooms = home()
    rooms.discover()
    answered = rooms.set_brightness(LAMP, 101)
    assert answered.error and answered.error.type == "VALUE_OUT_OF_RANGE" and not answered.problems


def test_a_function_that_is_too_slow_makes_the_device_unresponsive(deploy: Any, home: Home) -> None:
    deploy(wrapped("import threading; threading.Event().wait(6)"))
    rooms = home(time_limit=2.5)
    assert rooms.discover().fine
    assert told(rooms.turn_on(LAMP), "SKILL_RESPONSE_TIMEOUT_EXCEPTION")
