"""May this one? Deny before Allow, and nothing without an Allow.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lambda_workshop.aws import arns
from lambda_workshop.aws.policies import reasons
from lambda_workshop.aws.policies.documents import Policy, Statement
from lambda_workshop.aws.policies.matching import misfits
from lambda_workshop.aws.policies.principals import ANYBODY, names_directly
from lambda_workshop.aws.policies.requests import Request


@dataclass(frozen=True)
class Decision:
    """Whether a request is allowed, the statement that decided, and why not, as half a sentence (empty: it is)."""

    allowed: bool
    statement: Statement | None = None
    reason: str = ""


def may(
    request: Request,
    *,
    resource_policy: Policy | None = None,
    identity: Sequence[Policy] = (),
    boundary: Policy | None = None,
    owner: str = "",
) -> Decision:
    """Whether AWS lets the request through.

    Args:
        request: who wants what.
        resource_policy: the policy of the resource, or the trust policy of the role that is to be assumed; None where
            only the caller's own policies are asked.
        identity: the policies of the role or user that asks; a service and somebody without credentials have none.
        boundary: the permissions boundary of the role or user, which allows nothing by itself and limits the rest.
        owner: the account that owns the resource, where its ARN does not say so, as a bucket's.
    """
    resource_policies = [] if resource_policy is None else [resource_policy]
    own = [*identity, *([] if boundary is None else [boundary])]
    denying = _first("Deny", resource_policies, request, of_resource=True) or _first("Deny", own, request)
    if denying:
        return Decision(False, denying, reasons.denied(denying, request))
    by_identity = _first("Allow", identity, request)
    if boundary is not None and not _first("Allow", [boundary], request):
        by_identity = None
    for by_resource in _every("Allow", resource_policies, request, of_resource=True):
        if by_identity or _suffices(by_resource, request, boundary, owner):
            return Decision(True, by_resource)
    # Whoever assumes a role needs its trust policy; other resources of one's own account need no policy of theirs.
    needs_resource = resource_policy is not None and (_is_trust(request) or not _same_account(request, owner))
    if by_identity and not needs_resource:
        return Decision(True, by_identity)
    if resource_policy is None:
        return Decision(False, None, reasons.not_allowed(own, request))
    return Decision(False, None, reasons.not_allowed(resource_policies, request, of_resource=True))


def lets(policy: Policy, request: Request) -> bool:
    """Whether a resource's policy lets the caller in, whatever the caller's own policies say."""
    if _first("Deny", [policy], request, of_resource=True):
        return False
    return _first("Allow", [policy], request, of_resource=True) is not None


def _every(
    effect: str, policies: Iterable[Policy], request: Request, *, of_resource: bool = False
) -> Iterator[Statement]:
    """The statements of this effect that are about the request."""
    statements = (one for policy in policies for one in policy if one.effect == effect)
    return (one for one in statements if not misfits(one, request, of_resource=of_resource))


def _first(effect: str, policies: Iterable[Policy], request: Request, *, of_resource: bool = False) -> Statement | None:
    return next(_every(effect, policies, request, of_resource=of_resource), None)


def _suffices(statement: Statement, request: Request, boundary: Policy | None, owner: str) -> bool:
    """Whether the resource's policy lets the caller in, although the caller's own policies do not.

    A statement for an account leaves the decision to that account. A boundary limits a role, also where the resource's
    policy names it, and neither a user nor a role's session.
    """
    who = request.principal or ANYBODY
    if not who.account or who.is_whole_account:
        return True
    if not _same_account(request, owner) or not names_directly(statement.principals or (), who):
        return False
    return boundary is None or ":role/" not in who.name or _first("Allow", [boundary], request) is not None


def _same_account(request: Request, owner: str) -> bool:
    account = owner or arns.account_of(request.resource)
    return request.principal is None or not account or request.principal.account == account


def _is_trust(request: Request) -> bool:
    return request.action.lower().startswith("sts:assumerole")
