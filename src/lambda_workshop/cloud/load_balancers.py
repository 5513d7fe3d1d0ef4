"""Application load balancers: listeners, their rules, and the target groups to which they forward."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud

SERVICE = "elasticloadbalancing.amazonaws.com"
"""Who calls a function that is registered in a target group."""


@dataclass(frozen=True)
class Rule:
    """What one rule of a listener looks at, and what it does; the default rule has no conditions."""

    default: bool
    conditions: dict[str, list[str]]
    action: str
    groups: tuple[str, ...]
    status: str = ""


@dataclass(frozen=True)
class Balancer:
    """A load balancer, and the rules of its listeners by port, in the order in which they are tried."""

    name: str
    arn: str
    listeners: dict[int, list[Rule]]


@dataclass(frozen=True)
class Group:
    """A target group; `health_path` is empty when its targets are not checked."""

    name: str
    arn: str
    kind: str
    targets: tuple[str, ...]
    health_path: str
    multi_value: bool

    @property
    def function(self) -> str:
        """The ARN of its one target; empty where it has none."""
        return self.targets[0] if len(self.targets) == 1 else ""


def find(cloud: Cloud, name: str) -> Balancer | None:
    """The load balancer of that name with all its rules, or None."""
    elb = cloud.client("elbv2")
    try:
        arn = elb.describe_load_balancers(Names=[name])["LoadBalancers"][0]["LoadBalancerArn"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "LoadBalancerNotFound":
            return None
        raise
    listeners = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    return Balancer(
        name,
        arn,
        {
            int(each["Port"]): [_rule(item) for item in elb.describe_rules(ListenerArn=each["ListenerArn"])["Rules"]]
            for each in listeners
        },
    )


def group(cloud: Cloud, name: str) -> Group | None:
    """The target group of that name, or None."""
    elb = cloud.client("elbv2")
    try:
        found = elb.describe_target_groups(Names=[name])["TargetGroups"][0]
    except ClientError as error:
        if error.response["Error"]["Code"] == "TargetGroupNotFound":
            return None
        raise
    arn = found["TargetGroupArn"]
    health = elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
    attributes = elb.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    return Group(
        name,
        arn,
        found["TargetType"],
        tuple(item["Target"]["Id"] for item in health),
        str(found.get("HealthCheckPath", "")) if found.get("HealthCheckEnabled") else "",
        {"Key": "lambda.multi_value_headers.enabled", "Value": "true"} in attributes,
    )


def subnets(cloud: Cloud) -> list[str]:
    """Subnets of the default network in two zones, as many as a load balancer needs.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    wanted = [{"Name": "default-for-az", "Values": ["true"]}]
    found = cloud.client("ec2").describe_subnets(Filters=wanted)["Subnets"]
    return list({item["AvailabilityZone"]: str(item["SubnetId"]) for item in found}.values())[:2]


def names(cloud: Cloud) -> Iterator[str]:
    """Name and ARN of every load balancer, as cleaning up wants them."""
    for page in cloud.client("elbv2").get_paginator("describe_load_balancers").paginate():
        for item in page["LoadBalancers"]:
            yield f"{item['LoadBalancerName']}\n{item['LoadBalancerArn']}"


def remove(cloud: Cloud, found: str) -> None:
    """Remove a load balancer's listeners, then itself: a target group can go once no listener forwards to it."""
    elb, arn = cloud.client("elbv2"), found.partition("\n")[2]
    for listener in elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]:
        elb.delete_listener(ListenerArn=listener["ListenerArn"])
    elb.delete_load_balancer(LoadBalancerArn=arn)


def group_names(cloud: Cloud) -> Iterator[str]:
    """Name and ARN of every target group."""
    for page in cloud.client("elbv2").get_paginator("describe_target_groups").paginate():
        for item in page["TargetGroups"]:
            yield f"{item['TargetGroupName']}\n{item['TargetGroupArn']}"


def remove_group(cloud: Cloud, found: str) -> None:
    """Remove a target group."""
    cloud.client("elbv2").delete_target_group(TargetGroupArn=found.partition("\n")[2])


def _rule(item: dict[str, Any]) -> Rule:
    action: dict[str, Any] = item["Actions"][-1]
    listed = [each["TargetGroupArn"] for each in action.get("ForwardConfig", {}).get("TargetGroups", ())]
    if action.get("TargetGroupArn") and not listed:
        listed = [action["TargetGroupArn"]]
    conditions = {each["Field"]: _values(each) for each in item.get("Conditions", ())}
    status = str(action.get("FixedResponseConfig", {}).get("StatusCode", ""))
    return Rule(bool(item["IsDefault"]), conditions, action["Type"], tuple(listed), status)


def _values(condition: dict[str, Any]) -> list[str]:
    configs = [value for key, value in condition.items() if key.endswith("Config")]
    return [str(value) for value in condition.get("Values") or (configs[0].get("Values", []) if configs else [])]
