"""A function's resource policy as AddPermission, RemovePermission and GetPolicy write and show it.

https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
A function, each of its versions and each of its aliases has a policy of its own: a permission given with
`Qualifier="live"` does not let anybody invoke the unqualified function, nor the other way round. MiniStack keeps
all statements of a function in one list, told apart by their `Resource`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from lambda_workshop.aws.policies.permissions import statement_of
from lambda_workshop.emulator.fallback import json_protocol, lambda_functions

Answer = tuple[int, dict[str, str], bytes]
Statement = dict[str, Any]

_STATEMENT_ID = re.compile(r"^[a-zA-Z0-9-_]{1,100}$")
_ACTION = re.compile(r"^(?:lambda:[*]|lambda:[a-zA-Z]+|[*])$")


def statements_of(function: dict[str, Any], resource: str) -> list[Statement]:
    """The statements of one function, version or alias, by its ARN."""
    policy = function.get("policy") or {}
    return [statement for statement in policy.get("Statement", ()) if statement.get("Resource") == resource]


def add_permission(
    name: str, data: dict[str, Any], query_params: dict[str, Any] | None = None, path_qualifier: str | None = None
) -> Answer:
    """Replace `lambda_svc._add_permission`: 201 with the statement, or AWS's refusal."""
    target = _target(name, query_params, path_qualifier)
    if isinstance(target, tuple):
        return target
    function, resource = target.function, target.resource
    if not _STATEMENT_ID.match(str(data.get("StatementId", ""))) or not _ACTION.match(str(data.get("Action", ""))):
        field = "statementId" if not _STATEMENT_ID.match(str(data.get("StatementId", ""))) else "action"
        pattern = r"([a-zA-Z0-9-_]+)" if field == "statementId" else r"(lambda:[*]|lambda:[a-zA-Z]+|[*])"
        given = data.get(field[0].upper() + field[1:], "")
        return _error(
            "ValidationException",
            f"1 validation error detected: Value '{given}' at '{field}' failed to satisfy constraint: "
            f"Member must satisfy regular expression pattern: {pattern}",
            400,
        )
    try:
        statement = statement_of(data, resource)
    except ValueError as error:
        return _error("InvalidParameterValueException", str(error), 400)
    if any(existing.get("Sid") == statement["Sid"] for existing in statements_of(function, resource)):
        return _error(
            "ResourceConflictException",
            f"The statement id ({statement['Sid']}) provided already exists. Please provide a new statement id, or "
            "remove the existing statement.",
            409,
        )
    # A new list, not an append: other threads read the policy while they decide.
    function["policy"]["Statement"] = [*function["policy"]["Statement"], statement]
    return _json(201, {"Statement": json.dumps(statement, separators=(",", ":"))})


def remove_permission(
    name: str, sid: str, query_params: dict[str, Any] | None = None, path_qualifier: str | None = None
) -> Answer:
    """Replace `lambda_svc._remove_permission`: 204, or 404 when the policy has no such statement."""
    target = _target(name, query_params, path_qualifier)
    if isinstance(target, tuple):
        return target
    mine = statements_of(target.function, target.resource)
    if not mine:
        return _error("ResourceNotFoundException", "No policy is associated with the given resource.", 404)
    if not any(statement.get("Sid") == sid for statement in mine):
        return _error("ResourceNotFoundException", f"Statement {sid} is not found in resource policy.", 404)
    target.function["policy"]["Statement"] = [
        statement
        for statement in target.function["policy"]["Statement"]
        if statement.get("Sid") != sid or statement.get("Resource") != target.resource
    ]
    return 204, {}, b""


def get_policy(name: str, query_params: dict[str, Any] | None = None, path_qualifier: str | None = None) -> Answer:
    """Replace `lambda_svc._get_policy`: the policy of this function, version or alias; 404 when it has none."""
    target = _target(name, query_params, path_qualifier)
    if isinstance(target, tuple):
        return target
    mine = statements_of(target.function, target.resource)
    if not mine:
        return _error("ResourceNotFoundException", "The resource you requested does not exist.", 404)
    policy = {"Version": "2012-10-17", "Id": "default", "Statement": mine}
    revision = target.function["config"]["RevisionId"]
    return _json(200, {"Policy": json.dumps(policy, separators=(",", ":")), "RevisionId": revision})


class _Target:
    """The function that a request names, and the ARN of the version or alias whose policy it means."""

    def __init__(self, function: dict[str, Any], resource: str) -> None:
        self.function = function
        self.resource = resource


def _target(name: str, query: dict[str, Any] | None, path_qualifier: str | None) -> _Target | Answer:
    qualifier = lambda_functions.qualifier_of(path_qualifier, query)
    function = lambda_functions.functions().get(name)
    if function is None:
        return _error("ResourceNotFoundException", f"Function not found: {lambda_functions.arn_of(name)}", 404)
    absent = lambda_functions.qualifier_error(name, qualifier)
    return absent or _Target(function, lambda_functions.policy_arn(name, qualifier))


def _error(code: str, message: str, status: int) -> Answer:
    return json_protocol.error(code, message, status)


def _json(status: int, content: dict[str, Any]) -> Answer:
    return json_protocol.answer(content, status)
