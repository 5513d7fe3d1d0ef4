"""Whether a function's resource policy lets a service outside of AWS invoke it, as Lambda would decide.

https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import missing

_ACTION = "lambda:invokefunction"


@dataclass(frozen=True)
class Caller:
    """Who wants to invoke: the service's principal, and the token (a skill's id) that it names itself by."""

    principal: str
    token: str


def split_qualifier(function: str) -> tuple[str, str]:
    """`("orders", "live")` for `orders:live`, and the same for an ARN; the qualifier is empty when there is none."""
    parts = function.split(":")
    if function.startswith("arn:"):
        return ":".join(parts[:7]), parts[7] if len(parts) > 7 else ""
    return parts[0], parts[1] if len(parts) > 1 else ""


def statements(client: Any, function: str) -> list[dict[str, Any]]:
    """The statements of the policy of this function, version or alias; empty when it has none.

    Raises:
        ClientError: the policy cannot be read for another reason.
    """
    name, qualifier = split_qualifier(function)
    arguments = {"FunctionName": name} | ({"Qualifier": qualifier} if qualifier else {})
    try:
        text = client.get_policy(**arguments)["Policy"]
    except ClientError as error:
        if missing(error):
            return []
        raise
    found = json.loads(text or "{}").get("Statement", [])
    return list(found) if isinstance(found, list) else [found]


def refusal(policy: list[dict[str, Any]], function: str, caller: Caller) -> str:
    """Why the caller may not invoke the function, in a sentence; empty when it may."""
    ours = [statement for statement in policy if _names(statement, caller.principal) and _invokes(statement)]
    if any(item.get("Effect") == "Deny" and _conditions_hold(item, caller) for item in ours):
        return f"a statement of the policy of `{function}` denies `{caller.principal}`"
    allowing = [statement for statement in ours if statement.get("Effect") == "Allow"]
    if any(_conditions_hold(statement, caller) for statement in allowing):
        return ""
    if allowing:
        tokens = sorted({token for item in allowing for token in tokens_of(item)})
        asked = ", ".join(f"`{token}`" for token in tokens) or "other conditions"
        return f"the policy of `{function}` lets `{caller.principal}` invoke it for {asked}, not for `{caller.token}`"
    others = sorted({name for statement in policy for name in _principals(statement)})
    return f"the policy of `{function}` lets {', '.join(others) or 'nobody'} invoke it, not `{caller.principal}`"


def open_to_all(policy: list[dict[str, Any]], caller: Caller) -> bool:
    """Whether a statement lets this service invoke the function for whoever asks, without naming a token."""
    return any(
        statement.get("Effect") == "Allow"
        and _names(statement, caller.principal)
        and _invokes(statement)
        and not statement.get("Condition")
        for statement in policy
    )


def tokens_of(statement: Mapping[str, Any]) -> list[str]:
    """The event source tokens that a statement asks for."""
    return [
        token
        for conditions in (statement.get("Condition") or {}).values()
        for key, wanted in conditions.items()
        if key.lower() == "lambda:eventsourcetoken"
        for token in _listed(wanted)
    ]


def _principals(statement: Mapping[str, Any]) -> list[str]:
    principal = statement.get("Principal", "")
    values = principal.values() if isinstance(principal, dict) else [principal]
    return [name for value in values for name in _listed(value)]


def _names(statement: Mapping[str, Any], principal: str) -> bool:
    return any(name in ("*", principal) for name in _principals(statement))


def _invokes(statement: Mapping[str, Any]) -> bool:
    return any(fnmatch.fnmatchcase(_ACTION, action.lower()) for action in _listed(statement.get("Action")))


def _conditions_hold(statement: Mapping[str, Any], caller: Caller) -> bool:
    """Amazon's services send the skill's id and neither a source ARN nor a source account."""
    for operator, conditions in (statement.get("Condition") or {}).items():
        for key, wanted in conditions.items():
            given = caller.token if key.lower() == "lambda:eventsourcetoken" else ""
            patterns = _listed(wanted)
            like = operator.lower() in ("stringlike", "arnlike")
            if like and not any(fnmatch.fnmatchcase(given, pattern.replace("[", "[[]")) for pattern in patterns):
                return False
            if not like and given not in patterns:
                return False
    return True


def _listed(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [] if value is None else [str(value)]
