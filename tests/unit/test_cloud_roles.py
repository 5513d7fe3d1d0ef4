"""What a role allows, read from its policies."""

from __future__ import annotations

import json
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from lambda_workshop.cloud import Cloud, deploying, roles

QUEUE = "arn:aws:sqs:us-east-1:123456789012:jobs"
SQS = "arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws(config={"iam": {"load_aws_managed_policies": True}}):
        session = boto3.Session(aws_access_key_id="x", aws_secret_access_key="x", region_name="us-east-1")
        yield Cloud(session)


def role(cloud: Cloud, *statements: dict[str, object]) -> str:
    return deploying.role(cloud, "r", [{"Statement": list(statements)}])


def test_a_statement_allows_its_actions_on_its_resources_only(cloud: Cloud) -> None:
    arn = role(cloud, {"Effect": "Allow", "Action": ["sqs:Receive*"], "Resource": QUEUE})
    assert roles.allowed(cloud, arn, "sqs:ReceiveMessage", QUEUE)
    assert roles.allowed(cloud, arn, "SQS:receivemessage", QUEUE)
    assert not roles.allowed(cloud, arn, "sqs:DeleteMessage", QUEUE)
    assert not roles.allowed(cloud, arn, "sqs:ReceiveMessage", f"{QUEUE}-other")


def test_a_denial_wins(cloud: Cloud) -> None:
    arn = role(
        cloud,
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:*:jobs"},
    )
    assert not roles.allowed(cloud, arn, "sqs:SendMessage", QUEUE)
    assert roles.allowed(cloud, arn, "s3:GetObject", "arn:aws:s3:::b/k")


def test_not_action_is_the_opposite(cloud: Cloud) -> None:
    arn = role(cloud, {"Effect": "Allow", "NotAction": "sqs:Delete*", "Resource": "*"})
    assert roles.allowed(cloud, arn, "sqs:SendMessage", QUEUE)
    assert not roles.allowed(cloud, arn, "sqs:DeleteMessage", QUEUE)


def test_a_managed_policy_counts_without_its_document(cloud: Cloud) -> None:
    arn = deploying.role(cloud, "r", [SQS])
    assert roles.denied(cloud, arn, ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:SendMessage"], QUEUE) == [
        "sqs:SendMessage"
    ]


def test_a_role_that_is_not_there_allows_nothing(cloud: Cloud) -> None:
    arn = "arn:aws:iam::123456789012:role/nobody"
    assert not roles.allowed(cloud, arn, "sqs:SendMessage", QUEUE)
    assert not roles.exists(cloud, arn)
    assert not roles.trusts(cloud, arn, "lambda.amazonaws.com")


def test_deploying_a_role_again_brings_it_to_the_new_policies(cloud: Cloud) -> None:
    deploying.role(cloud, "r", [SQS, {"Action": "s3:*", "Resource": "*"}])
    arn = deploying.role(cloud, "r", [{"Action": "sns:Publish", "Resource": "*"}])
    assert not roles.allowed(cloud, arn, "sqs:ReceiveMessage", QUEUE)
    assert not roles.allowed(cloud, arn, "s3:GetObject", "arn:aws:s3:::b/k")
    assert roles.allowed(cloud, arn, "sns:Publish", "arn:aws:sns:us-east-1:1:t")
    assert roles.trusts(cloud, arn, "lambda.amazonaws.com")
    document = boto3.client("iam", region_name="us-east-1").get_role(RoleName="r")["Role"]["AssumeRolePolicyDocument"]
    assert "lambda.amazonaws.com" in json.dumps(document)


def test_deploying_a_role_again_brings_it_to_the_new_trust(cloud: Cloud) -> None:
    deploying.role(cloud, "r", [])
    arn = deploying.role(cloud, "r", [], service="scheduler")
    assert roles.trusts(cloud, arn, "scheduler.amazonaws.com")
    assert not roles.trusts(cloud, arn, "lambda.amazonaws.com")


def trust(cloud: Cloud, **conditions: object) -> str:
    """A role that Lambda may assume under these conditions."""
    arn = deploying.role(cloud, "r")
    allows = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [allows | {"Condition": conditions}]}
    cloud.client("iam").update_assume_role_policy(RoleName="r", PolicyDocument=json.dumps(document))
    return arn


def test_a_trust_for_ones_own_account_and_things_is_a_trust(cloud: Cloud) -> None:
    for account, trusted in ((cloud.account, True), ("999999999999", False)):
        owner, functions = {"aws:SourceAccount": account}, f"arn:aws:lambda:us-east-1:{account}:function:*"
        assert roles.trusts(cloud, trust(cloud, StringEquals=owner), "lambda.amazonaws.com") is trusted
        both = trust(cloud, StringEquals=owner, ArnLike={"aws:SourceArn": functions})
        assert roles.trusts(cloud, both, "lambda.amazonaws.com") is trusted


def test_a_permissions_boundary_limits_what_the_policies_allow(cloud: Cloud) -> None:
    arn, iam = role(cloud, {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}), cloud.client("iam")
    reads = {"Effect": "Allow", "Action": "sqs:Receive*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [reads]})
    boundary = iam.create_policy(PolicyName="reads", PolicyDocument=document)["Policy"]["Arn"]
    iam.put_role_permissions_boundary(RoleName="r", PermissionsBoundary=boundary)
    assert roles.denied(cloud, arn, ["sqs:ReceiveMessage", "sqs:DeleteMessage"], QUEUE) == ["sqs:DeleteMessage"]
