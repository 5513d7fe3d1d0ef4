"""A dialog: what is still to be asked for an intent, and how an answer changes it.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/dialog-interface-reference.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/delegate-dialog-to-alexa.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/validate-slot-values.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from lambda_workshop.simulators.alexa.interaction_model import DialogSlot, InteractionModel, Validation
from lambda_workshop.simulators.alexa.slot_values import Heard, SlotState, Vocabulary
from lambda_workshop.simulators.alexa.ssml import spoken
from lambda_workshop.simulators.alexa.words import words_of


class Ask(Enum):
    """What the open question is about."""

    SLOT = "slot"
    SLOT_CONFIRMATION = "slot confirmation"
    INTENT_CONFIRMATION = "intent confirmation"


@dataclass(frozen=True)
class Question:
    """A question that the user is expected to answer. `prompt` is empty when the skill asks in its own words."""

    about: Ask
    slot: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class Dialog:
    """An intent that is being talked about. `confirmation` is NONE, CONFIRMED or DENIED; `started`: a request went."""

    intent: str
    slots: Mapping[str, SlotState]
    confirmation: str = "NONE"
    question: Question | None = None
    started: bool = False

    def with_slot(self, slot: SlotState) -> Dialog:
        """The dialog with this slot in place of the one of its name."""
        return replace(self, slots={**self.slots, slot.name: slot})


@dataclass(frozen=True)
class DialogRules:
    """The dialog model, applied."""

    model: InteractionModel
    known: Vocabulary

    def begin(self, intent: str, heard: Mapping[str, Heard]) -> Dialog:
        """A dialog about an intent, with what was heard already."""
        slots = {
            name: SlotState(name, slot.type, heard.get(name)) for name, slot in self.model.intents[intent].slots.items()
        }
        return Dialog(intent, slots)

    def next_question(self, dialog: Dialog) -> Dialog:
        """The dialog with the next question that the dialog model wants asked; without one when it is complete."""
        rules = self.model.dialog.get(dialog.intent)
        dialog = replace(dialog, question=None)
        if rules is None:
            return dialog
        for rule in rules.slots:
            slot = dialog.slots[rule.name]
            if slot.confirmation == "DENIED":
                slot = SlotState(slot.name, slot.type)
                dialog = dialog.with_slot(slot)
            if slot.heard and (failed := self._failed(rule, slot.heard)):
                prompt = self._say(failed.prompt, dialog)
                dialog = dialog.with_slot(SlotState(slot.name, slot.type))
                return replace(dialog, question=Question(Ask.SLOT, rule.name, prompt))
            if slot.heard is None and rule.elicitation:
                return replace(dialog, question=Question(Ask.SLOT, rule.name, self._say(rule.elicitation, dialog)))
            if slot.heard and rule.confirmation and slot.confirmation == "NONE":
                question = Question(Ask.SLOT_CONFIRMATION, rule.name, self._say(rule.confirmation, dialog))
                return replace(dialog, question=question)
        if rules.confirmation and dialog.confirmation == "NONE":
            return replace(
                dialog, question=Question(Ask.INTENT_CONFIRMATION, "", self._say(rules.confirmation, dialog))
            )
        return dialog

    def _failed(self, rule: DialogSlot, heard: Heard) -> Validation | None:
        return next((item for item in rule.validations if not _holds(item, heard)), None)

    def _say(self, prompt: str, dialog: Dialog) -> str:
        """The first variation of a prompt, with the slots' values in it."""
        variations = self.model.prompts.get(prompt, ("",))

        def value(found: re.Match[str]) -> str:
            slot = dialog.slots.get(found[1].strip())
            return slot.heard.value if slot and slot.heard else found[0]

        return re.sub(r"\{([^{}]*)\}", value, spoken(variations[0]))

    def directed(self, dialog: Dialog | None, directive: Mapping[str, Any]) -> Dialog | str:
        """The dialog after a skill's directive, or in words why Alexa refuses the directive."""
        kind = str(directive["type"])
        updated = directive.get("updatedIntent")
        if isinstance(updated, dict):
            changed = self._updated(updated, dialog)
            if isinstance(changed, str):
                return changed
            dialog = changed
        if dialog is None:
            return f"{kind} answers no intent: it needs `updatedIntent` here"
        if dialog.intent not in self.model.dialog:
            return f"{kind} needs a dialog model, and the interaction model has none for `{dialog.intent}`"
        if kind == "Dialog.Delegate":
            return self.next_question(dialog)
        if kind == "Dialog.ConfirmIntent":
            return replace(dialog, confirmation="NONE", question=Question(Ask.INTENT_CONFIRMATION))
        key = "slotToElicit" if kind == "Dialog.ElicitSlot" else "slotToConfirm"
        name = str(directive.get(key))
        if name not in dialog.slots:
            return f"{kind} names the slot `{name}` in `{key}`, and `{dialog.intent}` has no such slot"
        about = Ask.SLOT if kind == "Dialog.ElicitSlot" else Ask.SLOT_CONFIRMATION
        if about is Ask.SLOT_CONFIRMATION and dialog.slots[name].heard is None:
            return f"Dialog.ConfirmSlot asks about the slot `{name}`, which has no value yet"
        if about is Ask.SLOT_CONFIRMATION:
            dialog = dialog.with_slot(replace(dialog.slots[name], confirmation="NONE"))
        return replace(dialog, question=Question(about, name))

    def _updated(self, updated: Mapping[str, Any], dialog: Dialog | None) -> Dialog | str:
        name = str(updated.get("name", dialog.intent if dialog else ""))
        if name not in self.model.intents:
            return f"`updatedIntent.name` is `{name}`, and the interaction model has no such intent"
        fresh = self.begin(name, {})
        if dialog and dialog.intent == name:
            fresh = replace(fresh, started=True)
        slots: dict[str, SlotState] = dict(fresh.slots)
        told = updated.get("slots")
        for key, item in told.items() if isinstance(told, dict) else ():
            if key not in slots:
                return f"`updatedIntent.slots` has `{key}`, and the intent `{name}` has no such slot"
            slots[key] = self._slot(slots[key], item if isinstance(item, dict) else {}, dialog)
        return replace(fresh, slots=slots, confirmation=str(updated.get("confirmationStatus") or "NONE"))

    def _slot(self, slot: SlotState, told: Mapping[str, Any], dialog: Dialog | None) -> SlotState:
        value = told.get("value")
        if value in (None, ""):
            return slot
        before = dialog.slots.get(slot.name) if dialog else None
        heard = before.heard if before and before.heard and before.heard.value == value else None
        heard = heard or self.known.hear(slot.type, words_of(str(value))) or Heard(str(value), known=False)
        # What the skill puts into a slot stays as the skill wrote it.
        heard = replace(heard, value=str(value))
        return replace(slot, heard=heard, confirmation=str(told.get("confirmationStatus") or "NONE"))


def _holds(rule: Validation, heard: Heard) -> bool:
    """Whether a value meets a rule. Rules about durations hold: the simulator does not measure time spans."""
    if rule.type == "hasEntityResolutionMatch":
        return bool(heard.matches)
    names = {heard.value.lower(), *(match.name.lower() for match in heard.matches)}
    values = {value.lower() for value in rule.values}
    if rule.type in ("isInSet", "isNotInSet"):
        return bool(names & values) is (rule.type == "isInSet")
    try:
        value, limit = float(heard.value), float(rule.value)
    except ValueError:
        return True
    return {
        "isGreaterThan": value > limit,
        "isGreaterThanOrEqualTo": value >= limit,
        "isLessThan": value < limit,
        "isLessThanOrEqualTo": value <= limit,
    }.get(rule.type, True)
