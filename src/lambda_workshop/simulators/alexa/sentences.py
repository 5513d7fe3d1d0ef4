"""What is said to the device before it is said to the skill: the wake word, and the phrase that names the skill.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/understanding-how-users-invoke-custom-skills.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lambda_workshop.simulators.alexa.words import words_of

WAKE_WORDS = frozenset({"alexa", "amazon", "echo", "computer", "ziggy"})
_OPENERS = (
    ("talk", "to"),
    ("speak", "to"),
    *((word,) for word in ("open", "start", "launch", "begin", "run", "load", "play", "resume", "use", "do", "enable")),
)
_ASKERS = (("ask",), ("tell",), ("search",), *_OPENERS)
_CONNECTORS = (
    ("and",),
    ("to",),
    ("for",),
    ("about",),
    ("that",),
    ("if",),
    ("whether",),
    ("and", "ask"),
    ("and", "tell"),
)
_TRAILERS = frozenset({"from", "in", "using", "with", "on", "through", "by"})
_POLITE = frozenset({"please"})


@dataclass(frozen=True)
class Said:
    """A sentence as the device hears it.

    `woke`: it began with the wake word. `words`: all that came after. `names_skill`: it names the skill. `readings`:
    what is left for the skill then, as word lists in the order in which they are to be tried; an empty one means
    "open the skill".
    """

    woke: bool
    words: tuple[str, ...]
    names_skill: bool
    readings: tuple[tuple[str, ...], ...]


def hear(sentence: str, invocation_name: str) -> Said:
    """Split a sentence into what the device takes and what the skill gets."""
    words = words_of(sentence)
    woke = bool(words) and words[0] in WAKE_WORDS
    words = words[1:] if woke else words
    name = words_of(invocation_name)
    plain = [word for index, word in enumerate(words) if word not in _POLITE or 0 < index < len(words) - 1]
    readings = _readings(plain, name)
    return Said(woke, tuple(words), bool(readings), readings)


def _readings(words: Sequence[str], name: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """What may be left for the skill when the sentence names it; empty when it does not."""
    if list(words) == list(name):
        return ((),)
    for asker in _ASKERS:
        start = len(asker)
        if tuple(words[:start]) != asker:
            continue
        if (
            words[start : start + 1]
            and words[start] in ("my", "the")
            and words[start : start + len(name)] != list(name)
        ):
            start += 1
        if list(words[start : start + len(name)]) != list(name):
            continue
        rest = tuple(words[start + len(name) :])
        if not rest:
            return ((),)
        cut = [rest[len(link) :] for link in _CONNECTORS if rest[: len(link)] == link and len(rest) > len(link)]
        return (rest, *cut)
    before, last = words[: -len(name)], list(words[-len(name) :])
    if last == list(name) and len(before) > 1 and before[-1] in _TRAILERS:
        return (tuple(before[:-1]),)
    return ()
