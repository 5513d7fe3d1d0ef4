"""Removes what a section created, by the prefix of its names, and tells what is left."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from lambda_workshop.cloud import distributions, load_balancers
from lambda_workshop.cloud.core import Cloud, missing
from lambda_workshop.cloud.waiting import TimedOut, until

MAPPING_SECONDS = 5.0
"""How long a deleted mapping may take to disappear before cleaning up goes on without it; AWS takes up to a minute."""

STREAM_SECONDS = 30.0
"""How long a stream may take to become active, so that it can be deleted."""


@dataclass(frozen=True)
class Resource:
    """Something that exists in the account."""

    kind: str
    name: str


@dataclass(frozen=True)
class Sweeper:
    """How the resources of one kind are found and removed. `service` is boto3's name."""

    service: str
    kind: str
    find: Callable[[Cloud], Iterable[str]]
    remove: Callable[[Cloud, str], None]


def remove(cloud: Cloud, prefixes: Sequence[str], services: Sequence[str]) -> list[Resource]:
    """Remove everything of these services whose name starts with one of the prefixes; returns what was removed."""
    removed: list[Resource] = []
    for sweeper, name in _matching(cloud, prefixes, services):
        try:
            sweeper.remove(cloud, name)
        except ClientError as error:
            # Gone with something that was removed before it.
            if not missing(error):
                raise
        removed.append(Resource(sweeper.kind, _shown(name)))
    return removed


def leftovers(cloud: Cloud, prefixes: Sequence[str], services: Sequence[str]) -> list[Resource]:
    """What is there of these services under one of the prefixes."""
    return [Resource(sweeper.kind, _shown(name)) for sweeper, name in _matching(cloud, prefixes, services)]


def _matching(cloud: Cloud, prefixes: Sequence[str], services: Sequence[str]) -> Iterator[tuple[Sweeper, str]]:
    for sweeper in SWEEPERS:
        if sweeper.service in services:
            for name in list(sweeper.find(cloud)):
                if _shown(name).removeprefix("/aws/lambda/").startswith(tuple(prefixes)):
                    yield sweeper, name


def _shown(name: str) -> str:
    """The part of a found name that people know it by; what removes it may need more."""
    return name.partition("\n")[0]


def _pages(cloud: Cloud, service: str, operation: str, key: str, field: str = "") -> Iterator[str]:
    for page in cloud.client(service).get_paginator(operation).paginate():
        for item in page.get(key, []):
            yield item[field] if field else item


def _mappings(cloud: Cloud) -> Iterator[str]:
    for page in cloud.client("lambda").get_paginator("list_event_source_mappings").paginate():
        for item in page["EventSourceMappings"]:
            if item.get("State") != "Deleting":
                yield f"{item['FunctionArn'].split(':function:')[-1]}\n{item['UUID']}"


def _remove_mapping(cloud: Cloud, uuid: str) -> None:
    """Delete the mapping and give its poller a moment to end: until then the same mapping cannot be made again."""
    client = cloud.client("lambda")
    if client.get_event_source_mapping(UUID=uuid)["State"] == "Disabled":
        # LocalStack 4.14 never forgets a mapping that is deleted while it is disabled.
        client.update_event_source_mapping(UUID=uuid, Enabled=True)
    client.delete_event_source_mapping(UUID=uuid)
    pages = client.get_paginator("list_event_source_mappings")

    def gone() -> bool:
        return all(item["UUID"] != uuid for page in pages.paginate() for item in page["EventSourceMappings"])

    with contextlib.suppress(TimedOut):
        until("the mapping to be gone", gone, timeout=MAPPING_SECONDS)


def _remove_stream(cloud: Cloud, name: str) -> None:
    client = cloud.client("kinesis")
    _remove_with_stream(cloud, name, lambda: client.delete_stream(StreamName=name, EnforceConsumerDeletion=True))


def _remove_table(cloud: Cloud, name: str) -> None:
    """Delete the table, and on LocalStack 4.14 wait for its stream: the next table of that name is given it, dying."""
    _remove_with_stream(cloud, f"__ddb_stream_{name}", lambda: cloud.client("dynamodb").delete_table(TableName=name))


def _remove_with_stream(cloud: Cloud, name: str, delete: Callable[[], object]) -> None:
    """Delete a stream: one that is still being made can only be deleted after that, and deleting takes a moment."""
    client = cloud.client("kinesis")

    def status() -> str:
        try:
            return str(client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamStatus"])
        except ClientError as error:
            if not missing(error):
                raise
            return ""

    with contextlib.suppress(TimedOut):
        until("the stream to be active or gone", lambda: status() in ("", "ACTIVE"), timeout=STREAM_SECONDS)
    delete()
    with contextlib.suppress(TimedOut):
        until("the stream to be gone", lambda: not status(), timeout=MAPPING_SECONDS)


def _queues(cloud: Cloud) -> Iterator[str]:
    for url in _pages(cloud, "sqs", "list_queues", "QueueUrls"):
        yield f"{url.rsplit('/', 1)[-1]}\n{url}"


def _topics(cloud: Cloud) -> Iterator[str]:
    for arn in _pages(cloud, "sns", "list_topics", "Topics", "TopicArn"):
        yield f"{arn.rsplit(':', 1)[-1]}\n{arn}"


def _buckets(cloud: Cloud) -> Iterator[str]:
    for bucket in cloud.client("s3").list_buckets().get("Buckets", []):
        yield bucket["Name"]


def _buses(cloud: Cloud) -> Iterator[str]:
    for bus in cloud.client("events").list_event_buses().get("EventBuses", []):
        yield bus["Name"]


def _rules(cloud: Cloud) -> Iterator[str]:
    for bus in _buses(cloud):
        for rule in cloud.client("events").list_rules(EventBusName=bus).get("Rules", []):
            yield f"{rule['Name']}\n{bus}"


def _topic_rules(cloud: Cloud) -> Iterator[str]:
    """Their names have no hyphens: `inkwell_iot_hot` is found as `inkwell-iot-hot`."""
    for rule in cloud.client("iot").list_topic_rules().get("rules", []):
        yield f"{rule['ruleName'].replace('_', '-')}\n{rule['ruleName']}"


def _things(cloud: Cloud) -> Iterator[str]:
    for thing in cloud.client("iot").list_things().get("things", []):
        yield thing["thingName"]


def _remove_thing(cloud: Cloud, name: str) -> None:
    """A shadow is kept beside its thing: it goes first."""
    try:
        cloud.client("iot-data").delete_thing_shadow(thingName=name)
    except ClientError as error:
        if not missing(error):
            raise
    cloud.client("iot").delete_thing(thingName=name)


def _archives(cloud: Cloud) -> Iterator[str]:
    for archive in cloud.client("events").list_archives().get("Archives", []):
        yield archive["ArchiveName"]


def _schedules(cloud: Cloud) -> Iterator[str]:
    for page in cloud.client("scheduler").get_paginator("list_schedules").paginate():
        for schedule in page["Schedules"]:
            yield f"{schedule['Name']}\n{schedule['GroupName']}"


def _remove_schedule(cloud: Cloud, found: str) -> None:
    name, _line, group = found.partition("\n")
    cloud.client("scheduler").delete_schedule(Name=name, GroupName=group)


def _user_pools(cloud: Cloud) -> Iterator[str]:
    for page in cloud.client("cognito-idp").get_paginator("list_user_pools").paginate(MaxResults=60):
        for pool in page["UserPools"]:
            yield f"{pool['Name']}\n{pool['Id']}"


def _remove_user_pool(cloud: Cloud, found: str) -> None:
    """A pool goes with its users and clients, and only once it has no domain."""
    idp, pool = cloud.client("cognito-idp"), found.partition("\n")[2]
    if domain := idp.describe_user_pool(UserPoolId=pool)["UserPool"].get("Domain"):
        idp.delete_user_pool_domain(UserPoolId=pool, Domain=domain)
    idp.delete_user_pool(UserPoolId=pool)


def _rest_apis(cloud: Cloud) -> Iterator[str]:
    for page in cloud.client("apigateway").get_paginator("get_rest_apis").paginate():
        for api in page["items"]:
            yield f"{api['name']}\n{api['id']}"


def _usage_plans(cloud: Cloud) -> Iterator[str]:
    for page in cloud.client("apigateway").get_paginator("get_usage_plans").paginate():
        for plan in page["items"]:
            yield f"{plan['name']}\n{plan['id']}"


def _remove_usage_plan(cloud: Cloud, found: str) -> None:
    """A plan goes only once it serves no stage."""
    gateway, plan = cloud.client("apigateway"), found.partition("\n")[2]
    stages = gateway.get_usage_plan(usagePlanId=plan).get("apiStages", [])
    if gone := [{"op": "remove", "path": "/apiStages", "value": f"{each['apiId']}:{each['stage']}"} for each in stages]:
        gateway.update_usage_plan(usagePlanId=plan, patchOperations=gone)
    gateway.delete_usage_plan(usagePlanId=plan)


def _api_keys(cloud: Cloud) -> Iterator[str]:
    for page in cloud.client("apigateway").get_paginator("get_api_keys").paginate():
        for key in page["items"]:
            yield f"{key['name']}\n{key['id']}"


def _http_apis(cloud: Cloud) -> Iterator[str]:
    """HTTP and WebSocket APIs."""
    for page in cloud.client("apigatewayv2").get_paginator("get_apis").paginate():
        for api in page["Items"]:
            yield f"{api['Name']}\n{api['ApiId']}"


def _remove_topic(cloud: Cloud, found: str) -> None:
    sns, arn = cloud.client("sns"), found.partition("\n")[2]
    for subscription in sns.list_subscriptions_by_topic(TopicArn=arn)["Subscriptions"]:
        if subscription["SubscriptionArn"].startswith("arn:"):
            sns.unsubscribe(SubscriptionArn=subscription["SubscriptionArn"])
    sns.delete_topic(TopicArn=arn)


def _remove_bucket(cloud: Cloud, name: str) -> None:
    s3 = cloud.client("s3")
    s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration={})

    def emptied_and_gone() -> bool:
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=name):
            for item in [*page.get("Versions", []), *page.get("DeleteMarkers", [])]:
                s3.delete_object(Bucket=name, Key=item["Key"], VersionId=item["VersionId"])
        try:
            s3.delete_bucket(Bucket=name)
        except ClientError as error:
            # A function that still runs has put something there in the meantime.
            if error.response["Error"]["Code"] != "BucketNotEmpty":
                raise
            return False
        return True

    until(f"the bucket {name} to stay empty", emptied_and_gone, timeout=10.0, every=0.2)


def _remove_role(cloud: Cloud, name: str) -> None:
    iam = cloud.client("iam")
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=name)


def _remove_rule(cloud: Cloud, found: str) -> None:
    events = cloud.client("events")
    name, _, bus = found.partition("\n")
    if targets := [target["Id"] for target in events.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]]:
        events.remove_targets(Rule=name, EventBusName=bus, Ids=targets)
    events.delete_rule(Name=name, EventBusName=bus)


# In the order in which they are removed: what calls before what is called, and logs last, since functions write them.
SWEEPERS: tuple[Sweeper, ...] = (
    Sweeper(
        "lambda",
        "event source mapping",
        _mappings,
        lambda cloud, found: _remove_mapping(cloud, found.partition("\n")[2]),
    ),
    Sweeper("apigateway", "usage plan", _usage_plans, _remove_usage_plan),
    Sweeper(
        "apigateway",
        "API key",
        _api_keys,
        lambda cloud, found: cloud.client("apigateway").delete_api_key(apiKey=found.partition("\n")[2]),
    ),
    Sweeper(
        "apigateway",
        "REST API",
        _rest_apis,
        lambda cloud, found: cloud.client("apigateway").delete_rest_api(restApiId=found.partition("\n")[2]),
    ),
    Sweeper(
        "apigatewayv2",
        "HTTP or WebSocket API",
        _http_apis,
        lambda cloud, found: cloud.client("apigatewayv2").delete_api(ApiId=found.partition("\n")[2]),
    ),
    Sweeper("elbv2", "load balancer", load_balancers.names, load_balancers.remove),
    Sweeper("elbv2", "target group", load_balancers.group_names, load_balancers.remove_group),
    Sweeper("cloudfront", "distribution", distributions.found, distributions.remove),
    Sweeper("cloudfront", "cache policy", distributions.cache_policies, distributions.remove_cache_policy),
    Sweeper("cloudfront", "origin access control", distributions.access_controls, distributions.remove_access_control),
    Sweeper("cognito-idp", "user pool", _user_pools, _remove_user_pool),
    Sweeper("events", "rule", _rules, _remove_rule),
    Sweeper(
        "iot",
        "topic rule",
        _topic_rules,
        lambda cloud, found: cloud.client("iot").delete_topic_rule(ruleName=found.partition("\n")[2]),
    ),
    Sweeper("iot", "thing", _things, _remove_thing),
    Sweeper("scheduler", "schedule", _schedules, _remove_schedule),
    Sweeper(
        "events",
        "archive",
        _archives,
        lambda cloud, name: cloud.client("events").delete_archive(ArchiveName=name),
    ),
    Sweeper(
        "cloudwatch",
        "alarm",
        lambda cloud: _pages(cloud, "cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
        lambda cloud, name: cloud.client("cloudwatch").delete_alarms(AlarmNames=[name]),
    ),
    Sweeper("events", "event bus", _buses, lambda cloud, name: cloud.client("events").delete_event_bus(Name=name)),
    Sweeper("sns", "topic", _topics, _remove_topic),
    Sweeper("s3", "bucket", _buckets, _remove_bucket),
    Sweeper(
        "lambda",
        "function",
        lambda cloud: _pages(cloud, "lambda", "list_functions", "Functions", "FunctionName"),
        lambda cloud, name: cloud.client("lambda").delete_function(FunctionName=name),
    ),
    Sweeper(
        "sqs",
        "queue",
        _queues,
        lambda cloud, found: cloud.client("sqs").delete_queue(QueueUrl=found.partition("\n")[2]),
    ),
    Sweeper(
        "dynamodb",
        "table",
        lambda cloud: _pages(cloud, "dynamodb", "list_tables", "TableNames"),
        _remove_table,
    ),
    Sweeper(
        "kinesis",
        "stream",
        lambda cloud: _pages(cloud, "kinesis", "list_streams", "StreamNames"),
        _remove_stream,
    ),
    Sweeper(
        "iam",
        "role",
        lambda cloud: _pages(cloud, "iam", "list_roles", "Roles", "RoleName"),
        _remove_role,
    ),
    Sweeper(
        "logs",
        "log group",
        lambda cloud: _pages(cloud, "logs", "describe_log_groups", "logGroups", "logGroupName"),
        lambda cloud, name: cloud.client("logs").delete_log_group(logGroupName=name),
    ),
)
