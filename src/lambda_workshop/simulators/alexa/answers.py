"""What a skill may answer, and what Alexa says about an answer that is wrong.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-and-response-json-reference.html#response-format
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ask_sdk_model.response_envelope import ResponseEnvelope

from lambda_workshop.simulators.alexa.shapes import check_shape, deserialised
from lambda_workshop.simulators.alexa.ssml import problem_of, spoken
from lambda_workshop.simulators.problems import Findings, kind

MOST_BYTES = 120 * 1024
"""The whole answer."""
MOST_SPOKEN = 8000
"""Characters of outputSpeech, of a reprompt, and of a card's texts together."""
MOST_URL = 2000
"""Characters of an image's address."""
DIALOG_DIRECTIVES = frozenset({"Dialog.Delegate", "Dialog.ElicitSlot", "Dialog.ConfirmSlot", "Dialog.ConfirmIntent"})
_IGNORED = "so it is ignored"


@dataclass(frozen=True)
class Answer:
    """A skill's answer, read.

    `refused` has why Alexa does not accept it (then nothing is spoken and the session ends), `ignored` what Alexa
    passes over, `remarks` what works and is still unwise. `should_end` is None when the answer leaves it open.
    """

    speech: str = ""
    reprompt: str = ""
    should_end: bool | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    dialog: Mapping[str, Any] | None = None
    card: Mapping[str, Any] | None = None
    refused: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def read_answer(value: Any, size: int) -> Answer:
    """Judge and read what the function returned. `size` is the answer's length in bytes."""
    found = Findings()
    if not isinstance(value, dict):
        return Answer(refused=(f"the answer is {kind(value)}, and Alexa expects an object with `version`, `response`",))
    if size > MOST_BYTES:
        found.problem(f"the answer has {size:,} bytes, and Alexa takes {MOST_BYTES:,} (120 KB)")
    if value.get("version") != "1.0":
        found.problem(f'`version` is {value.get("version")!r}, and Alexa expects "1.0"')
    response = value.get("response")
    if not isinstance(response, dict):
        found.problem(f"`response` is {'missing' if response is None else kind(response)}, and Alexa needs it")
        response = {}
    check_shape(value, "ask_sdk_model.response_envelope.ResponseEnvelope", "answer", found)
    if not found.problems and (why := deserialised(value, ResponseEnvelope)):
        found.problem(f"ask-sdk-model cannot read the answer: {why}")
    speech = _speech(response.get("outputSpeech"), "outputSpeech", found)
    reprompt = response.get("reprompt")
    again = _speech(reprompt.get("outputSpeech"), "reprompt.outputSpeech", found) if isinstance(reprompt, dict) else ""
    if isinstance(reprompt, dict) and "outputSpeech" not in reprompt:
        found.problem("`reprompt` has no `outputSpeech`")
    card = response.get("card")
    if isinstance(card, dict):
        _check_card(card, found)
    dialog = _dialog_directive(response.get("directives"), found)
    end = response.get("shouldEndSession")
    if again and end is not False:
        told = "is true" if end else "is missing"
        found.remark(f"`shouldEndSession` {told}, so nobody is asked again: the reprompt is never spoken")
    attributes = value.get("sessionAttributes")
    return Answer(
        speech=speech,
        reprompt=again,
        should_end=end if isinstance(end, bool) else None,
        attributes=attributes if isinstance(attributes, dict) else {},
        dialog=dialog,
        card=card if isinstance(card, dict) else None,
        refused=tuple(text for text in found.problems if _IGNORED not in text),
        ignored=tuple(text for text in found.problems if _IGNORED in text),
        remarks=tuple(found.remarks),
    )


def _speech(told: Any, path: str, found: Findings) -> str:
    """The words of an outputSpeech object whose shape was checked already."""
    if not isinstance(told, dict):
        return ""
    key = {"PlainText": "text", "SSML": "ssml"}.get(str(told.get("type")))
    if key is None:
        return ""
    text = told.get(key)
    if not isinstance(text, str):
        if text is None:
            found.problem(f"`response.{path}` of type {told['type']} has no `{key}`")
        return ""
    if len(text) > MOST_SPOKEN:
        found.problem(f"`response.{path}.{key}` has {len(text):,} characters, and Alexa speaks {MOST_SPOKEN:,}")
    if key == "text":
        return " ".join(text.split())
    if why := problem_of(text):
        found.problem(f"`response.{path}.ssml` is no SSML: {why}")
    return spoken(text)


def _check_card(card: Mapping[str, Any], found: Findings) -> None:
    texts = [card.get(key) for key in ("title", "content", "text")]
    length = sum(len(text) for text in texts if isinstance(text, str))
    if length > MOST_SPOKEN:
        found.problem(f"the texts of `response.card` have {length:,} characters, and Alexa takes {MOST_SPOKEN:,}")
    needed = {"Simple": "content", "Standard": "text"}.get(str(card.get("type")))
    if needed and not card.get(needed):
        found.problem(f"`response.card` of type {card['type']} has no `{needed}`")
    image = card.get("image")
    for key, address in image.items() if isinstance(image, dict) else ():
        if isinstance(address, str) and not address.startswith("https://"):
            found.problem(f"`response.card.image.{key}` is not an https address")
        if isinstance(address, str) and len(address) > MOST_URL:
            found.problem(f"`response.card.image.{key}` has {len(address):,} characters, and Alexa takes {MOST_URL:,}")


def _dialog_directive(directives: Any, found: Findings) -> Mapping[str, Any] | None:
    """The one dialog directive of the answer; others that the simulated device cannot carry out are told."""
    listed = [item for item in directives if isinstance(item, dict)] if isinstance(directives, list) else []
    dialogs = [item for item in listed if str(item.get("type")) in DIALOG_DIRECTIVES]
    if len(dialogs) > 1:
        names = ", ".join(str(item["type"]) for item in dialogs)
        found.problem(f"an answer may have one dialog directive, and this one has {len(dialogs)}: {names}")
    for item in listed:
        if str(item.get("type")) not in DIALOG_DIRECTIVES and item.get("type") is not None:
            found.remark(f"the simulated device does nothing with the directive `{item['type']}`")
    return dialogs[0] if dialogs else None
