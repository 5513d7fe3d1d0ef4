"""Topic rules: SQL that is not evaluated here is refused in words, and an action that cannot run fails.

https://docs.aws.amazon.com/iot/latest/developerguide/iot-sql-reference.html
https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lambda_workshop.emulator.fallback import iot, lambda_functions
from lambda_workshop.emulator.services.lambda_service import asynchronous

_NOT_HERE = {
    r"\bSELECT\s+VALUE\b": "SELECT VALUE",
    r"\bCASE\b": "CASE",
    r"\bSELECT\b.*\bSELECT\b": "a SELECT inside another",
    r"\[": "an index in brackets",
}
_KNOWN = "clientid, encode, isUndefined, newuuid, principal, regexp_matches, replace, timestamp, topic, traceid"


def validate(original: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Wrap `iot._validate_rule_sql`: what MiniStack would evaluate to nothing is a SqlParseException."""

    def checked(sql: str) -> str | None:
        return original(sql) or problem_of(sql)

    return checked


def problem_of(sql: str) -> str | None:
    """What of this statement AWS evaluates and this backend does not, with what to do; None when there is nothing."""
    plain = iot.without_texts(sql or "")
    for pattern, name in _NOT_HERE.items():
        if re.search(pattern, plain, re.IGNORECASE | re.DOTALL):
            return f"This backend does not evaluate {name}, which AWS does. Let the function do this part."
    if unknown := iot.unknown_functions(sql):
        return (
            f"This backend does not evaluate {unknown[0]}(). It knows {_KNOWN}; AWS knows more. Let the function do "
            "this part."
        )
    return None


def to_function(account: str, region: str, arn: str, event: Any) -> None:
    """Replace `iot._dispatch_rule_to_lambda`: the function is invoked asynchronously.

    Raises LookupError for one that does not exist, upon which the rule's error action runs.
    """
    function = lambda_functions.find(arn, account=account, region=region)
    if function is None:
        raise LookupError(f"Function not found: {arn}")
    asynchronous.accept(function, event)
