"""What the Alexa console refuses in the dialog model and its prompts, in words.

https://developer.amazon.com/en-US/docs/alexa/smapi/interaction-model-schema.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/validate-slot-values.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.simulators.problems import Findings, kind, nearest

STRATEGIES = ("ALWAYS", "SKILL_RESPONSE")
VALIDATIONS = frozenset(
    {
        "hasEntityResolutionMatch",
        "isInSet",
        "isNotInSet",
        "isGreaterThan",
        "isGreaterThanOrEqualTo",
        "isLessThan",
        "isLessThanOrEqualTo",
        "isInDuration",
        "isNotInDuration",
    }
)


def check_dialog(model: Mapping[str, Any], intents: Mapping[str, Mapping[str, Any]], found: Findings) -> None:
    """Add what is wrong with `dialog` and `prompts` of a model whose language model is sound."""
    prompts = _check_prompts(model.get("prompts"), found)
    dialog = model.get("dialog")
    if dialog is None:
        return
    if not isinstance(dialog, dict):
        found.problem(f"`dialog` is {kind(dialog)}, not an object")
        return
    _check_strategy(dialog, "the dialog model", found)
    for item in _list(dialog.get("intents"), "`dialog.intents`", found):
        name = str(item.get("name"))
        if name not in intents:
            found.problem(f"the dialog model has the intent `{name}`, which the language model has not")
            continue
        _check_strategy(item, f"the dialog of intent `{name}`", found)
        _check_prompt(item, "confirmation", f"intent `{name}`", prompts, found)
        slots = {slot["name"]: slot["type"] for slot in intents[name].get("slots") or ()}
        listed = [str(slot.get("name")) for slot in _list(item.get("slots"), f"dialog slots of `{name}`", found)]
        for slot in slots.keys() - set(listed):
            found.problem(f"the dialog of intent `{name}` leaves out its slot `{slot}`")
        for slot in _list(item.get("slots"), f"dialog slots of `{name}`", Findings()):
            _check_slot(slot, name, slots, prompts, found)


def _check_slot(
    slot: Mapping[str, Any], intent: str, slots: Mapping[str, str], prompts: set[str], found: Findings
) -> None:
    name = str(slot.get("name"))
    where = f"slot `{name}` of intent `{intent}`"
    if name not in slots:
        found.problem(f"the dialog of intent `{intent}` has the slot `{name}`, which the intent has not")
        return
    if slot.get("type") != slots[name]:
        found.problem(f"{where} is `{slots[name]}` in the language model and `{slot.get('type')}` in the dialog model")
    _check_prompt(slot, "elicitation", where, prompts, found)
    _check_prompt(slot, "confirmation", where, prompts, found)
    for rule in _list(slot.get("validations"), f"validations of {where}", found):
        told = str(rule.get("type"))
        if told not in VALIDATIONS:
            found.problem(f"{where} has the validation `{told}`, which does not exist{nearest(told, VALIDATIONS)}")
        if not isinstance(rule.get("values", []), list):
            found.problem(f"`values` of the validation `{told}` of {where} is {kind(rule['values'])}, not a list")
        if str(rule.get("prompt")) not in prompts:
            found.problem(f"the validation `{told}` of {where} has no prompt `{rule.get('prompt')}`")


def _check_strategy(item: Mapping[str, Any], where: str, found: Findings) -> None:
    strategy = item.get("delegationStrategy")
    if strategy is not None and strategy not in STRATEGIES:
        found.problem(f"delegationStrategy `{strategy}` of {where} is neither ALWAYS nor SKILL_RESPONSE")


def _check_prompt(item: Mapping[str, Any], which: str, where: str, prompts: set[str], found: Findings) -> None:
    required = item.get(f"{which}Required", False)
    if not isinstance(required, bool):
        found.problem(f"`{which}Required` of {where} is {kind(required)}, not true or false")
        return
    named = item.get("prompts") or {}
    prompt = named.get(which) if isinstance(named, dict) else None
    if required and not prompt:
        found.problem(f"`{which}Required` of {where} is true, and `prompts.{which}` is missing")
    elif prompt and str(prompt) not in prompts:
        found.problem(f"{where} names the prompt `{prompt}`, which is not defined{nearest(prompt, prompts)}")


def _check_prompts(prompts: Any, found: Findings) -> set[str]:
    known: set[str] = set()
    for item in _list(prompts, "`prompts`", found):
        name = item.get("id")
        if not isinstance(name, str) or not name:
            found.problem("a prompt has no `id`")
            continue
        if name in known:
            found.problem(f"the prompt `{name}` is there twice")
        known.add(name)
        variations = list(_list(item.get("variations"), f"variations of prompt `{name}`", found))
        if not variations:
            found.problem(f"the prompt `{name}` has no variations")
        for variation in variations:
            if variation.get("type") not in ("PlainText", "SSML") or not isinstance(variation.get("value"), str):
                found.problem(f"a variation of prompt `{name}` needs `type` (PlainText or SSML) and `value`")
    return known


def _list(value: Any, where: str, found: Findings) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        found.problem(f"{where} must be a list of objects")
        return []
    return value
