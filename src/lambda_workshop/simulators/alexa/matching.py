"""Which intent a sentence means: samples are compared word by word, and slots take what lies between.

Amazon's own understanding is statistical and forgives other words. Here a sentence must be one of the samples, with
the slots filled; among those that fit, the one with most words of its own wins, then the one whose slots know their
values.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lambda_workshop.simulators.alexa.built_in import UTTERANCES
from lambda_workshop.simulators.alexa.interaction_model import Intent, InteractionModel
from lambda_workshop.simulators.alexa.samples import Token
from lambda_workshop.simulators.alexa.slot_values import Heard, Vocabulary
from lambda_workshop.simulators.alexa.words import words_of

MOST_WORDS = 60
"""Longer sentences are not understood: nobody says them in one breath."""

_SAID, _KNOWN, _GUESSED, _ANYTHING = 100, 60, 20, 10


@dataclass(frozen=True)
class Match:
    """An intent with what was heard for its slots. `score` orders the matches of one sentence."""

    intent: str
    heard: Mapping[str, Heard] = field(default_factory=dict)
    score: int = 0

    @property
    def sure(self) -> bool:
        """Whether every word is one of the sample's or in a slot's vocabulary."""
        return all(heard.known for heard in self.heard.values())


def fit(tokens: Sequence[Token], words: Sequence[str], types: Mapping[str, str], known: Vocabulary) -> Match | None:
    """The best way to read the words as these tokens; None when there is none. The match names no intent."""

    @functools.cache
    def best(token: int, word: int) -> tuple[int, tuple[tuple[str, Heard], ...]] | None:
        if token == len(tokens):
            return (0, ()) if word == len(words) else None
        here = tokens[token]
        if not here.slot:
            if word < len(words) and words[word] == here.text:
                rest = best(token + 1, word + 1)
                return (rest[0] + _SAID, rest[1]) if rest else None
            return None
        found: tuple[int, tuple[tuple[str, Heard], ...]] | None = None
        # Every token after this one takes a word at least.
        for end in range(word + 1, len(words) - (len(tokens) - token - 1) + 1):
            heard = known.hear(types[here.text], words[word:end])
            rest = best(token + 1, end) if heard else None
            if heard and rest:
                score = rest[0] + _worth(heard, end - word)
                if found is None or score > found[0]:
                    found = (score, ((here.text, heard), *rest[1]))
        return found

    if not tokens or len(words) > MOST_WORDS:
        return None
    result = best(0, 0)
    return Match("", dict(result[1]), result[0]) if result else None


def _worth(heard: Heard, words: int) -> int:
    if heard.known:
        return _KNOWN * words
    return (_GUESSED if heard.resolved else _ANYTHING) - words


def match_intents(
    model: InteractionModel, words: Sequence[str], known: Vocabulary, *, only: Iterable[str] = ()
) -> Match | None:
    """The intent that fits best, the first in the model's order among equals; None when none fits."""
    found: Match | None = None
    wanted = frozenset(only)
    for intent in model.intents.values():
        if wanted and intent.name not in wanted:
            continue
        match = _match_intent(intent, words, known)
        if match and (found is None or match.score > found.score):
            found = match
    return found


def _match_intent(intent: Intent, words: Sequence[str], known: Vocabulary) -> Match | None:
    types = {slot.name: slot.type for slot in intent.slots.values()}
    found: Match | None = None
    own = [tuple(Token(word) for word in words_of(text)) for text in UTTERANCES.get(intent.name, ())]
    for sample in [*intent.samples, *own]:
        match = fit(sample, words, types, known)
        if match and (found is None or match.score > found.score):
            found = Match(intent.name, match.heard, match.score)
    return found


def says(words: Sequence[str], intent: str) -> bool:
    """Whether the words are what people say for this built-in intent."""
    return " ".join(words) in UTTERANCES[intent]
