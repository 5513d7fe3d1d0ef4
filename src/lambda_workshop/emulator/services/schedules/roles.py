"""What a schedule's role may do: Scheduler assumes it for every firing, and asks for its trust when it is named.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
"""

from __future__ import annotations

import json
from typing import Any

from lambda_workshop.emulator.fallback import iam

_PRINCIPAL = "scheduler.amazonaws.com"
# Managed policies that MiniStack does not carry, and that people attach to a schedule's role.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambda_FullAccess.html
_MANAGED = {"arn:aws:iam::aws:policy/AWSLambda_FullAccess": "lambda:*"}


def trusts_scheduler(role_arn: str, group_arn: str) -> bool:
    """Whether the role exists, in the group's account, and lets Scheduler assume it for that schedule group."""
    account = group_arn.split(":")[4]
    role = _role(role_arn, account)
    if role is None:
        return False
    trust = role.get("AssumeRolePolicyDocument")
    try:
        document = json.loads(trust) if isinstance(trust, str) else trust
    except ValueError:
        return False
    keys = {"aws:sourcearn": group_arn, "aws:sourceaccount": account}
    return iam.service_may(document, _PRINCIPAL, "sts:AssumeRole", role_arn, region="", keys=keys)


def may(role_arn: str, action: str, resource: str) -> bool:
    """Whether the role's policies allow this action, such as `lambda:InvokeFunction`, on this resource."""
    account, name = role_arn.split(":")[4], role_arn.rsplit("/", 1)[-1]
    role = _role(role_arn, account)
    if role is None:
        return False
    managed = [
        {"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}
        for arn in role.get("AttachedPolicies", ())
        if (actions := _MANAGED.get(arn))
    ]
    region = resource.split(":")[3]
    return iam.role_may(name, account, "scheduler", action, resource, region=region, more=managed)


def _role(role_arn: str, account: str) -> dict[str, Any] | None:
    found = iam.roles().get_scoped(account, None, role_arn.rsplit("/", 1)[-1])
    return found if found and found.get("Arn") == role_arn else None
