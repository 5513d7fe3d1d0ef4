"""What the Alexa console refuses when it builds an interaction model, in words.

https://developer.amazon.com/en-US/docs/alexa/smapi/interaction-model-schema.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/create-intents-utterances-and-slots.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/choose-the-invocation-name-for-a-custom-skill.html
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from lambda_workshop.simulators.alexa.built_in import (
    FALLBACK,
    LISTS,
    NOT_UNDERSTOOD,
    OTHER_INTENTS,
    SEARCH_QUERY,
    UNDERSTOOD,
    UTTERANCES,
)
from lambda_workshop.simulators.alexa.dialog_checks import check_dialog
from lambda_workshop.simulators.alexa.samples import slots_in, tokens_of
from lambda_workshop.simulators.problems import Findings, kind, nearest

_NAME = re.compile(r"[A-Za-z][A-Za-z_]*")
_INVOCATION = re.compile(r"[a-z][a-z.' ]*")
_SAMPLE = re.compile(r"[\w\s.'\u2019{}-]+")
_WAKE_WORDS = frozenset({"alexa", "amazon", "echo", "skill", "app"})
_LAUNCH_WORDS = frozenset({"launch", "ask", "tell", "load", "begin", "enable", "open", "start"})
_SMALL_WORDS = frozenset({"a", "an", "the", "for", "to", "of", "about", "up", "by", "at", "off", "with"})
_REQUIRED = ("AMAZON.CancelIntent", "AMAZON.HelpIntent", "AMAZON.StopIntent")
_BUILT_IN_TYPES = UNDERSTOOD | NOT_UNDERSTOOD | LISTS


def check_model(document: Any) -> Findings:
    """What the console would refuse (`problems`) and what certification would (`remarks`)."""
    found = Findings()
    model = document.get("interactionModel") if isinstance(document, dict) else None
    language = model.get("languageModel") if isinstance(model, dict) else None
    if not isinstance(model, dict) or not isinstance(language, dict):
        found.problem(
            "the JSON needs `interactionModel` with `languageModel` in it (error code InvalidModelDefinitionSchema)"
        )
        return found
    _check_invocation_name(language.get("invocationName"), found)
    types = _check_types(language.get("types"), found)
    intents = _check_intents(language.get("intents"), types, found)
    _check_samples(intents, found)
    if not found.problems:
        check_dialog(model, intents, found)
    return found


def _check_invocation_name(name: Any, found: Findings) -> None:
    if not isinstance(name, str) or not name.strip():
        found.problem("`languageModel.invocationName` is missing")
        return
    if not _INVOCATION.fullmatch(name) or not 2 <= len(name) <= 50:
        found.problem(
            f"the invocation name `{name}` may have 2 to 50 lower-case letters, spaces, apostrophes and full stops "
            "(a number is written as a word)"
        )
        return
    words = name.split()
    if forbidden := [word for word in words if word in _WAKE_WORDS | _LAUNCH_WORDS]:
        found.problem(f"the invocation name `{name}` contains `{forbidden[0]}`, which Alexa itself listens for")
    if len(words) == 2 and (small := [word for word in words if word in _SMALL_WORDS]):
        found.problem(f"an invocation name of two words may not have the small word `{small[0]}`: `{name}`")
    if len(words) == 1:
        found.remark(f"`{name}` is one word: Amazon certifies that only for a brand of your own")


def _check_types(types: Any, found: Findings) -> dict[str, Mapping[str, Any]]:
    named: dict[str, Mapping[str, Any]] = {}
    for item in _objects(types, "languageModel.types", found):
        name = item.get("name")
        if not isinstance(name, str) or not (_NAME.fullmatch(name) or name in _BUILT_IN_TYPES):
            found.problem(
                f"slot type name `{name}` is invalid: a custom slot type begins with a letter and has only letters "
                "and underscores (error code InvalidSlotTypeName)"
            )
            continue
        if name in named:
            found.problem(f"the slot type `{name}` is there twice")
        named[name] = item
        seen: set[str] = set()
        values = list(_objects(item.get("values"), f"the values of slot type `{name}`", found))
        if not values and "valueSupplier" not in item:
            found.problem(f"the slot type `{name}` has no values")
        for value in values:
            _check_value(value, name, seen, found)
    return named


def _check_value(value: Mapping[str, Any], name: str, seen: set[str], found: Findings) -> None:
    told = value.get("name")
    text = told.get("value") if isinstance(told, dict) else None
    if not isinstance(text, str) or not text.strip():
        found.problem(f'a value of slot type `{name}` is not of the form {{"name": {{"value": "..."}}}}')
        return
    synonyms = told.get("synonyms", []) if isinstance(told, dict) else []
    if not isinstance(synonyms, list) or not all(isinstance(item, str) and item.strip() for item in synonyms):
        found.problem(f"the synonyms of `{text}` in slot type `{name}` are not a list of texts")
    if text.lower() in seen:
        found.problem(f"the value `{text}` is twice in slot type `{name}`")
    seen.add(text.lower())


def _check_intents(
    intents: Any, types: Mapping[str, Mapping[str, Any]], found: Findings
) -> dict[str, Mapping[str, Any]]:
    named: dict[str, Mapping[str, Any]] = {}
    for item in _objects(intents, "languageModel.intents", found):
        name = item.get("name")
        if not isinstance(name, str):
            found.problem("an intent has no `name`")
            continue
        if any(name.lower() == other.lower() for other in named):
            found.problem(f"the intent `{name}` is there twice")
        named[name] = item
        _check_intent_name(name, found)
        _check_slots(name, item, types, found)
        samples = item.get("samples", [])
        if not isinstance(samples, list) or not all(isinstance(sample, str) for sample in samples):
            found.problem(f"`samples` of intent `{name}` is {kind(samples)}, not a list of texts")
    custom = [name for name in named if not name.startswith("AMAZON.")]
    if not custom:
        found.problem("the model has no intent of its own: it needs at least one with sample utterances")
    for name in _REQUIRED:
        if name not in named:
            found.remark(f"the model has no `{name}`, which Amazon's certification wants")
    slots = {str(slot.get("name")) for item in named.values() for slot in _quiet(item.get("slots"))}
    for name in sorted(slots & named.keys()):
        found.problem(f"`{name}` is the name of an intent and of a slot")
    return named


def _check_intent_name(name: str, found: Findings) -> None:
    if name.startswith("AMAZON."):
        if name not in UTTERANCES and name not in OTHER_INTENTS:
            known = nearest(name, [*UTTERANCES, *OTHER_INTENTS])
            found.problem(f"`{name}` is not a built-in intent of Alexa{known}")
    elif not re.fullmatch(r"[A-Za-z][A-Za-z_.]*", name):
        found.problem(
            f"intent name `{name}` is invalid: it begins with a letter and has only letters, underscores and full stops"
        )


def _check_slots(intent: str, item: Mapping[str, Any], types: Mapping[str, Any], found: Findings) -> None:
    seen: set[str] = set()
    for slot in _objects(item.get("slots"), f"`slots` of intent `{intent}`", found):
        name, slot_type = slot.get("name"), slot.get("type")
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            found.problem(
                f"slot name `{name}` of intent `{intent}` is invalid: it begins with a letter and has only letters "
                "and underscores"
            )
            continue
        if name in seen:
            found.problem(f"the slot `{name}` is twice in intent `{intent}`")
        seen.add(name)
        samples = slot.get("samples", [])
        if not isinstance(samples, list) or not all(isinstance(sample, str) for sample in samples):
            found.problem(f"`samples` of slot `{name}` of intent `{intent}` is {kind(samples)}, not a list of texts")
        if not isinstance(slot_type, str) or (slot_type not in types and slot_type not in _BUILT_IN_TYPES):
            known = nearest(slot_type, [*types, *_BUILT_IN_TYPES])
            found.problem(f"slot `{name}` of intent `{intent}` has type `{slot_type}`, which is not defined{known}")
        elif slot_type in NOT_UNDERSTOOD:
            found.remark(f"the simulator has no grammar for `{slot_type}`: slot `{name}` takes what is said")


def _check_samples(intents: Mapping[str, Mapping[str, Any]], found: Findings) -> None:
    owners: dict[tuple[str, ...], str] = {}
    for name, item in intents.items():
        samples = _texts(item.get("samples"))
        slots = {str(slot.get("name")): str(slot.get("type")) for slot in _quiet(item.get("slots"))}
        if name == FALLBACK and samples:
            found.problem(f"`{FALLBACK}` takes no sample utterances")
        if not samples and not name.startswith("AMAZON."):
            found.problem(f"intent `{name}` has no sample utterance")
        for sample in samples:
            _check_sample(sample, f"intent `{name}`", slots, found)
            _check_phrase_slots(sample, name, slots, found)
            key = tuple(f"{{{slots.get(token.text)}}}" if token.slot else token.text for token in tokens_of(sample))
            if key in owners:
                found.remark(f"sample `{sample}` of intent `{name}` is also one of intent `{owners[key]}`")
            owners[key] = name
        for slot in _quiet(item.get("slots")):
            for sample in _texts(slot.get("samples")):
                _check_sample(sample, f"slot `{slot.get('name')}` of intent `{name}`", slots, found)


def _check_sample(sample: str, where: str, slots: Mapping[str, str], found: Findings) -> None:
    if not tokens_of(sample):
        found.problem(f"a sample of {where} is empty")
        return
    if sample.count("{") != sample.count("}") or "{" in re.sub(r"\{[^{}]*\}", "", sample):
        found.problem(f"sample `{sample}` of {where} has a brace too many or too few")
        return
    if not _SAMPLE.fullmatch(sample):
        bad = next(letter for letter in sample if not _SAMPLE.fullmatch(letter))
        found.problem(
            f"sample `{sample}` of {where} has `{bad}`: letters, digits, spaces, apostrophes, hyphens, full stops, "
            "underscores and slots in braces are allowed"
        )
    used = slots_in(sample)
    for slot in used:
        if slot not in slots:
            hint = nearest(slot, slots)
            found.problem(f"sample `{sample}` of {where} uses the slot `{slot}`, which the intent has not{hint}")
    for slot, times in Counter(used).items():
        if times > 1:
            found.problem(f"sample `{sample}` of {where} uses the slot `{slot}` {times} times")


def _check_phrase_slots(sample: str, name: str, slots: Mapping[str, str], found: Findings) -> None:
    used = slots_in(sample)
    if not any(slots.get(slot) == SEARCH_QUERY for slot in used):
        return
    if all(token.slot for token in tokens_of(sample)):
        found.problem(
            f'sample utterance "{sample}" in intent "{name}" must include a carrier phrase: one with '
            f"{SEARCH_QUERY} cannot consist of only slots"
        )
    if len(used) > 1:
        found.problem(
            f'sample utterance "{sample}" in intent "{name}" has a second slot beside the one of type {SEARCH_QUERY}'
        )


def _objects(value: Any, where: str, found: Findings) -> Iterator[Mapping[str, Any]]:
    if value is None:
        return
    if not isinstance(value, list):
        found.problem(f"{where}: a list was expected, and this is {kind(value)} (InvalidModelDefinitionSchema)")
        return
    for item in value:
        if isinstance(item, dict):
            yield item
        else:
            found.problem(f"{where}: {kind(item)} stands where an object was expected (InvalidModelDefinitionSchema)")


def _quiet(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list whose faults were told already."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
