"""What an IAM role allows, read from its policies: AWS asks, and no free emulator does.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing

_SERVICE_ROLE = "arn:aws:iam::aws:policy/service-role/"
_WRITE_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
# What the managed policies that the course names allow, for backends that do not carry their documents.
# https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
MANAGED: dict[str, tuple[str, ...]] = {
    f"{_SERVICE_ROLE}AWSLambdaBasicExecutionRole": _WRITE_LOGS,
    f"{_SERVICE_ROLE}AWSLambdaSQSQueueExecutionRole": (
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        *_WRITE_LOGS,
    ),
    f"{_SERVICE_ROLE}AWSLambdaDynamoDBExecutionRole": (
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
        *_WRITE_LOGS,
    ),
    f"{_SERVICE_ROLE}AWSLambdaKinesisExecutionRole": (
        "kinesis:DescribeStream",
        "kinesis:DescribeStreamSummary",
        "kinesis:GetRecords",
        "kinesis:GetShardIterator",
        "kinesis:ListShards",
        "kinesis:ListStreams",
        "kinesis:SubscribeToShard",
        *_WRITE_LOGS,
    ),
    "arn:aws:iam::aws:policy/AmazonSQSFullAccess": ("sqs:*",),
    "arn:aws:iam::aws:policy/AmazonS3FullAccess": ("s3:*", "s3-object-lambda:*"),
    "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess": ("dynamodb:*",),
    "arn:aws:iam::aws:policy/AmazonSNSFullAccess": ("sns:*",),
    "arn:aws:iam::aws:policy/AWSLambda_FullAccess": ("lambda:*",),
    "arn:aws:iam::aws:policy/AdministratorAccess": ("*",),
}


def allowed(cloud: Cloud, role_arn: str, action: str, resource: str) -> bool:
    """Whether the role's policies allow this action on this resource; False when there is no such role.

    Args:
        cloud: where the role is.
        role_arn: the role, as the function's configuration names it.
        action: such as `sqs:ReceiveMessage`.
        resource: the resource's ARN.
    """
    allowing = False
    for statement in statements(cloud, role_arn):
        if not (_action_matches(statement, action) and _resource_matches(statement, resource)):
            continue
        if statement.get("Effect") == "Deny":
            return False
        allowing = allowing or statement.get("Effect") == "Allow"
    return allowing


def denied(cloud: Cloud, role_arn: str, actions: Sequence[str], resource: str) -> list[str]:
    """Those of the actions that the role does not allow on the resource, in order."""
    return [action for action in actions if not allowed(cloud, role_arn, action, resource)]


def exists(cloud: Cloud, role_arn: str) -> bool:
    """Whether IAM has the role."""
    try:
        cloud.client("iam").get_role(RoleName=name_of(role_arn))
    except ClientError as error:
        if missing(error):
            return False
        raise
    return True


def trusts(cloud: Cloud, role_arn: str, service: str) -> bool:
    """Whether the service, such as `lambda.amazonaws.com`, may assume the role; False when there is no such role."""
    try:
        document = cloud.client("iam").get_role(RoleName=name_of(role_arn))["Role"]["AssumeRolePolicyDocument"]
    except ClientError as error:
        if missing(error):
            return False
        raise
    for statement in _listed(document.get("Statement")):
        principal = statement.get("Principal", {})
        services = _listed(principal.get("Service")) if isinstance(principal, dict) else []
        if statement.get("Effect") == "Allow" and service in services:
            return True
    return False


def name_of(role_arn: str) -> str:
    """The role's name: the last part of its ARN."""
    return role_arn.rsplit("/", 1)[-1]


def statements(cloud: Cloud, role_arn: str) -> Iterator[dict[str, Any]]:
    """Every statement of the role's own and attached policies; none when there is no such role."""
    iam, name = cloud.client("iam"), name_of(role_arn)
    try:
        own = iam.list_role_policies(RoleName=name)["PolicyNames"]
        attached = [item["PolicyArn"] for item in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]]
    except ClientError as error:
        if missing(error):
            return
        raise
    for policy in own:
        yield from _listed(iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"].get("Statement"))
    for policy_arn in attached:
        yield from _managed(iam, policy_arn)


def _managed(iam: Any, policy_arn: str) -> Iterator[dict[str, Any]]:
    if policy_arn in MANAGED:
        yield {"Effect": "Allow", "Action": list(MANAGED[policy_arn]), "Resource": "*"}
        return
    try:
        version = iam.get_policy(PolicyArn=policy_arn)["Policy"]["DefaultVersionId"]
        document = iam.get_policy_version(PolicyArn=policy_arn, VersionId=version)["PolicyVersion"]["Document"]
    except ClientError as error:
        if missing(error):
            return
        raise
    yield from _listed(document.get("Statement"))


def _action_matches(statement: dict[str, Any], action: str) -> bool:
    if "NotAction" in statement:
        return not _any(statement["NotAction"], action, fold=True)
    return _any(statement.get("Action"), action, fold=True)


def _resource_matches(statement: dict[str, Any], resource: str) -> bool:
    if "NotResource" in statement:
        return not _any(statement["NotResource"], resource)
    return _any(statement.get("Resource"), resource)


def _any(patterns: object, value: str, *, fold: bool = False) -> bool:
    """Whether one of the patterns fits; brackets mean nothing to IAM, only `*` and `?`."""
    if fold:
        value = value.lower()
    for pattern in _listed(patterns):
        text = str(pattern).lower() if fold else str(pattern)
        if fnmatch.fnmatchcase(value, text.replace("[", "[[]")):
            return True
    return False


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
