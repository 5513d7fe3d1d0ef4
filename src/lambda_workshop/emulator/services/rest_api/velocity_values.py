"""Maps, lists and texts with the methods that they have in Java, for a template that calls them.

https://velocity.apache.org/engine/devel/user-guide.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any


class VelocityMap(dict[str, Any]):
    """A map: its keys are its properties, and it has a Java map's methods."""

    def __getattribute__(self, name: str) -> Any:
        # A key that is absent is null, not a method of Python's dictionary.
        if name in ("items", "pop", "popitem", "setdefault", "update", "copy", "clear", "fromkeys"):
            raise AttributeError(name)
        return super().__getattribute__(name)

    def __str__(self) -> str:
        return "{" + ", ".join(f"{key}={_text(value)}" for key, value in dict.items(self)) + "}"

    def toString(self) -> str:
        return str(self)

    def keySet(self) -> VelocityList:
        return VelocityList(self.keys())

    def entrySet(self) -> VelocityList:
        return VelocityList(VelocityMap({"key": key, "value": value}) for key, value in dict.items(self))

    def size(self) -> int:
        return len(self)

    def isEmpty(self) -> bool:
        return not self

    def containsKey(self, key: str) -> bool:
        return key in self

    def containsValue(self, value: Any) -> bool:
        return value in list(self.values())

    def put(self, key: str, value: Any) -> Any:
        before = self.get(key)
        self[key] = value
        return before

    def putAll(self, values: Mapping[str, Any]) -> None:
        for key in values:
            self[key] = values[key]

    def remove(self, key: str) -> Any:
        before = self.get(key)
        if key in self:
            del self[key]
        return before


class VelocityList(list[Any]):
    """A list with a Java list's methods; as text it is JSON, as `$input.path` gives it."""

    def __str__(self) -> str:
        return json.dumps(plain(self), ensure_ascii=False, separators=(",", ":"), default=str)

    def toString(self) -> str:
        return str(self)

    def size(self) -> int:
        return len(self)

    def isEmpty(self) -> bool:
        return not self

    def get(self, index: int) -> Any:
        return self[index]

    def contains(self, value: Any) -> bool:
        return value in self

    def add(self, value: Any) -> bool:
        self.append(value)
        return True

    def addAll(self, values: Iterable[Any]) -> bool:
        self.extend(values)
        return True

    def set(self, index: int, value: Any) -> Any:
        before, self[index] = self[index], value
        return before


def _replacement(text: str) -> str:
    """Java's `$1` as Python's `\\1`; a backslash escapes the character behind it."""
    return re.sub(r"\\(.)|\$(\d)", lambda found: f"\\g<{found[2]}>" if found[2] else _literal(found[1]), text)


def _literal(character: str) -> str:
    return "\\\\" if character == "\\" else character


STRING_METHODS: dict[str, Callable[..., Any]] = {
    "charAt": lambda text, index: text[index],
    "concat": lambda text, more: text + str(more),
    "contains": lambda text, part: str(part) in text,
    "endsWith": lambda text, end: text.endswith(str(end)),
    "equals": lambda text, other: text == other,
    "equalsIgnoreCase": lambda text, other: text.lower() == str(other).lower(),
    "indexOf": lambda text, part: text.find(str(part)),
    "isEmpty": lambda text: not text,
    "lastIndexOf": lambda text, part: text.rfind(str(part)),
    "length": len,
    "matches": lambda text, pattern: bool(re.fullmatch(pattern, text)),
    "replaceAll": lambda text, pattern, new: re.sub(pattern, _replacement(new), text),
    "replaceFirst": lambda text, pattern, new: re.sub(pattern, _replacement(new), text, count=1),
    "startsWith": lambda text, start: text.startswith(str(start)),
    "substring": lambda text, start, end=None: text[start:end],
    "toLowerCase": lambda text: text.lower(),
    "toString": lambda text: text,
    "toUpperCase": lambda text: text.upper(),
    "trim": lambda text: text.strip(),
}
"""A Java string's methods, by name, where Python's have other names."""


def velocity(value: Any) -> Any:
    """The value with its maps and lists replaced by those above, all the way down."""
    if isinstance(value, Mapping):
        return VelocityMap({str(key): velocity(value[key]) for key in value})
    if isinstance(value, list | tuple):
        return VelocityList(velocity(item) for item in value)
    return value


def plain(value: Any) -> Any:
    """The reverse of `velocity`."""
    if isinstance(value, Mapping):
        return {key: plain(value[key]) for key in value}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
