"""Who may do what in this backend: AWS's decision on the policies that are stored here.

A service that is sent somewhere asks the policy of what it sends to, and whoever assumes a role asks the role's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.aws import arns
from lambda_workshop.aws.policies import Policy, Request, acting_for, at, managed, may, parse
from lambda_workshop.aws.policies import service as by_service
from lambda_workshop.emulator.fallback import iam


def service_may(
    policy: object,
    principal: str,
    action: str,
    resource: str,
    *,
    source_arn: str = "",
    source_account: str = "",
    context: Mapping[str, str] | None = None,
) -> bool:
    """Whether a resource's policy, or a role's trust policy, lets a service take the action.

    `policy` is a document, as text or as data; `context` adds condition keys.
    """
    keys = {**at(datetime.now(UTC)), **acting_for(source_arn, source_account), **(context or {})}
    return may(Request(action, resource, by_service(principal), keys), resource_policy=parse(policy)).allowed


def role_may(role_arn: str, action: str, resource: str) -> bool:
    """Whether a role's policies and its permissions boundary allow the action; False when there is no such role."""
    role = role_of(role_arn)
    if role is None:
        return False
    account, limit = arns.account_of(role_arn), role.get("PermissionsBoundary")
    inline = [parse(document) for document in (role.get("InlinePolicies") or {}).values()]
    attached = [managed_policy(policy, account) or Policy() for policy in role.get("AttachedPolicies", ())]
    boundary = (managed_policy(str(limit), account) or Policy()) if limit else None
    asked = Request(action, resource, context=at(datetime.now(UTC)))
    return may(asked, identity=[*inline, *attached], boundary=boundary).allowed


def role_of(role_arn: str) -> dict[str, Any] | None:
    """MiniStack's record of the role, by its whole ARN; None when IAM does not know it."""
    found = iam.roles().get_scoped(arns.account_of(role_arn), None, role_arn.rsplit("/", 1)[-1])
    return found if found and found.get("Arn") == role_arn else None


def managed_policy(policy_arn: str, account: str) -> Policy | None:
    """A managed policy, AWS's or an account's own; None for one that this backend has no document of."""
    if known := managed(policy_arn):
        return known
    document = iam.managed_document(policy_arn, account)
    return parse(document) if document else None


def authorized(policy: object, request_arn: str) -> str:
    """Replace `_evaluate_policy` of both API services: what an authorizer's policy says of a request.

    `Allow`, `Deny` where a statement denies, and `NoMatch` where none allows.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
    """
    found = may(Request("execute-api:Invoke", request_arn, context=at(datetime.now(UTC))), identity=[parse(policy)])
    return "Allow" if found.allowed else "Deny" if found.statement else "NoMatch"


def for_services(original: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap `iam_evaluator.evaluate_resource_policy`: what a service may is decided here, for S3, SNS and IoT too."""

    def evaluate(policy: Any, asked: Any, service: str | None = None, **options: Any) -> Any:
        if service is None:
            return original(policy, asked, **options)
        action, resource, keys = iam.question(asked)
        return iam.answer(service_may(policy, service, action, resource, context=keys))

    return evaluate
