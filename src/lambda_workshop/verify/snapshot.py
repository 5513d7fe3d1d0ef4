"""What a broken wiring is made of, whole: kept when it is put in place, and compared when it is said to be mended.

A snapshot is one value for each *place*, such as `queue inkwell-sqs-debug: VisibilityTimeout`. What AWS changes by
itself (dates, counts, ids, states on the way) is not part of it: what is removed and made again is the same.
"""

from __future__ import annotations

import fnmatch
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import Cloud, cleanup, functions, load_balancers, missing

Snapshot = Mapping[str, str]
"""A value, as JSON, for each place."""
Found = Iterator[tuple[str, Any]]

_FUNCTION = ("Runtime", "Role", "Handler", "Timeout", "MemorySize", "Environment", "Layers", "CodeSha256")
_MAPPING = (
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "FilterCriteria",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "ScalingConfig",
    "StartingPosition",
    "TumblingWindowInSeconds",
)
_QUEUE = (
    "DelaySeconds",
    "FifoQueue",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "Policy",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "VisibilityTimeout",
)
_SUBSCRIPTION = ("DeliveryPolicy", "FilterPolicy", "FilterPolicyScope", "RawMessageDelivery", "RedrivePolicy")
_GROUP = ("HealthCheckEnabled", "HealthCheckPath", "TargetType")
_TABLE = ("BillingModeSummary", "KeySchema", "StreamSpecification")


def _functions(cloud: Cloud, named: Callable[[str], bool]) -> Found:
    client = cloud.client("lambda")
    for name in filter(named, functions.names(cloud)):
        configuration = client.get_function_configuration(FunctionName=name)
        yield from _fields(f"function {name}", configuration, _FUNCTION)
        concurrency = client.get_function_concurrency(FunctionName=name)
        yield f"function {name}: ReservedConcurrentExecutions", concurrency.get("ReservedConcurrentExecutions")
        events = functions.event_settings(cloud, name) or {}
        yield from _fields(
            f"function {name}", events, ("DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
        )
        for statement in _policy(client, name):
            yield f"function {name}: permission {statement.pop('Sid', '')}", statement
        for mapping in functions.mappings(cloud, function=name):
            place = f"mapping of {mapping.source_arn.split(':')[-1]} to {name}"
            yield from _fields(place, mapping.settings, _MAPPING)
            yield f"{place}: Enabled", mapping.state not in ("Disabled", "Disabling")


def _policy(client: Any, name: str) -> list[dict[str, Any]]:
    try:
        return list(json.loads(client.get_policy(FunctionName=name)["Policy"])["Statement"])
    except ClientError as error:
        if missing(error):
            return []
        raise


def _queues(cloud: Cloud, named: Callable[[str], bool]) -> Found:
    sqs = cloud.client("sqs")
    for url in sqs.list_queues().get("QueueUrls", []):
        if named(name := url.rpartition("/")[2]):
            attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"]).get("Attributes", {})
            yield from _fields(f"queue {name}", attributes, _QUEUE)


def _topics(cloud: Cloud, named: Callable[[str], bool]) -> Found:
    sns = cloud.client("sns")
    for topic in sns.list_topics()["Topics"]:
        arn = topic["TopicArn"]
        if not named(name := arn.rpartition(":")[2]):
            continue
        yield f"topic {name}", True
        for item in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]:
            attributes = sns.get_subscription_attributes(SubscriptionArn=item["SubscriptionArn"])["Attributes"]
            # AWS tells the scope only where one was set.
            attributes = {"FilterPolicyScope": "MessageAttributes"} | attributes
            place = f"subscription of {item['Endpoint'].split(':')[-1]} to {name}"
            yield from _fields(place, attributes, _SUBSCRIPTION)


def _tables(cloud: Cloud, named: Callable[[str], bool]) -> Found:
    dynamodb = cloud.client("dynamodb")
    for name in filter(named, dynamodb.list_tables()["TableNames"]):
        yield from _fields(f"table {name}", dynamodb.describe_table(TableName=name)["Table"], _TABLE)


def _roles(cloud: Cloud, named: Callable[[str], bool]) -> Found:
    iam = cloud.client("iam")
    for role in iam.get_paginator("list_roles").paginate().search("Roles[]"):
        if not named(name := role["RoleName"]):
            continue
        yield f"role {name}: trust", iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
        attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        yield f"role {name}: attached policies", sorted(item["PolicyArn"] for item in attached)
        for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            yield f"role {name}: policy {policy}", document


def _balancers(cloud: Cloud, named: Callable[[str], bool]) -> Found:
    elb = cloud.client("elbv2")
    there = [found.partition("\n")[0] for found in load_balancers.names(cloud)]
    for balancer in filter(None, (load_balancers.find(cloud, name) for name in there if named(name))):
        # Customers know its address: one that was made anew is another.
        yield f"load balancer {balancer.name}", balancer.arn
        for port, rules in balancer.listeners.items():
            yield f"load balancer {balancer.name}: port {port}", [vars(rule) for rule in rules]
    for found in load_balancers.group_names(cloud):
        name, _newline, arn = found.partition("\n")
        if named(name):
            group = elb.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"][0]
            yield from _fields(f"target group {name}", group, _GROUP)
            attributes = elb.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
            yield f"target group {name}: attributes", sorted((item["Key"], item["Value"]) for item in attributes)
            health = elb.describe_target_health(TargetGroupArn=arn)["TargetHealthDescriptions"]
            yield f"target group {name}: targets", sorted(item["Target"]["Id"] for item in health)


READERS: Mapping[str, Callable[[Cloud, Callable[[str], bool]], Found]] = {
    "lambda": _functions,
    "sqs": _queues,
    "sns": _topics,
    "dynamodb": _tables,
    "iam": _roles,
    "elbv2": _balancers,
}
"""What is read of each service: boto3's name, and a function that yields places with their values."""


def taken(cloud: Cloud, prefixes: Sequence[str], services: Sequence[str]) -> Snapshot:
    """What there is now of these services under the prefixes; services without a reader are left out."""
    found: dict[str, str] = {}
    for service in services:
        if service in READERS:
            for place, value in READERS[service](cloud, lambda name: name.startswith(tuple(prefixes))):
                if value not in (None, [], {}, ""):
                    found[place] = json.dumps(_parsed(value), sort_keys=True, default=str)
    return found


def keep(cloud: Cloud, prefixes: Sequence[str], services: Sequence[str]) -> None:
    """Keep a snapshot of now with the wiring itself: in a log group of its name, which goes when the wiring does."""
    logs, group = cloud.client("logs"), _group(prefixes)
    cleanup.remove(cloud, (group,), ("logs",))
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="snapshot")
    message = json.dumps(taken(cloud, prefixes, services))
    logs.put_log_events(
        logGroupName=group,
        logStreamName="snapshot",
        logEvents=[{"timestamp": int(time.time() * 1000), "message": message}],
    )


def kept(cloud: Cloud, prefixes: Sequence[str]) -> Snapshot | None:
    """The snapshot that was kept; None when there is none."""
    try:
        events = cloud.client("logs").get_log_events(
            logGroupName=_group(prefixes), logStreamName="snapshot", startFromHead=True
        )["events"]
    except ClientError as error:
        if missing(error):
            return None
        raise
    found: dict[str, str] = json.loads(events[-1]["message"]) if events else {}
    return found or None


@dataclass(frozen=True)
class Change:
    """A place whose value is another; None where there is none."""

    place: str
    before: str | None
    now: str | None


def changes(before: Snapshot, now: Snapshot) -> list[Change]:
    """What differs."""
    every = [*before, *(place for place in now if place not in before)]
    return [Change(place, before.get(place), now.get(place)) for place in every if before.get(place) != now.get(place)]


def without(found: Sequence[Change], allowed: Sequence[str]) -> list[Change]:
    """The changes at other places than those that one of the patterns allows (`*` for anything)."""
    return [change for change in found if not any(fnmatch.fnmatchcase(change.place, each) for each in allowed)]


def _group(prefixes: Sequence[str]) -> str:
    return f"{prefixes[0]}-as-made"


def _fields(place: str, values: Mapping[str, Any], names: Sequence[str]) -> Found:
    for name in names:
        yield f"{place}: {name}", values.get(name)


def _parsed(value: Any) -> Any:
    """The value with JSON texts read, so that a policy that is written in another way is the same."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
