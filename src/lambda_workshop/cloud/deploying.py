"""Roles and functions for lessons whose subject is not deploying. Each call may be repeated."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing

RUNTIME = "python3.13"
_OFTEN = {"Delay": 0.1, "MaxAttempts": 600}
"""Ten looks a second, for a minute: a new function is ready in a fifth of a second here, and takes longer on AWS."""
LOGS = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def role(cloud: Cloud, name: str, policies: Sequence[str | Mapping[str, Any]] = (), *, service: str = "lambda") -> str:
    """Create the role, or bring it to these policies and this trust; returns its ARN.

    Args:
        cloud: where.
        name: the role's name.
        policies: ARNs of managed policies, or policy documents (or single statements) of its own.
        service: who may assume it: `lambda`, `scheduler`, ...
    """
    iam = cloud.client("iam")
    trust = json.dumps(_document({"Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}))
    try:
        arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    except iam.exceptions.EntityAlreadyExistsException:
        iam.update_assume_role_policy(RoleName=name, PolicyDocument=trust)
        arn = iam.get_role(RoleName=name)["Role"]["Arn"]
    managed = {policy for policy in policies if isinstance(policy, str)} | {LOGS}
    attached = {item["PolicyArn"] for item in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]}
    for policy_arn in attached - managed:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy_arn)
    for policy_arn in sorted(managed - attached):
        iam.attach_role_policy(RoleName=name, PolicyArn=policy_arn)
    own = {f"own-{number}": _document(policy) for number, policy in enumerate(policies) if not isinstance(policy, str)}
    for old in set(iam.list_role_policies(RoleName=name)["PolicyNames"]) - own.keys():
        iam.delete_role_policy(RoleName=name, PolicyName=old)
    for policy_name, document in own.items():
        iam.put_role_policy(RoleName=name, PolicyName=policy_name, PolicyDocument=json.dumps(document))
    return str(arn)


def _document(policy: Mapping[str, Any]) -> dict[str, Any]:
    if "Statement" in policy:
        return {"Version": "2012-10-17", **policy}
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **policy}]}


def deploy(
    cloud: Cloud,
    name: str,
    package: bytes,
    *,
    handler: str,
    role_arn: str,
    timeout: int = 3,
    memory: int = 128,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Create the function, or bring its code and configuration to this; returns its ARN once it can be invoked."""
    client = cloud.client("lambda")
    settings = {
        "Runtime": RUNTIME,
        "Role": role_arn,
        "Handler": handler,
        "Timeout": timeout,
        "MemorySize": memory,
        "Environment": {"Variables": dict(environment or {})},
    }
    try:
        arn = client.get_function_configuration(FunctionName=name)["FunctionArn"]
    except ClientError as error:
        if not missing(error):
            raise
        arn = client.create_function(FunctionName=name, Code={"ZipFile": package}, **settings)["FunctionArn"]
        client.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig=_OFTEN)
        return str(arn)
    client.update_function_configuration(FunctionName=name, **settings)
    client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=_OFTEN)
    client.update_function_code(FunctionName=name, ZipFile=package)
    client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig=_OFTEN)
    return str(arn)
