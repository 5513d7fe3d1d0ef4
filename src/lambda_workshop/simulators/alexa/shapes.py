"""A document held against a class of ask-sdk-model: its keys, its types, its discriminators.

The SDK's own deserialiser lets unknown keys and most wrong types pass; Alexa ignores the ones and refuses the others.
"""

from __future__ import annotations

import importlib
import json
import re
from enum import Enum
from typing import Any

from ask_sdk_core.exceptions import SerializationException
from ask_sdk_core.serialize import DefaultSerializer
from ask_sdk_model.request_envelope import RequestEnvelope

from lambda_workshop.simulators.problems import Findings, kind, nearest

# Alexa sends it in requests, and a skill that gives its intent back gives this back too.
_ALSO_KNOWN = {"Slot": frozenset({"source"})}
_NATIVE: dict[str, tuple[tuple[type, ...], str]] = {
    "str": ((str,), "a string"),
    "bool": ((bool,), "true or false"),
    "int": ((int,), "a whole number"),
    "float": ((int, float), "a number"),
    "datetime": ((str,), "a time as text"),
}


def check_shape(value: Any, model: str, path: str, found: Findings) -> None:
    """Add what differs between the value and `model`, such as `ask_sdk_model.response.Response`."""
    if value is None:
        return
    if inner := re.fullmatch(r"list\[(.*)\]", model):
        if not isinstance(value, list):
            found.problem(f"`{path}` is {kind(value)}, and Alexa expects a list")
            return
        for index, item in enumerate(value):
            check_shape(item, inner[1], f"{path}[{index}]", found)
    elif inner := re.fullmatch(r"dict\(([^,]*), (.*)\)", model):
        if not isinstance(value, dict):
            found.problem(f"`{path}` is {kind(value)}, and Alexa expects an object")
            return
        for key, item in value.items():
            check_shape(item, inner[2], f"{path}.{key}", found)
    elif model in _NATIVE:
        types, words = _NATIVE[model]
        if not isinstance(value, types) or (isinstance(value, bool) and bool not in types):
            found.problem(f"`{path}` is {kind(value)} ({json.dumps(value)[:60]}), and Alexa expects {words}")
    elif model != "object":
        _check_class(value, _load(model), path, found)


def _check_class(value: Any, cls: Any, path: str, found: Findings) -> None:
    if issubclass(cls, Enum):
        allowed = [member.value for member in cls]
        if value not in allowed:
            found.problem(f"`{path}` is {json.dumps(value)}, and Alexa knows {', '.join(map(str, allowed))}")
        return
    if not isinstance(value, dict):
        found.problem(f"`{path}` is {kind(value)}, and Alexa expects an object")
        return
    if hasattr(cls, "discriminator_value_class_map"):
        kinds = cls.discriminator_value_class_map
        told = value.get(cls.json_discriminator_key)
        if not isinstance(told, str) or told not in kinds:
            hint = nearest(told, kinds) if told is not None else ""
            found.problem(f"`{path}.type` is {json.dumps(told)}, which Alexa does not know{hint}")
            return
        cls = _load(kinds[told])
    keys = {cls.attribute_map[name]: model for name, model in cls.deserialized_types.items()}
    for key, item in value.items():
        if key in _ALSO_KNOWN.get(cls.__name__, ()):
            continue
        if key not in keys:
            found.problem(f"`{path}.{key}` is no key that Alexa knows, so it is ignored{nearest(key, keys)}")
        else:
            check_shape(item, keys[key], f"{path}.{key}", found)


def _load(name: str) -> Any:
    module, _, cls = name.rpartition(".")
    return getattr(importlib.import_module(module), cls)


def deserialised(document: Any, model: Any) -> str:
    """Why ask-sdk's own deserialiser refuses the document, in words; empty when it takes it."""
    try:
        DefaultSerializer().deserialize(json.dumps(document), model)
    except (SerializationException, AttributeError, TypeError, ValueError, KeyError) as error:
        return str(error) or type(error).__name__
    return ""


def request_problem(event: Any) -> str:
    """Why ask-sdk's deserialiser refuses a request; empty when it takes it."""
    return deserialised(event, RequestEnvelope)
