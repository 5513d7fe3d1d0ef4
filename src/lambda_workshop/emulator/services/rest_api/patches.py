"""Patch operations, as the Update operations of REST APIs take them.

https://docs.aws.amazon.com/apigateway/latest/developerguide/patch-operations.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_LISTS = frozenset({"binaryMediaTypes", "authorizationScopes", "cacheKeyParameters", "providerARNs"})
_BOOLEANS = frozenset({"apiKeyRequired", "validateRequestBody", "validateRequestParameters", "enabled"})
_NUMBERS = frozenset({"timeoutInMillis", "authorizerResultTtlInSeconds"})


def _tokens(path: str) -> list[str]:
    """The names of a JSON pointer; `~1` stands for a slash and `~0` for a tilde."""
    return [token.replace("~1", "/").replace("~0", "~") for token in path.split("/")[1:]]


def _typed(names: Sequence[str], value: Any) -> Any:
    """The value as its property has it: patch operations carry text only."""
    if names[-1] in _BOOLEANS or (names[0] in ("requestParameters", "responseParameters") and value in _TRUTH):
        return str(value).lower() == "true"
    if names[-1] in _NUMBERS and str(value).isdigit():
        return int(value)
    return value


_TRUTH = ("true", "false")


def apply(record: dict[str, Any], operations: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Replace `apigateway_v1._apply_patch`: change the record in place, in the order of the operations."""
    for operation in operations:
        names = _tokens(str(operation.get("path") or ""))
        if not names or names == [""]:
            continue
        if names[0] in _LISTS:
            _change_list(record, names, operation)
            continue
        target = record
        for name in names[:-1]:
            if not isinstance(target.get(name), dict):
                target[name] = {}
            target = target[name]
        if operation.get("op", "replace") == "remove":
            target.pop(names[-1], None)
        else:
            target[names[-1]] = _typed(names, operation.get("value"))
    return record


def _change_list(record: dict[str, Any], names: Sequence[str], operation: Mapping[str, Any]) -> None:
    """Add an entry to a list, or remove or replace one; the path's last name is the entry."""
    entries = list(record.get(names[0]) or [])
    entry = names[1] if len(names) > 1 else operation.get("value")
    kind, value = operation.get("op", "replace"), operation.get("value")
    if kind == "remove":
        entries = [each for each in entries if each != entry]
    elif kind == "replace" and len(names) > 1:
        entries = [value if each == entry else each for each in entries]
    elif entry is not None and entry not in entries:
        entries.append(entry)
    record[names[0]] = entries
