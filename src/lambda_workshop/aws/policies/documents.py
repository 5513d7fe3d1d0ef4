"""Policy documents, read once: statements with their elements, and what is wrong with a document that AWS refuses.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws.policies import conditions
from lambda_workshop.aws.policies.principals import Principal

_EFFECTS = ("Allow", "Deny")
_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")
VARIABLES_SINCE = "2012-10-17"
"""The version of the language from which on `${aws:username}` is a variable; before, it is plain text."""


class _Refused(ValueError):
    """Why AWS would not take the document."""


@dataclass(frozen=True)
class Condition:
    """One line of a statement's conditions: an operator, a key, and the values of which one must fit."""

    operator: str
    key: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Statement:
    """One statement. An element that it does not have is None: `principals` in an identity policy, for example."""

    effect: str
    sid: str = ""
    principals: tuple[Principal, ...] | None = None
    not_principals: tuple[Principal, ...] | None = None
    actions: tuple[str, ...] | None = None
    not_actions: tuple[str, ...] | None = None
    resources: tuple[str, ...] | None = None
    not_resources: tuple[str, ...] | None = None
    conditions: tuple[Condition, ...] = ()
    variables: bool = True

    @property
    def principal(self) -> str:
        """The principals' names as text: `sns.amazonaws.com`, or several with commas; empty when it names none."""
        return ", ".join(principal.name for principal in self.principals or ())

    @property
    def label(self) -> str:
        """How a sentence speaks of it: by its Sid, where it has one."""
        return f"the statement `{self.sid}`" if self.sid else "a statement"

    def condition(self, key: str) -> str:
        """The first value that it wants for a key such as `aws:SourceArn`; empty when it does not ask."""
        return next((value for value in self.values(key)), "")

    def values(self, key: str) -> tuple[str, ...]:
        """All values that it names for a key, whatever the operator."""
        return tuple(value for one in self.conditions if one.key.lower() == key.lower() for value in one.values)


@dataclass(frozen=True)
class Policy:
    """The statements of a document; a document that AWS would refuse has none, and a `problem`."""

    statements: tuple[Statement, ...] = ()
    problem: str = ""

    def __iter__(self) -> Iterator[Statement]:
        return iter(self.statements)

    def __len__(self) -> int:
        return len(self.statements)


def parse(document: object) -> Policy:
    """A policy from its JSON, or from what JSON gave: a document, a statement or a list of them; None is no policy."""
    if document is None or document == "":
        return Policy()
    try:
        return Policy(_statements(document))
    except _Refused as refused:
        return Policy(problem=str(refused))


def _statements(document: object) -> tuple[Statement, ...]:
    if isinstance(document, str | bytes):
        try:
            document = json.loads(document)
        except ValueError as error:
            raise _Refused(f"the policy is not JSON: {error}") from error
    version = VARIABLES_SINCE
    if isinstance(document, Mapping) and "Effect" not in document:
        version, document = document.get("Version", ""), document.get("Statement", [])
    if isinstance(document, Mapping):
        document = [document]
    if not isinstance(document, list | tuple):
        raise _Refused("the policy has no list of statements")
    return tuple(_statement(item, variables=version == VARIABLES_SINCE) for item in document)


def _statement(item: object, *, variables: bool) -> Statement:
    if not isinstance(item, Mapping):
        raise _Refused("a statement of the policy is not an object")
    sid = str(item.get("Sid") or "")
    named = f"the statement `{sid}`" if sid else "a statement of the policy"
    effect = item.get("Effect")
    if effect not in _EFFECTS:
        raise _Refused(f"{named} has the effect `{effect}`, not Allow or Deny")
    for element in ("Principal", "Action", "Resource"):
        if element in item and f"Not{element}" in item:
            raise _Refused(f"{named} has both {element} and Not{element}")
    if "Action" not in item and "NotAction" not in item:
        raise _Refused(f"{named} has no Action")
    return Statement(
        effect=str(effect),
        sid=sid,
        principals=_principals(item.get("Principal"), named),
        not_principals=_principals(item.get("NotPrincipal"), named),
        actions=_texts(item.get("Action")),
        not_actions=_texts(item.get("NotAction")),
        resources=_texts(item.get("Resource")),
        not_resources=_texts(item.get("NotResource")),
        conditions=_conditions(item.get("Condition"), named),
        variables=variables,
    )


def _principals(value: object, named: str) -> tuple[Principal, ...] | None:
    if value is None:
        return None
    if value == "*":
        return (Principal("AWS", "*"),)
    if not isinstance(value, Mapping) or any(kind not in _KINDS for kind in value):
        raise _Refused(f"{named} has the principal `{value}`, which is neither `*` nor one of {', '.join(_KINDS)}")
    return tuple(Principal(kind, name) for kind, listed in value.items() for name in _texts(listed) or ())


def _conditions(value: object, named: str) -> tuple[Condition, ...]:
    if value is None:
        return ()
    if not isinstance(value, Mapping) or not all(isinstance(keys, Mapping) for keys in value.values()):
        raise _Refused(f"{named} has a Condition that is not an object of operators with keys")
    for operator in value:
        if not conditions.is_operator(str(operator)):
            raise _Refused(f"{named} has the condition operator `{operator}`, which IAM does not know")
    return tuple(
        Condition(str(operator), str(key), _texts(values) or ())
        for operator, keys in value.items()
        for key, values in keys.items()
    )


def _texts(value: Any) -> tuple[str, ...] | None:
    """A string or a list of them; IAM takes numbers and booleans without quotation marks, too."""
    if value is None:
        return None
    listed = value if isinstance(value, list | tuple) else [value]
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in listed)
