"""A skill's interaction model: what it can be asked, in the JSON that the Alexa console builds.

https://developer.amazon.com/en-US/docs/alexa/smapi/interaction-model-schema.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from lambda_workshop.simulators.alexa.model_checks import check_model
from lambda_workshop.simulators.alexa.samples import Token, tokens_of


class ModelRefused(Exception):
    """The Alexa console would not build this model; `problems` has each reason in a sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("The interaction model would not build:\n" + "\n".join(f"- {text}" for text in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Slot:
    """One slot of an intent, with the samples that may answer the question for it."""

    name: str
    type: str
    samples: tuple[tuple[Token, ...], ...] = ()


@dataclass(frozen=True)
class Intent:
    """One intent. A built-in one starts with `AMAZON.` and needs no samples."""

    name: str
    slots: Mapping[str, Slot]
    samples: tuple[tuple[Token, ...], ...]


@dataclass(frozen=True)
class TypeValue:
    """A value of a custom slot type; `id` is empty when the model gives none."""

    name: str
    id: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class Validation:
    """A rule that a slot's value must meet, and the prompt that asks again."""

    type: str
    prompt: str
    values: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True)
class DialogSlot:
    """What the dialog model asks about one slot. Prompts are ids."""

    name: str
    elicitation: str = ""
    confirmation: str = ""
    validations: tuple[Validation, ...] = ()


@dataclass(frozen=True)
class DialogIntent:
    """The dialog model of one intent. `auto` is auto delegation; `confirmation` a prompt's id, or empty."""

    name: str
    auto: bool
    confirmation: str
    slots: tuple[DialogSlot, ...]


@dataclass(frozen=True)
class InteractionModel:
    """A model that the console would build. `warnings` are what it builds and certification would not pass."""

    invocation_name: str
    intents: Mapping[str, Intent]
    types: Mapping[str, tuple[TypeValue, ...]]
    dialog: Mapping[str, DialogIntent] = field(default_factory=dict)
    prompts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @classmethod
    def load(cls, source: Mapping[str, Any] | str | Path) -> Self:
        """The model from its JSON: as data, as text or as a file.

        Raises:
            ModelRefused: the console would not build it; all reasons are in the message.
        """
        document: Any = source
        if isinstance(source, Path):
            document = source.read_text(encoding="utf-8")
        if isinstance(document, str):
            try:
                document = json.loads(document)
            except ValueError as error:
                raise ModelRefused([f"it is not JSON: {error}"]) from error
        found = check_model(document)
        if found.problems:
            raise ModelRefused(found.problems)
        model = document["interactionModel"]
        language = model["languageModel"]
        dialog = model.get("dialog") or {}
        return cls(
            invocation_name=" ".join(language["invocationName"].split()),
            intents={item["name"]: _intent(item) for item in language["intents"]},
            types={item["name"]: tuple(map(_value, item.get("values") or ())) for item in language.get("types") or ()},
            dialog={
                item["name"]: _dialog(item, str(dialog.get("delegationStrategy", "")))
                for item in dialog.get("intents") or ()
            },
            prompts={
                item["id"]: tuple(str(variation["value"]) for variation in item["variations"])
                for item in model.get("prompts") or ()
            },
            warnings=tuple(found.remarks),
        )


def _intent(item: Mapping[str, Any]) -> Intent:
    slots = {
        slot["name"]: Slot(slot["name"], slot["type"], tuple(map(tokens_of, slot.get("samples") or ())))
        for slot in item.get("slots") or ()
    }
    return Intent(item["name"], slots, tuple(map(tokens_of, item.get("samples") or ())))


def _value(item: Mapping[str, Any]) -> TypeValue:
    name = item["name"]
    return TypeValue(str(name["value"]), str(item.get("id") or ""), tuple(map(str, name.get("synonyms") or ())))


def _dialog(item: Mapping[str, Any], overall: str) -> DialogIntent:
    prompts = item.get("prompts") or {}
    return DialogIntent(
        name=item["name"],
        auto=(item.get("delegationStrategy") or overall) == "ALWAYS",
        confirmation=prompts.get("confirmation", "") if item.get("confirmationRequired") else "",
        slots=tuple(_dialog_slot(slot) for slot in item.get("slots") or ()),
    )


def _dialog_slot(item: Mapping[str, Any]) -> DialogSlot:
    prompts = item.get("prompts") or {}
    return DialogSlot(
        name=item["name"],
        elicitation=prompts.get("elicitation", "") if item.get("elicitationRequired") else "",
        confirmation=prompts.get("confirmation", "") if item.get("confirmationRequired") else "",
        validations=tuple(
            Validation(
                rule["type"],
                str(rule.get("prompt", "")),
                tuple(str(value) for value in rule.get("values") or ()),
                str(rule.get("value", "")),
            )
            for rule in item.get("validations") or ()
        ),
    )
