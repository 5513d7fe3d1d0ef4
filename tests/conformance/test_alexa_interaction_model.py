"""An interaction model is read as the Alexa console reads it, and refused where the console would not build it.

https://developer.amazon.com/en-US/docs/alexa/smapi/interaction-model-schema.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from inkwell_skill import model

from lambda_workshop.simulators.alexa import InteractionModel, ModelRefused
from lambda_workshop.simulators.alexa.matching import match_intents
from lambda_workshop.simulators.alexa.sentences import hear
from lambda_workshop.simulators.alexa.slot_values import Vocabulary, id_of
from lambda_workshop.simulators.alexa.words import words_of

Change = Callable[[dict[str, Any]], Any]


def intents(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The language model's intents by name."""
    listed = document["interactionModel"]["languageModel"]["intents"]
    return {item["name"]: item for item in listed}


def language(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["interactionModel"]["languageModel"]
    return found


def printing(document: dict[str, Any]) -> dict[str, Any]:
    """The dialog model of the printing intent."""
    found: dict[str, Any] = document["interactionModel"]["dialog"]["intents"][0]
    return found


def test_a_sound_model_is_read_from_data_text_and_file(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model()), encoding="utf-8")
    loaded = [InteractionModel.load(source) for source in (model(), json.dumps(model()), path)]
    assert loaded[0] == loaded[1] == loaded[2]
    assert loaded[0].invocation_name == "inkwell"
    assert loaded[0].intents["OrderStatusIntent"].slots["number"].type == "AMAZON.NUMBER"
    assert any("one word" in text for text in loaded[0].warnings)


REFUSED: list[tuple[str, Change, str]] = [
    ("no language model", lambda d: d["interactionModel"].pop("languageModel"), "InvalidModelDefinitionSchema"),
    ("no invocation name", lambda d: language(d).pop("invocationName"), "`languageModel.invocationName` is missing"),
    ("capitals", lambda d: language(d).update(invocationName="Inkwell"), "lower-case letters"),
    ("a digit", lambda d: language(d).update(invocationName="ink 2"), "lower-case letters"),
    ("a wake word", lambda d: language(d).update(invocationName="alexa prints"), "`alexa`"),
    ("a launch word", lambda d: language(d).update(invocationName="open inkwell"), "`open`"),
    ("a small word", lambda d: language(d).update(invocationName="the inkwell"), "small word `the`"),
    ("intents no list", lambda d: language(d).update(intents={}), "languageModel.intents: a list was expected"),
    ("a digit in an intent", lambda d: intents(d)["FindIntent"].update(name="Find2"), "intent name `Find2` is invalid"),
    ("a twin", lambda d: language(d)["intents"].append(intents(d)["FindIntent"]), "`FindIntent` is there twice"),
    ("unknown built-in", lambda d: intents(d)["AMAZON.HelpIntent"].update(name="AMAZON.HelpMe"), "not a built-in"),
    ("no samples", lambda d: intents(d)["FindIntent"].update(samples=[]), "`FindIntent` has no sample utterance"),
    (
        "an unknown slot",
        lambda d: intents(d)["OrderStatusIntent"]["samples"].append("where is {nummber}"),
        "uses the slot `nummber`, which the intent has not (did you mean `number`?)",
    ),
    (
        "punctuation",
        lambda d: intents(d)["OrderStatusIntent"]["samples"].append("where is my order?"),
        "has `?`",
    ),
    ("an open brace", lambda d: intents(d)["FindIntent"]["samples"].append("find {query"), "a brace too many"),
    ("a phrase alone", lambda d: intents(d)["FindIntent"].update(samples=["{query}"]), "must include a carrier phrase"),
    (
        "an unknown type",
        lambda d: intents(d)["FindIntent"]["slots"][0].update(type="Sizes"),
        "has type `Sizes`, which is not defined (did you mean `Size`?)",
    ),
    ("a bad slot name", lambda d: intents(d)["FindIntent"]["slots"][0].update(name="query1"), "slot name `query1`"),
    ("a bad type name", lambda d: language(d)["types"][0].update(name="Size1"), "InvalidSlotTypeName"),
    ("an empty type", lambda d: language(d)["types"][0].update(values=[]), "`Size` has no values"),
    ("a bad value", lambda d: language(d)["types"][0]["values"].append("tiny"), "a string stands where an object"),
    (
        "a fallback sample",
        lambda d: language(d)["intents"].append({"name": "AMAZON.FallbackIntent", "samples": ["x"]}),
        "takes no sample",
    ),
    ("dialog of nobody", lambda d: printing(d).update(name="NoIntent"), "the intent `NoIntent`, which the language"),
    ("another type", lambda d: printing(d)["slots"][1].update(type="AMAZON.DATE"), "in the dialog model"),
    (
        "a prompt of nobody",
        lambda d: printing(d)["slots"][0]["prompts"].update(elicitation="Elicit.Sise"),
        "`Elicit.Sise`",
    ),
    ("no prompt", lambda d: printing(d)["slots"][0].pop("prompts"), "`prompts.elicitation` is missing"),
    ("a left-out slot", lambda d: printing(d)["slots"].pop(), "leaves out its slot `day`"),
    ("a bad strategy", lambda d: printing(d).update(delegationStrategy="AUTO"), "neither ALWAYS nor SKILL_RESPONSE"),
    ("a bad rule", lambda d: printing(d)["slots"][0]["validations"][0].update(type="isBig"), "validation `isBig`"),
    ("an empty prompt", lambda d: d["interactionModel"]["prompts"][0].update(variations=[]), "has no variations"),
]


@pytest.mark.parametrize(("change", "told"), [item[1:] for item in REFUSED], ids=[item[0] for item in REFUSED])
def test_what_the_console_would_not_build_is_refused_in_words(change: Change, told: str) -> None:
    document = model()
    change(document)
    with pytest.raises(ModelRefused) as refused:
        InteractionModel.load(document)
    assert any(told in problem for problem in refused.value.problems), refused.value.problems


@pytest.mark.parametrize(
    "text", ["{", "[]", "null", '{"interactionModel": 3}', '{"interactionModel": {"languageModel": []}}']
)
def test_a_text_that_is_no_model_is_refused_and_raises_nothing_else(text: str) -> None:
    with pytest.raises(ModelRefused):
        InteractionModel.load(text)


def test_a_model_without_help_stop_and_cancel_builds_with_a_warning() -> None:
    document = model()
    language(document)["intents"] = [item for name, item in intents(document).items() if not name.startswith("AMAZON")]
    warnings = InteractionModel.load(document).warnings
    assert sum("certification wants" in text for text in warnings) == 3


def understood(sentence: str) -> tuple[str, dict[str, str]]:
    """The intent of a sentence in a session, and its slots' values."""
    loaded = InteractionModel.load(model())
    match = match_intents(loaded, words_of(sentence), Vocabulary(loaded, lambda: date(2026, 11, 23)))
    return (match.intent, {name: heard.value for name, heard in match.heard.items()}) if match else ("", {})


@pytest.mark.parametrize(
    ("sentence", "intent", "slots"),
    [
        ("where order one two three is", "OrderStatusIntent", {"number": "123"}),
        ("Where is order 4711?", "OrderStatusIntent", {"number": "4711"}),
        ("where my order is", "OrderStatusIntent", {}),
        ("print twelve big photos", "PrintIntent", {"copies": "12", "size": "big"}),
        (
            "print 20 four by six photos for tomorrow",
            "PrintIntent",
            {"copies": "20", "size": "four by six", "day": "2026-11-24"},
        ),
        ("print two gigantic photos", "PrintIntent", {"copies": "2", "size": "gigantic"}),
        ("find photos of my two cats in june", "FindIntent", {"query": "my two cats in june"}),
        ("can you help me", "AMAZON.HelpIntent", {}),
        ("never mind", "AMAZON.CancelIntent", {}),
        ("yes please", "AMAZON.YesIntent", {}),
        ("print some photos", "", {}),
        ("where is order blue", "", {}),
    ],
)
def test_a_sentence_means_the_intent_whose_sample_it_is(sentence: str, intent: str, slots: dict[str, str]) -> None:
    assert understood(sentence) == (intent, slots)


def test_a_hundred_words_are_answered_at_once() -> None:
    assert understood("print " + "very " * 100 + "big photos") == ("", {})


@pytest.mark.parametrize(
    ("sentence", "readings"),
    [
        ("alexa, open inkwell", [""]),
        ("start inkwell please", [""]),
        ("Inkwell", [""]),
        ("alexa talk to inkwell", [""]),
        ("alexa, ask inkwell where my order is", ["where my order is"]),
        ("alexa, tell inkwell to print my photos", ["to print my photos", "print my photos"]),
        ("alexa, open inkwell and print my photos", ["and print my photos", "print my photos"]),
        ("alexa, where my order is using inkwell", ["where my order is"]),
        ("alexa, what time is it", []),
        ("open the inkwell", [""]),
    ],
)
def test_the_device_takes_its_own_words_off_a_sentence(sentence: str, readings: list[str]) -> None:
    assert [" ".join(words) for words in hear(sentence, "inkwell").readings] == readings


def test_synonyms_mean_their_value_and_a_value_without_id_gets_the_md5_of_its_name() -> None:
    loaded = InteractionModel.load(model())
    known = Vocabulary(loaded, lambda: date(2026, 11, 23))
    little, poster, giant = (known.hear("Size", words_of(said)) for said in ("little", "poster", "giant"))
    assert little and poster and giant
    assert [id_of(match) for match in little.matches] == ["S"]
    assert [id_of(match) for match in poster.matches] == ["afacdb0a401ccdf6b48551bbc00e8a74"]
    assert giant.resolved and not giant.matches
