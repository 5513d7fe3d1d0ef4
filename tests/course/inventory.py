"""Everything that an account holds, asked of each service, and not by the course's own clean-up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Service, operation, the list in its answer, and the field that names an entry (empty where the entry is the name).
LISTS = (
    ("apigateway", "get_api_keys", "items", "id"),
    ("apigateway", "get_rest_apis", "items", "id"),
    ("apigateway", "get_usage_plans", "items", "id"),
    ("apigatewayv2", "get_apis", "Items", "ApiId"),
    ("cloudfront", "list_distributions", "DistributionList.Items", "Id"),
    ("cloudfront", "list_origin_access_controls", "OriginAccessControlList.Items", "Id"),
    ("cloudwatch", "describe_alarms", "MetricAlarms", "AlarmName"),
    ("cloudwatch", "describe_alarms", "CompositeAlarms", "AlarmName"),
    ("cognito-idp", "list_user_pools", "UserPools", "Id"),
    ("dynamodb", "list_tables", "TableNames", ""),
    ("ec2", "describe_security_groups", "SecurityGroups", "GroupId"),
    ("ec2", "describe_vpcs", "Vpcs", "VpcId"),
    ("elbv2", "describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
    ("elbv2", "describe_target_groups", "TargetGroups", "TargetGroupName"),
    ("events", "list_archives", "Archives", "ArchiveName"),
    ("events", "list_event_buses", "EventBuses", "Name"),
    ("events", "list_rules", "Rules", "Name"),
    ("iam", "list_roles", "Roles", "RoleName"),
    ("iot", "list_things", "things", "thingName"),
    ("iot", "list_topic_rules", "rules", "ruleName"),
    ("kinesis", "list_streams", "StreamNames", ""),
    ("lambda", "list_event_source_mappings", "EventSourceMappings", "UUID"),
    ("lambda", "list_functions", "Functions", "FunctionName"),
    ("lambda", "list_layers", "Layers", "LayerName"),
    ("logs", "describe_log_groups", "logGroups", "logGroupName"),
    ("s3", "list_buckets", "Buckets", "Name"),
    ("scheduler", "list_schedule_groups", "ScheduleGroups", "Name"),
    ("scheduler", "list_schedules", "Schedules", "Name"),
    ("sns", "list_subscriptions", "Subscriptions", "SubscriptionArn"),
    ("sns", "list_topics", "Topics", "TopicArn"),
    ("sqs", "list_queues", "QueueUrls", ""),
)
_REQUIRED: dict[str, dict[str, Any]] = {"list_user_pools": {"MaxResults": 60}}


def inventory(session: Any) -> set[str]:
    """The name of every resource, with its service and kind."""
    return set(_everything(session))


def _everything(session: Any) -> Iterator[str]:
    for service, operation, key, field in LISTS:
        client = session.client(service)
        answer: Any = getattr(client, operation)(**_REQUIRED.get(operation, {}))
        for part in key.split("."):
            answer = answer.get(part) or []
        for entry in answer:
            yield f"{service} {key} {entry[field] if field else entry}"
