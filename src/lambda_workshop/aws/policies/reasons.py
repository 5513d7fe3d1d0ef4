"""Why a request is not allowed, in words: the statements that come nearest, and what they name instead.

Each reason goes on after "the policy of ...": "lets `events.amazonaws.com` invoke it, not `sns.amazonaws.com`".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lambda_workshop.aws.policies.documents import Policy, Statement
from lambda_workshop.aws.policies.matching import misfits
from lambda_workshop.aws.policies.requests import Request

_INVOKE = "lambda:invokefunction"
_STEPS = ("principal", "action", "resource")


def denied(statement: Statement, request: Request) -> str:
    """Why, where a Deny is about the request."""
    sid = f" in its statement `{statement.sid}`" if statement.sid else ""
    return f"denies {_who(request) or 'this role'} `{request.action}`{sid}"


def not_allowed(policies: Sequence[Policy], request: Request, *, of_resource: bool = False) -> str:
    """Why, where no Allow is about the request."""
    if problem := next((policy.problem for policy in policies if policy.problem), ""):
        return f"is not one that AWS takes: {problem}"
    allowing = [one for policy in policies for one in policy if one.effect == "Allow"]
    for step in _STEPS:
        fitting = [one for one in allowing if step not in misfits(one, request, of_resource=of_resource)]
        if not fitting:
            return _missing(step, allowing, request, of_resource)
        allowing = fitting
    return _condition(allowing, request, of_resource)


def _missing(step: str, allowing: Sequence[Statement], request: Request, of_resource: bool) -> str:
    if step == "principal":
        others = _quoted([principal.name for principal in one.principals or ()] for one in allowing)
        return f"lets {others or 'nobody'} {_verb(request)}, not {_who(request)}"
    if not allowing:
        return f"allows nothing, and `{request.action}` neither"
    subject = f"lets {_who(request)} do" if of_resource else "allows"
    if step == "action":
        found = _quoted(_actions(one) for one in allowing)
        return f"{subject} {found}, not `{request.action}`"
    found = _quoted(_resources(one) for one in allowing)
    return f"{subject} `{request.action}` on {found}, not on `{request.resource}`"


def _condition(allowing: Sequence[Statement], request: Request, of_resource: bool) -> str:
    """The keys that do not fit in the statement which comes nearest."""
    keys = min((misfits(one, request, of_resource=of_resource) for one in allowing), key=len)
    if not keys:
        return f"allows `{request.action}`, and another policy has to allow it as well"
    key = keys[0]
    wanted = _quoted(one.values(key) for one in allowing)
    given = request.value(key)
    shown = (
        "nothing" if given is None else ", ".join(f"`{one}`" for one in ([given] if isinstance(given, str) else given))
    )
    lets = f"lets {_who(request)} {_verb(request)}" if of_resource else f"allows `{request.action}`"
    if key.lower() in ("aws:sourcearn", "lambda:eventsourcetoken"):
        return f"{lets} for {wanted}, not for {shown}"
    return f"{lets} where `{key}` is {wanted}, and it is {shown}"


def _who(request: Request) -> str:
    return f"`{request.principal.name}`" if request.principal else ""


def _verb(request: Request) -> str:
    return "invoke it" if request.action.lower() == _INVOKE else f"do `{request.action}`"


def _actions(statement: Statement) -> Iterable[str]:
    if statement.not_actions is not None:
        return [f"everything but {', '.join(statement.not_actions)}"]
    return statement.actions or ()


def _resources(statement: Statement) -> Iterable[str]:
    if statement.not_resources is not None:
        return [f"everything but {', '.join(statement.not_resources)}"]
    return statement.resources or ()


def _quoted(listed: Iterable[Iterable[str]]) -> str:
    return ", ".join(f"`{text}`" for text in sorted({text for one in listed for text in one}))
