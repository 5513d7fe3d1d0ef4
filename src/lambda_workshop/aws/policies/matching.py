"""Whether a statement is about a request: its principals, actions, resources and conditions.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

from __future__ import annotations

from collections.abc import Iterable

from lambda_workshop.aws import wildcards
from lambda_workshop.aws.policies import conditions, variables
from lambda_workshop.aws.policies.documents import Statement
from lambda_workshop.aws.policies.principals import ANYBODY, names
from lambda_workshop.aws.policies.requests import Request
from lambda_workshop.aws.policies.variables import Lookup


def misfits(statement: Statement, request: Request, *, of_resource: bool = False) -> list[str]:
    """What of the statement is not about the request: `principal`, `action`, `resource` and condition keys, in order.

    Only a resource's policy names principals; there, a statement without any is about nobody.
    """
    found = []
    if of_resource:
        who = request.principal or ANYBODY
        excepted = statement.not_principals
        if names(excepted, who) if excepted is not None else not names(statement.principals or (), who):
            found.append("principal")
    if not action_fits(statement, request.action):
        found.append("action")
    lookup = lookup_of(statement, request)
    if not resource_fits(statement, request.resource, lookup):
        found.append("resource")
    found += [
        one.key
        for one in statement.conditions
        if not conditions.holds(one.operator, one.values, request.value(one.key), lookup)
    ]
    return found


def action_fits(statement: Statement, action: str) -> bool:
    """Whether the action is one of the statement's, whatever its capitals.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    """

    def any_of(patterns: Iterable[str]) -> bool:
        return any(wildcards.matches(pattern, action, ignore_case=True) for pattern in patterns)

    return not any_of(statement.not_actions) if statement.not_actions is not None else any_of(statement.actions or ())


def resource_fits(statement: Statement, resource: str, lookup: Lookup | None) -> bool:
    """Whether the resource is one of the statement's; a trust policy names none, and is about its own role.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """

    def any_of(patterns: Iterable[str]) -> bool:
        found = (variables.expanded(pattern, lookup) for pattern in patterns)
        return any(pattern is not None and pattern.wildcard.matches(resource) for pattern in found)

    if statement.not_resources is not None:
        return not any_of(statement.not_resources)
    return statement.resources is None or any_of(statement.resources)


def lookup_of(statement: Statement, request: Request) -> Lookup | None:
    """The values of policy variables in this request; None when the policy's version has no variables."""
    if not statement.variables:
        return None

    def value(name: str) -> str | None:
        found = request.value(name)
        return found if isinstance(found, str) else None

    return value
