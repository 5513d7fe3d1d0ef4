"""Roles, their policies, and what a policy allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Store, iam, iam_evaluator


def roles() -> Store[Record]:
    """The roles by name."""
    return iam._roles


def policies() -> Store[Record]:
    """The managed policies by ARN."""
    return iam._policies


def service_may(
    policy: Any, principal: str, action: str, resource: str, *, region: str, keys: Mapping[str, str]
) -> bool:
    """Whether a resource's policy, or a role's trust, lets a service take this action.

    `principal` is the service, such as `sns.amazonaws.com`; `keys` are the condition keys, in lower case.
    """
    question = iam_evaluator.EvalContext(
        # A service is no account: a statement for an account must not let it in, and one for everybody does.
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=region,
        service_context=dict(keys),
    )
    return iam_evaluator.evaluate_resource_policy(policy, question, service=principal).decision == "Allow"


def role_may(
    role: str, account: str, session: str, action: str, resource: str, *, region: str, more: list[Record] | None = None
) -> bool:
    """Whether the policies of this role of the account, and `more` policy documents, allow the action."""
    question = iam_evaluator.EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{role}/{session}",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=region,
    )
    own = iam_evaluator._gather_role_policies(role, account)
    statements = own + [iam_evaluator.parse_policy_document(document) for document in more or ()]
    return iam_evaluator.evaluate(question, statements).decision == "Allow"
