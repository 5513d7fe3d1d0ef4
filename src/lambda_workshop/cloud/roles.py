"""What an IAM role allows, read from its policies: AWS asks, and no free emulator does.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.aws.arns import account_of
from lambda_workshop.aws.policies import Policy, Request, acting_for, managed, may, parse, service
from lambda_workshop.cloud.core import Cloud, missing


@dataclass(frozen=True)
class Rights:
    """What a role has: its own and attached policies, and its permissions boundary, where it has one."""

    policies: tuple[Policy, ...] = ()
    boundary: Policy | None = None

    def allow(self, action: str, resource: str) -> bool:
        """Whether they allow the action on the resource."""
        return may(Request(action, resource), identity=self.policies, boundary=self.boundary).allowed


def allowed(cloud: Cloud, role_arn: str, action: str, resource: str) -> bool:
    """Whether the role's policies allow this action on this resource; False when there is no such role.

    Args:
        cloud: where the role is.
        role_arn: the role, as the function's configuration names it.
        action: such as `sqs:ReceiveMessage`.
        resource: the resource's ARN.
    """
    return rights(cloud, role_arn).allow(action, resource)


def denied(cloud: Cloud, role_arn: str, actions: Sequence[str], resource: str) -> list[str]:
    """Those of the actions that the role does not allow on the resource, in order."""
    found = rights(cloud, role_arn)
    return [action for action in actions if not found.allow(action, resource)]


def exists(cloud: Cloud, role_arn: str) -> bool:
    """Whether IAM has the role."""
    return _role(cloud, role_arn) is not None


def trusts(cloud: Cloud, role_arn: str, service_name: str) -> bool:
    """Whether the service, such as `lambda.amazonaws.com`, may assume the role; False when there is no such role.

    It does so for something of the role's own account; where the trust policy names for what, for that.
    """
    role = _role(cloud, role_arn)
    if role is None:
        return False
    trust, account = parse(role["AssumeRolePolicyDocument"]), account_of(str(role["Arn"]))
    sources = ("", *(one.replace("*", "any") for statement in trust for one in statement.values("aws:SourceArn")))
    requests = (
        Request("sts:AssumeRole", role_arn, service(service_name), acting_for(source, account)) for source in sources
    )
    return any(may(request, resource_policy=trust).allowed for request in requests)


def name_of(role_arn: str) -> str:
    """The role's name: the last part of its ARN."""
    return role_arn.rsplit("/", 1)[-1]


def rights(cloud: Cloud, role_arn: str) -> Rights:
    """What the role's policies say; nothing when there is no such role."""
    iam, name, role = cloud.client("iam"), name_of(role_arn), _role(cloud, role_arn)
    if role is None:
        return Rights()
    own = iam.list_role_policies(RoleName=name)["PolicyNames"]
    documents = (iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"] for policy in own)
    attached = [item["PolicyArn"] for item in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
    limit = (role.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return Rights(
        (*map(parse, documents), *(_document(iam, policy_arn) for policy_arn in attached)),
        _document(iam, limit) if limit else None,
    )


def _role(cloud: Cloud, role_arn: str) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = cloud.client("iam").get_role(RoleName=name_of(role_arn))["Role"]
    except ClientError as error:
        if missing(error):
            return None
        raise
    return found


def _document(iam: Any, policy_arn: str) -> Policy:
    """A managed policy, AWS's or one's own; one that is gone allows nothing."""
    if known := managed(policy_arn):
        return known
    try:
        version = iam.get_policy(PolicyArn=policy_arn)["Policy"]["DefaultVersionId"]
        return parse(iam.get_policy_version(PolicyArn=policy_arn, VersionId=version)["PolicyVersion"]["Document"])
    except ClientError as error:
        if missing(error):
            return Policy()
        raise
