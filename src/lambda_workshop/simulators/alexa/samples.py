"""Sample utterances: words and slots, as in `where is order {number}`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lambda_workshop.simulators.alexa.words import words_of

_PART = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Token:
    """One word that must be said, or one slot (then `text` is its name)."""

    text: str
    slot: bool = False


def tokens_of(sample: str) -> tuple[Token, ...]:
    """The words and slots of a sample, in order."""
    tokens: list[Token] = []
    at = 0
    for found in _PART.finditer(sample):
        tokens += [Token(word) for word in words_of(sample[at : found.start()])]
        tokens.append(Token(found[1].strip(), slot=True))
        at = found.end()
    return (*tokens, *(Token(word) for word in words_of(sample[at:])))


def slots_in(sample: str) -> list[str]:
    """The names of the slots that a sample uses, in order."""
    return [found[1].strip() for found in _PART.finditer(sample)]
