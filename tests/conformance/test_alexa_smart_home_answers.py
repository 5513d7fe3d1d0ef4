"""What Alexa makes of a smart-home skill's answers: what it refuses, and what it drops in silence.

https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-response.html
https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-discovery-objects.html
The backend has no part in this: the tests run on the embedded one only.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from deployed import Deployed
from print_room import LAMP, SKILL, changed, deploy_home, wrapped

from lambda_workshop.simulators.alexa import Answered, SmartHome

if TYPE_CHECKING:
    from localstack_client.session import Session

Home = Callable[..., SmartHome]


@pytest.fixture
def deploy(session: Session, account: str) -> Callable[..., Deployed]:
    """Deploys the print room's skill, changed or not."""
    return lambda *source, **options: deploy_home(session, account, *source, **options)


@pytest.fixture
def home(session: Session) -> Home:
    """A home whose skill is the deployed function."""
    return lambda **options: SmartHome(session, "inkwell-home", skill_id=SKILL, **options)


def told(answered: Answered, text: str) -> bool:
    """Whether one of the problems has this text."""
    return any(text in problem for problem in answered.problems)


WRONG = [
    ("event['event']['header']['payloadVersion'] = 3", '`payloadVersion` is 3, and Alexa expects the text "3"'),
    ("event['event']['header'].pop('correlationToken')", "`correlationToken` is missing"),
    ("event['event']['header']['correlationToken'] += 'x'", "is not the directive's"),
    ("event['event']['header']['messageId'] = directive['header']['messageId']", "is the directive's own"),
    ("event['event']['header']['messageId'] = 'a b'", "letters, digits and hyphens"),
    ("event['event']['header']['name'] = 'TurnOn.Response'", "Alexa expects `Alexa Response`"),
    ("event['event']['header']['namespace'] = 'Alexa.PowerController'", "Alexa expects `Alexa Response`"),
    ("event['event'].pop('payload')", "`event.payload` is missing"),
    ("event['event'].pop('endpoint')", "`event.endpoint` with the endpointId is missing"),
    ("event['event']['endpoint']['endpointId'] = 'other'", "the directive was for `print-room-lamp`"),
    ("event.pop('context')", "`context.properties` is missing"),
    ("event['Context'] = event.pop('context')", "`Context` is no key that Alexa knows (did you mean `context`?)"),
    ("event['context']['properties'][0]['value'] = 'on'", "'on' is none of ON, OFF"),
    ("event['context']['properties'][0]['value'] = 'OFF'", "reports powerState 'OFF', and 'ON' was asked for"),
    ("event['context']['properties'][1]['value'] = '100'", "'100' is a string, not a whole number"),
    ("event['context']['properties'][1]['value'] = 101", "101 is not between 0 and 100"),
    ("event['context']['properties'][0].pop('timeOfSample')", "has no `timeOfSample`"),
    (
        "event['context']['properties'][0]['timeOfSample'] = datetime.datetime.now(datetime.timezone.utc).isoformat()",
        "Python's isoformat()",
    ),
    ("event['context']['properties'][0]['timeOfSample'] = '2999-01-01T00:00:00Z'", "lies in the future"),
    ("event['context']['properties'][0]['timeOfSample'] = '2026-02-30T00:00:00Z'", "there is no such time"),
    ("event['context']['properties'][0]['uncertaintyInMilliseconds'] = -1", "from 0 on"),
    ("event['context']['properties'][0]['name'] = 'powerstate'", "(did you mean `powerState`?)"),
    (
        "event['context']['properties'][0]['namespace'] = 'Alexa.PowerControler'",
        "(did you mean `Alexa.PowerController`?)",
    ),
    ("event['context']['properties'] = event['context']['properties'][1:]", "does not report `Alexa.PowerController"),
    ("event = event['event']", "without `event`"),
    ("event = None", "the answer is null without `event`"),
    ("event = {'directive': directive}", "that is what Alexa sends"),
    ("event = error(directive, 'OFFLINE', 'x')", "the error type 'OFFLINE' is none"),
    ("raise KeyError('lamp')", "the function failed with KeyError: 'lamp'"),
]


@pytest.mark.parametrize(("change", "why"), WRONG, ids=[why for _change, why in WRONG])
def test_a_wrong_answer_is_told_in_words_and_changes_nothing_in_the_app(
    deploy: Any, home: Home, change: str, why: str
) -> None:
    deploy(wrapped(change))
    rooms = home()
    assert rooms.discover().fine
    answered = rooms.turn_on(LAMP)
    assert told(answered, why), answered.problems
    lamp = rooms.shown(LAMP)
    assert lamp and lamp.power is None


def test_a_message_id_is_used_once_in_a_home(deploy: Any, home: Home) -> None:
    deploy(wrapped("event['event']['header']['messageId'] = 'always-the-same'"))
    rooms = home()
    rooms.discover()
    assert rooms.turn_on(LAMP).fine
    assert told(rooms.turn_off(LAMP), "was used before")


def test_a_state_report_has_everything_that_is_retrievable(deploy: Any, home: Home) -> None:
    deploy(wrapped("event['context']['properties'].pop()"))
    rooms = home()
    rooms.discover()
    assert told(rooms.report_state(LAMP), "leaves out what its discovery calls retrievable: Alexa.BrightnessController")


DROPPED = [
    ('"interface": interface,', '"interface": interface.replace("PowerController", "PowerControler"),', "no interface"),
    ('"version": "3"}', '"version": 3}', "`version` is 3, and Alexa expects the text"),
    ('{"type": "AlexaInterface",', '{"type": "AlexaInterfaces",', "`type` is 'AlexaInterfaces'"),
    (
        'capability("Alexa.PowerController", "powerState")',
        'capability("Alexa.PowerController", "power")',
        "no property `power`",
    ),
    (
        'capability("Alexa.PowerController", "powerState")',
        'capability("Alexa.PowerController")',
        "with `supported` is missing",
    ),
]


@pytest.mark.parametrize(("old", "new", "why"), DROPPED, ids=[why for _old, _new, why in DROPPED])
def test_a_capability_that_alexa_drops_in_silence_is_named(
    deploy: Any, home: Home, old: str, new: str, why: str
) -> None:
    deploy(changed((old, new)))
    rooms = home()
    found = rooms.discover()
    dropped = [text for text in found.problems if text.startswith("Alexa would drop the capability `Alexa.PowerContr")]
    assert len(dropped) == 1 and why in dropped[0] and "in silence" in dropped[0], found.problems
    assert told(rooms.turn_on(LAMP), "or Alexa dropped it")


LOST = [
    ('        "friendlyName": name,\n', "", "`friendlyName` is missing"),
    ('"displayCategories": [category],', '"displayCategories": [category.title()],', "is no display category"),
    ('"displayCategories": [category],', '"displayCategories": [],', "`displayCategories` is missing or empty"),
    ('"cookie": {"shelf": "3"},', '"cookie": {"shelf": 3},', "`cookie` must hold texts only"),
    ('"description":', '"descripton":', "(did you mean `description`?)"),
    ('LAMP, SENSOR = "print-room-lamp",', 'LAMP, SENSOR = "print/room/lamp",', "`endpointId` must be"),
]


@pytest.mark.parametrize(("old", "new", "why"), LOST, ids=[why for _old, _new, why in LOST])
def test_a_device_that_alexa_does_not_take_is_named(deploy: Any, home: Home, old: str, new: str, why: str) -> None:
    deploy(changed((old, new)))
    rooms = home()
    found = rooms.discover()
    assert any(text.startswith("Alexa would drop the device `") and why in text for text in found.problems), (
        found.problems
    )
    assert rooms.shown(LAMP) is None


def test_a_device_without_the_base_interface_and_a_device_twice_are_named(deploy: Any, home: Home) -> None:
    deploy(
        changed(
            ('[capability("Alexa"), *capabilities]', "list(capabilities)"),
            ("        device(SENSOR,", "        device(LAMP,"),
        )
    )
    found = home().discover()
    assert told(found, "has no capability `Alexa`") and told(found, "the second device with the endpointId")


def test_what_is_not_retrievable_is_never_asked_for(deploy: Any, home: Home) -> None:
    deploy(changed(('"retrievable": True', '"retrievable": False')))
    rooms = home()
    assert any("never asks for its state" in remark for remark in rooms.discover().remarks)
    assert told(rooms.report_state(LAMP), "Alexa never sends ReportState")


def test_answers_that_are_no_json_objects_at_all_harm_nobody(deploy: Any, home: Home) -> None:
    odd = [None, [], "x", 3, True, {"event": 3}, {"event": {"header": 3}}, {"event": {"header": {}, "payload": []}}]
    lines = "\n".join(
        [
            "import json",
            f"ODD = json.loads({json.dumps(json.dumps(odd))!s})",
            "def handler(event, context):",
            "    return ODD.pop(0) if ODD else None",
        ]
    )
    deploy(lines)
    rooms = home()
    assert all(rooms.discover().problems for _answer in odd)


def test_a_thermostat_is_set_and_one_that_is_offline_is_shown_so(deploy: Any, home: Home) -> None:
    deploy(
        changed(
            (
                'capability("Alexa.TemperatureSensor", "temperature"))',
                'capability("Alexa.TemperatureSensor", "temperature"), '
                'capability("Alexa.EndpointHealth", "connectivity"), '
                'capability("Alexa.ThermostatController", "targetSetpoint"))',
            ),
            (
                "    if endpoint == SENSOR:\n",
                "    if endpoint == SENSOR and name == 'SetTargetTemperature':\n"
                "        setpoint = directive['payload']['targetSetpoint']\n"
                "        told = [reported('Alexa.ThermostatController', 'targetSetpoint', setpoint)]\n"
                "        told.append(reported('Alexa.EndpointHealth', 'connectivity', {'value': 'UNREACHABLE'}))\n"
                "        return answer(directive, 'Alexa', 'Response', properties=told)\n"
                "    if endpoint == SENSOR:\n",
            ),
        )
    )
    rooms = home()
    assert rooms.discover().fine
    answered = rooms.set_temperature("print-room-temperature", 19.5)
    assert answered.fine, answered.problems
    directive: Any = answered.directive
    assert directive["directive"]["payload"] == {"targetSetpoint": {"value": 19.5, "scale": "CELSIUS"}}
    shown = rooms.shown("print-room-temperature")
    assert shown and shown.target == {"value": 19.5, "scale": "CELSIUS"} and not shown.reachable


def test_a_grant_that_fails_has_an_error_of_its_own(deploy: Any, home: Home) -> None:
    failed = (
        "answer(directive, 'Alexa.Authorization', 'ErrorResponse', {'type': 'ACCEPT_GRANT_FAILED', 'message': 'x'})"
    )
    old = 'return answer(directive, "Alexa.Authorization", "AcceptGrant.Response")'
    deploy(changed((old, f"return {failed}")))
    answered = home().accept_grant()
    assert answered.error and answered.error.type == "ACCEPT_GRANT_FAILED" and answered.problems == ()


def test_an_error_of_another_interface_is_told(deploy: Any, home: Home) -> None:
    deploy(wrapped("event = error(directive, 'ACCEPT_GRANT_FAILED', 'x')"))
    rooms = home()
    rooms.discover()
    assert told(rooms.turn_on(LAMP), "the error type 'ACCEPT_GRANT_FAILED' is none that Alexa knows")


def test_a_deferred_response_is_no_fault_and_no_state(deploy: Any, home: Home) -> None:
    deploy(wrapped("event = answer(directive, 'Alexa', 'DeferredResponse', {'estimatedDeferralInSeconds': 20})"))
    rooms = home()
    rooms.discover()
    answered = rooms.turn_on(LAMP)
    assert answered.problems == () and any("DeferredResponse" in remark for remark in answered.remarks)
    lamp = rooms.shown(LAMP)
    assert lamp and lamp.power is None


def test_what_the_discovery_did_not_promise_is_dropped(deploy: Any, home: Home) -> None:
    deploy(
        wrapped(
            "event['context']['properties'].append(reported('Alexa.EndpointHealth', 'connectivity', {'value': 'OK'}))"
        )
    )
    rooms = home()
    rooms.discover()
    answered = rooms.turn_on(LAMP)
    assert answered.problems == ()
    assert any("Alexa drops the reported `Alexa.EndpointHealth.connectivity`" in remark for remark in answered.remarks)
