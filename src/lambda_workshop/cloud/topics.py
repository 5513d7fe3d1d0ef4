"""SNS topics and their subscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing


@dataclass(frozen=True)
class Subscription:
    """A confirmed subscription and its attributes, as text."""

    arn: str
    protocol: str
    endpoint: str
    attributes: Mapping[str, str]


def exists(cloud: Cloud, arn: str) -> bool:
    """Whether there is a topic with this ARN."""
    try:
        cloud.client("sns").get_topic_attributes(TopicArn=arn)
    except ClientError as error:
        if missing(error):
            return False
        raise
    return True


def subscriptions(cloud: Cloud, topic_arn: str) -> list[Subscription]:
    """The topic's confirmed subscriptions; none when there is no such topic."""
    if not exists(cloud, topic_arn):
        return []
    sns = cloud.client("sns")
    return [
        Subscription(
            item["SubscriptionArn"],
            item["Protocol"],
            item["Endpoint"],
            sns.get_subscription_attributes(SubscriptionArn=item["SubscriptionArn"])["Attributes"],
        )
        for page in sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic_arn)
        for item in page["Subscriptions"]
        if item["SubscriptionArn"].startswith("arn:")
    ]
