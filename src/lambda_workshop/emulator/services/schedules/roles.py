"""What a schedule's role may do: Scheduler assumes it for every firing, and asks for its trust when it is named.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
"""

from __future__ import annotations

import json
from typing import Any

_PRINCIPAL = "scheduler.amazonaws.com"
# Managed policies that MiniStack does not carry, and that people attach to a schedule's role.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambda_FullAccess.html
_MANAGED = {"arn:aws:iam::aws:policy/AWSLambda_FullAccess": "lambda:*"}


def trusts_scheduler(role_arn: str, group_arn: str) -> bool:
    """Whether the role exists, in the group's account, and lets Scheduler assume it for that schedule group."""
    from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy

    account = group_arn.split(":")[4]
    role = _role(role_arn, account)
    if role is None:
        return False
    question = EvalContext(
        # A service is no account: a statement for an account must not let it in.
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="sts:AssumeRole",
        resource_arn=role_arn,
        region="",
        service_context={"aws:sourcearn": group_arn, "aws:sourceaccount": account},
    )
    trust = role.get("AssumeRolePolicyDocument")
    try:
        document = json.loads(trust) if isinstance(trust, str) else trust
    except ValueError:
        return False
    return bool(evaluate_resource_policy(document, question, service=_PRINCIPAL).decision == "Allow")


def may(role_arn: str, action: str, resource: str) -> bool:
    """Whether the role's policies allow this action, such as `lambda:InvokeFunction`, on this resource."""
    from ministack.core.iam_evaluator import EvalContext, _gather_role_policies, evaluate, parse_policy_document

    account, name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    role = _role(role_arn, account)
    if role is None:
        return False
    question = EvalContext(
        principal_arn=f"arn:aws:sts::{account}:assumed-role/{name}/scheduler",
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=resource.split(":")[3],
    )
    policies = _gather_role_policies(name, account)
    for arn in role.get("AttachedPolicies", ()):
        if actions := _MANAGED.get(arn):
            statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
            policies.append(parse_policy_document({"Statement": [statement]}))
    return bool(evaluate(question, policies).decision == "Allow")


def _role(role_arn: str, account: str) -> dict[str, Any] | None:
    from ministack.services import iam

    found: dict[str, Any] | None = iam._roles.get_scoped(account, None, role_arn.rsplit("/", 1)[-1])
    return found if found and found.get("Arn") == role_arn else None
