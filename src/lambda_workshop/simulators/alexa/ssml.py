"""SSML as Alexa speaks it: whether it is well-formed, and the words in it.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/speech-synthesis-markup-language-ssml-reference.html
"""

from __future__ import annotations

import re
from xml.etree import ElementTree

TAGS = frozenset(
    {
        "alexa:name",
        "amazon:domain",
        "amazon:effect",
        "amazon:emotion",
        "audio",
        "break",
        "emphasis",
        "lang",
        "p",
        "phoneme",
        "prosody",
        "s",
        "say-as",
        "speak",
        "sub",
        "voice",
        "w",
    }
)
_PREFIXES = {"amazon": "urn:amazon", "alexa": "urn:alexa"}


def problem_of(ssml: str) -> str:
    """Why Alexa would not speak this, in words; empty when it would."""
    try:
        root = _parsed(ssml)
    except ElementTree.ParseError as error:
        return f"it is not well-formed XML ({error}); write `&amp;` for `&` and `&lt;` for `<`"
    if root is None:
        return "it may not have a document type, a processing instruction or half a character"
    if _name(root) != "speak":
        return f"it must begin with `<speak>`, and it begins with `<{_name(root)}>`"
    for element in root.iter():
        if _name(element) not in TAGS:
            return f"Alexa does not know the tag `<{_name(element)}>`"
    return ""


def spoken(ssml: str) -> str:
    """The words of well-formed SSML on one line; of anything else, the text as it is."""
    try:
        root = _parsed(ssml)
    except ElementTree.ParseError:
        return ssml
    return ssml if root is None else " ".join("".join(root.itertext()).split())


def _parsed(ssml: str) -> ElementTree.Element | None:
    """The root element; None where there could be entities of its own, or where characters are no characters."""
    if "<!" in ssml or "<?" in ssml:
        return None
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _PREFIXES.items())
    if not _writable(ssml):
        return None
    # Alexa's prefixes are not declared in a skill's answer, and XML wants them to be.
    text = re.sub(r"^\s*<([\w-]+)", rf"<\1 {declared}", ssml, count=1)
    return ElementTree.fromstring(text)


def _writable(text: str) -> bool:
    """Whether the text can be written in UTF-8: JSON lets half a surrogate pair pass."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _name(element: ElementTree.Element) -> str:
    for prefix, uri in _PREFIXES.items():
        if element.tag.startswith(f"{{{uri}}}"):
            return f"{prefix}:{element.tag.rpartition('}')[2]}"
    return element.tag.rpartition("}")[2]
