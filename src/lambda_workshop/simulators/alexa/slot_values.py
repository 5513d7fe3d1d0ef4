"""What a slot holds once something was said for it, and how Alexa writes it into a request.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/entity-resolution-for-built-in-slot-types.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-types-reference.html#slot-object
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lambda_workshop.simulators.alexa.built_in import DATE, FOUR_DIGITS, NUMBER, ORDINAL, SEARCH_QUERY
from lambda_workshop.simulators.alexa.dates import spoken_date
from lambda_workshop.simulators.alexa.interaction_model import InteractionModel, TypeValue
from lambda_workshop.simulators.alexa.words import four_digits, number, ordinal, words_of

MOST_WORDS = 5
"""A value of a list that is not in the list may have this many words."""


@dataclass(frozen=True)
class Heard:
    """What was understood for a slot.

    `known` says that the words are in the type's vocabulary; `matches` are the type's values that they mean (empty:
    none), and `resolved` whether the type resolves entities at all.
    """

    value: str
    known: bool
    resolved: bool = False
    matches: tuple[TypeValue, ...] = ()


@dataclass(frozen=True)
class SlotState:
    """A slot of an intent in a conversation. `confirmation` is NONE, CONFIRMED or DENIED."""

    name: str
    type: str
    heard: Heard | None = None
    confirmation: str = "NONE"

    def filled(self, heard: Heard) -> SlotState:
        """The slot with a new value, which nobody has confirmed yet."""
        return replace(self, heard=heard, confirmation="NONE")

    def document(self, skill_id: str) -> dict[str, Any]:
        """The slot as a request carries it."""
        slot: dict[str, Any] = {"name": self.name}
        if self.heard is not None:
            value: dict[str, Any] = {"type": "Simple", "value": self.heard.value}
            slot["value"] = self.heard.value
            if self.heard.resolved:
                slot["resolutions"] = value["resolutions"] = _resolutions(self.heard, self.type, skill_id)
        slot["confirmationStatus"] = self.confirmation
        if self.heard is not None:
            slot["source"] = "USER"
            slot["slotValue"] = value
        return slot


def _resolutions(heard: Heard, slot_type: str, skill_id: str) -> dict[str, Any]:
    authority: dict[str, Any] = {
        "authority": f"amzn1.er-authority.echo-sdk.{skill_id}.{slot_type}",
        "status": {"code": "ER_SUCCESS_MATCH" if heard.matches else "ER_SUCCESS_NO_MATCH"},
    }
    if heard.matches:
        authority["values"] = [{"value": {"name": match.name, "id": id_of(match)}} for match in heard.matches]
    return {"resolutionsPerAuthority": [authority]}


def id_of(value: TypeValue) -> str:
    """The value's id; where the model gives none, Alexa sends the MD5 of the value's name."""
    return value.id or hashlib.md5(value.name.encode(), usedforsecurity=False).hexdigest()


class Vocabulary:
    """Understands the words that are said for a slot, by the slot's type."""

    def __init__(self, model: InteractionModel, today: Callable[[], date]) -> None:
        self._today = today
        self._custom = {name: _index(values) for name, values in model.types.items()}

    def hear(self, slot_type: str, words: Sequence[str]) -> Heard | None:
        """What these words are for a slot of this type; None when they cannot be its value."""
        if not words:
            return None
        if slot_type in self._custom:
            return self._custom_value(slot_type, words)
        text = " ".join(words)
        if slot_type == SEARCH_QUERY:
            return Heard(text, known=False)
        grammars: Mapping[str, Callable[[], object]] = {
            NUMBER: lambda: number(words),
            FOUR_DIGITS: lambda: four_digits(words),
            DATE: lambda: spoken_date(words, self._today()),
            ORDINAL: lambda: ordinal(words),
        }
        if slot_type in grammars:
            value = grammars[slot_type]()
            return None if value is None else Heard(str(value), known=True)
        return Heard(text, known=False) if len(words) <= MOST_WORDS else None

    def _custom_value(self, slot_type: str, words: Sequence[str]) -> Heard | None:
        said = " ".join(words)
        matches = self._custom[slot_type].get(said, ())
        if not matches and (digits := number(words)) is not None:
            # A value such as "1234" is typed with digits and said in words.
            matches = self._custom[slot_type].get(str(digits), ())
            said = str(digits)
        if not matches and len(words) > MOST_WORDS:
            return None
        # A model that names its type like one of Amazon's extends it: what is not in the list is Amazon's own value.
        return Heard(said, known=bool(matches), resolved=True, matches=matches)


def _index(values: Sequence[TypeValue]) -> dict[str, tuple[TypeValue, ...]]:
    """The values by what is said for them, in the model's order: a name counts before a synonym."""
    found: dict[str, tuple[TypeValue, ...]] = {}
    names = [(value.name, value) for value in values]
    synonyms = [(synonym, value) for value in values for synonym in value.synonyms]
    for text, value in [*names, *synonyms]:
        key = " ".join(words_of(text))
        if value not in found.get(key, ()):
            found[key] = (*found.get(key, ()), value)
    return found
