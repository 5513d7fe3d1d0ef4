"""What a schedule's role may do: Scheduler assumes it for every firing, and asks for its trust when it is named.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role
https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
"""

from __future__ import annotations

from lambda_workshop.aws import arns
from lambda_workshop.emulator.services import rights

_PRINCIPAL = "scheduler.amazonaws.com"


def trusts_scheduler(role_arn: str, group_arn: str) -> bool:
    """Whether the role exists, in the group's account, and lets Scheduler assume it for that schedule group."""
    role = rights.role_of(role_arn)
    if role is None or arns.account_of(role_arn) != arns.account_of(group_arn):
        return False
    trust = role.get("AssumeRolePolicyDocument")
    return rights.service_may(trust, _PRINCIPAL, "sts:AssumeRole", role_arn, source_arn=group_arn)
