"""The statement that Lambda's AddPermission writes into a function's policy.

https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_SERVICE = re.compile(r"[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|amazon\.aws|aws\.internal)")
_ACCOUNT = re.compile(r"\d{12}")
_CONDITIONS = {
    "SourceArn": ("ArnLike", "AWS:SourceArn"),
    "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
}


def principal_of(principal: str) -> str | dict[str, str] | None:
    """The `Principal` element for what AddPermission was given; None when AWS would refuse it."""
    if principal == "*":
        return "*"
    if _SERVICE.fullmatch(principal):
        return {"Service": principal}
    if _ACCOUNT.fullmatch(principal):
        return {"AWS": f"arn:aws:iam::{principal}:root"}
    return {"AWS": principal} if principal.startswith("arn:") else None


def statement_of(request: Mapping[str, Any], resource: str) -> dict[str, Any]:
    """The statement that AddPermission stores for this request; raises ValueError where AWS refuses it."""
    principal = principal_of(str(request.get("Principal", "")))
    if principal is None:
        raise ValueError("The provided principal was invalid. Please check the principal and try again.")
    statement: dict[str, Any] = {
        "Sid": request["StatementId"],
        "Effect": "Allow",
        "Principal": principal,
        "Action": request["Action"],
        "Resource": resource,
    }
    conditions: dict[str, dict[str, str]] = {}
    for parameter, (operator, key) in _CONDITIONS.items():
        if request.get(parameter):
            conditions.setdefault(operator, {})[key] = request[parameter]
    if "InvokedViaFunctionUrl" in request:
        via = str(request["InvokedViaFunctionUrl"]).lower() == "true"
        conditions["Bool"] = {"lambda:InvokedViaFunctionUrl": "true" if via else "false"}
    if conditions:
        statement["Condition"] = conditions
    return statement
