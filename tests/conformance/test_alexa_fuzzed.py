"""Whatever a function answers and whatever a model holds, the simulators say what is wrong and never break."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from inkwell_skill import SKILL, deploy_skill, model
from print_room import SKILL as HOME_SKILL
from print_room import deploy_home

from lambda_workshop.simulators.alexa import Conversation, InteractionModel, ModelRefused, SmartHome, directives
from lambda_workshop.simulators.alexa.answers import read_answer
from lambda_workshop.simulators.alexa.dates import spoken_date
from lambda_workshop.simulators.alexa.dialog import DialogRules
from lambda_workshop.simulators.alexa.discovery import read_discovery
from lambda_workshop.simulators.alexa.home_answers import read_event
from lambda_workshop.simulators.alexa.matching import match_intents
from lambda_workshop.simulators.alexa.slot_values import Vocabulary
from lambda_workshop.simulators.alexa.words import four_digits, number, ordinal, words_of
from lambda_workshop.simulators.problems import Findings

if TYPE_CHECKING:
    from localstack_client.session import Session

ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "x",
    "\ud800",
    "<speak>",
    "1e999",
    [],
    {},
    [None],
    {"": None},
    [[{}]],
)
NOW = datetime(2026, 11, 23, tzinfo=UTC)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths to every part of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


def mutated(document: Any, random: Random) -> Any:
    """The document with one to three of its parts replaced, taken out or moved."""
    result = copy.deepcopy(document)
    for _time in range(random.randint(1, 3)):
        path = random.choice(places(result))
        if not path:
            return random.choice(ODD)
        holder = result
        for key in path[:-1]:
            holder = holder[key]
        if random.random() < 0.3 and isinstance(holder, dict):
            value = holder.pop(path[-1])
            if random.random() < 0.5:
                holder[f"{path[-1]}s"] = value
        else:
            holder[path[-1]] = copy.deepcopy(random.choice(ODD))
    return result


ANSWER = {
    "version": "1.0",
    "sessionAttributes": {"count": 1},
    "response": {
        "outputSpeech": {"type": "SSML", "ssml": "<speak>Hello</speak>", "playBehavior": "ENQUEUE"},
        "card": {
            "type": "Standard",
            "title": "T",
            "text": "x",
            "image": {"smallImageUrl": "https://example.com/a.png"},
        },
        "reprompt": {"outputSpeech": {"type": "PlainText", "text": "Again?"}},
        "directives": [
            {
                "type": "Dialog.ElicitSlot",
                "slotToElicit": "size",
                "updatedIntent": {
                    "name": "PrintIntent",
                    "confirmationStatus": "NONE",
                    "slots": {"size": {"name": "size", "value": "big", "confirmationStatus": "NONE"}},
                },
            }
        ],
        "shouldEndSession": False,
    },
}


@pytest.mark.parametrize("seed", range(10))
def test_any_answer_of_a_skill_is_read_or_refused(seed: int) -> None:
    random, loaded = Random(seed), InteractionModel.load(model())
    rules = DialogRules(loaded, Vocabulary(loaded, NOW.date))
    refused = 0
    for _time in range(100):
        answer = read_answer(mutated(ANSWER, random), 1000)
        refused += bool(answer.refused)
        assert answer.refused or answer.speech is not None
        if answer.dialog and not answer.refused:
            directed = rules.directed(rules.begin("PrintIntent", {}), answer.dialog)
            assert isinstance(directed, str) or directed.intent in loaded.intents
    assert refused > 30
    assert read_answer(ANSWER, 1000).refused == ()


@pytest.mark.parametrize("seed", range(10))
def test_any_model_is_loaded_or_refused(seed: int) -> None:
    random, refused = Random(seed), 0
    for _time in range(60):
        try:
            InteractionModel.load(mutated(model(), random))
        except ModelRefused as refusal:
            assert refusal.problems
            refused += 1
    assert refused > 15


def answering(answers: list[Any]) -> str:
    """A function's source that answers so, one after the other."""
    return f"""
import json

ANSWERS = json.loads({json.dumps(json.dumps(answers))})


def handler(event, context):
    return ANSWERS.pop(0) if ANSWERS else None
"""


def test_a_conversation_survives_whatever_the_function_answers(session: Session, account: str) -> None:
    random = Random(1)
    deploy_skill(session, account, answering([mutated(ANSWER, random) for _time in range(150)]))
    conversation = Conversation(session, "inkwell-skill", model(), SKILL)
    sentences = ("alexa, open inkwell", "print my photos", "yes", "big", "", "where is order 5", "exit")
    for _time in range(200):
        sentence = random.choice(sentences)
        turn = conversation.say(sentence) if sentence else conversation.silence()
        assert turn.session_open is conversation.open
        assert turn.session_open or turn.ended_reason


def test_a_home_survives_whatever_the_function_answers(session: Session, account: str) -> None:
    random = Random(2)
    discovery = {
        "event": {
            "header": EVENT["event"]["header"] | {"namespace": "Alexa.Discovery", "name": "Discover.Response"},
            "payload": DISCOVERY,
        }
    }
    answers = [mutated(random.choice((EVENT, discovery)), random) for _time in range(100)]
    deploy_home(session, account, answering([discovery, *answers]))
    home = SmartHome(session, "inkwell-home", skill_id=HOME_SKILL)
    assert home.discover().problems == ()
    for _time in range(100):
        step = random.choice((home.discover, lambda: home.turn_on("lamp"), lambda: home.report_state("lamp")))
        assert step().problems or home.app() is not None


EVENT: dict[str, Any] = {
    "event": {
        "header": {
            "namespace": "Alexa",
            "name": "Response",
            "messageId": "a-1",
            "correlationToken": "t",
            "payloadVersion": "3",
        },
        "endpoint": {"endpointId": "lamp"},
        "payload": {},
    },
    "context": {
        "properties": [
            {
                "namespace": "Alexa.PowerController",
                "name": "powerState",
                "value": "ON",
                "timeOfSample": "2026-11-22T10:00:00Z",
                "uncertaintyInMilliseconds": 0,
            },
            {
                "namespace": "Alexa.TemperatureSensor",
                "name": "temperature",
                "value": {"value": 20, "scale": "CELSIUS"},
                "timeOfSample": "2026-11-22T10:00:00.5Z",
                "uncertaintyInMilliseconds": 0,
            },
        ]
    },
}
DISCOVERY = {
    "endpoints": [
        {
            "endpointId": "lamp",
            "manufacturerName": "Inkwell",
            "friendlyName": "Lamp",
            "description": "A lamp",
            "displayCategories": ["LIGHT"],
            "cookie": {"a": "b"},
            "capabilities": [
                {"type": "AlexaInterface", "interface": "Alexa", "version": "3"},
                {
                    "type": "AlexaInterface",
                    "interface": "Alexa.PowerController",
                    "version": "3",
                    "properties": {
                        "supported": [{"name": "powerState"}],
                        "retrievable": True,
                        "proactivelyReported": False,
                    },
                },
            ],
        }
    ]
}


@pytest.mark.parametrize("seed", range(10))
def test_any_answer_of_a_smart_home_is_read_or_told(seed: int) -> None:
    random, told = Random(seed), 0
    directive = directives.for_endpoint("Alexa.PowerController", "TurnOn", "lamp", "t", {}, {})["directive"]
    directive["header"]["correlationToken"] = "t"
    for _time in range(100):
        found = Findings()
        event = read_event(mutated(EVENT, random), directive, set(), NOW, found)
        assert event is not None or found.problems
        told += bool(found.problems)
        devices = read_discovery(mutated(DISCOVERY, random), Findings())
        assert all(item.friendly_name for item in devices.values())
    assert told > 50
    sound = Findings()
    assert read_event(EVENT, directive, set(), NOW, sound) and read_discovery(DISCOVERY, sound)
    assert sound.problems == []


@pytest.mark.parametrize("seed", range(5))
def test_any_sentence_is_understood_or_not(seed: int) -> None:
    random, loaded = Random(seed), InteractionModel.load(model())
    known = Vocabulary(loaded, lambda: date(2026, 11, 23))
    vocabulary = (
        "print",
        "photos",
        "one",
        "hundred",
        "and",
        "thousand",
        "of",
        "december",
        "big",
        "9" * 30,
        "é",
        "''",
        "first",
    )
    vocabulary += (
        "find",
        "next",
        "the",
        "2026",
        "oh",
        "-",
        "\u0663",
        "½",
        "where",
        "order",
        "is",
        "for",
        "million",
        "{size}",
    )
    for _time in range(200):
        words = words_of(" ".join(random.choice(vocabulary) for _word in range(random.randint(0, 12))))
        match = match_intents(loaded, words, known)
        assert match is None or match.intent in loaded.intents
        for said in (number(words), ordinal(words), four_digits(words), spoken_date(words, date(2028, 2, 29))):
            assert said is None or json.dumps(said)
