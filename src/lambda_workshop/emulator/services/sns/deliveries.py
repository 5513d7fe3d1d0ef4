"""A topic's message for a function: the event, the permission, the subscription's dead-letter queue.

https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lambda_workshop.aws import arns
from lambda_workshop.emulator.fallback import cloudwatch, lambda_functions, sns, sqs
from lambda_workshop.emulator.services import undelivered
from lambda_workshop.emulator.services.lambda_service.resource_policy import may_invoke, owner_of

_PRINCIPAL = "sns.amazonaws.com"
_SIGNATURE = "EXAMPLE"


def to_function(
    endpoint: str,
    envelope: str,
    topic: str,
    subscription: str,
    number: str,
    message: str,
    attributes: Mapping[str, Any],
) -> None:
    """Replace `sns._deliver_to_lambda`. A missing function or permission is a client's error: it is not tried again."""
    function = lambda_functions.find(endpoint)
    if function is None or not may_invoke(endpoint, owner_of(_PRINCIPAL, topic)):
        keep(subscription, topic, envelope)
        return
    event = {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": subscription,
                "Sns": notification(json.loads(envelope), topic, subscription, number, message, attributes),
            }
        ]
    }
    lambda_functions.accept(function, event)


def notification(
    envelope: Mapping[str, Any],
    topic: str,
    subscription: str,
    number: str,
    message: str,
    attributes: Mapping[str, Any],
) -> dict[str, Any]:
    """The `Sns` of a record. Its keys end in `Url`, those of a message to a queue in `URL`, on AWS as well."""
    region = arns.region_of(topic)
    service = f"https://sns.{region}.amazonaws.com"
    return {
        "Type": "Notification",
        "MessageId": number,
        "TopicArn": topic,
        "Subject": envelope.get("Subject"),
        "Message": message,
        "Timestamp": envelope["Timestamp"],
        "SignatureVersion": "1",
        "Signature": _SIGNATURE,
        "SigningCertUrl": f"{service}/SimpleNotificationService-{_SIGNATURE}.pem",
        "UnsubscribeUrl": f"{service}/?Action=Unsubscribe&SubscriptionArn={subscription}",
        "MessageAttributes": {
            name: {
                "Type": item.get("DataType", "String"),
                "Value": item.get("StringValue") or item.get("BinaryValue") or "",
            }
            for name, item in attributes.items()
        },
    }


def to_queue(original: Callable[..., None]) -> Callable[..., None]:
    """Wrap `sns._deliver_to_sqs`: a message for a queue that is gone goes to the subscription's dead-letter queue."""

    def deliver(endpoint: str, envelope: str, *rest: Any, topic_arn: str = "", **options: Any) -> None:
        if sqs.find(endpoint) is None:
            topic = sns.find(topic_arn) or {"subscriptions": []}
            for subscription in topic["subscriptions"]:
                if subscription["endpoint"] == endpoint:
                    keep(subscription["arn"], topic_arn, envelope)
            return
        original(endpoint, envelope, *rest, topic_arn=topic_arn, **options)

    return deliver


def keep(subscription_arn: str, topic: str, envelope: str) -> None:
    """Put what could not be delivered into the subscription's dead-letter queue, if it has one."""
    cloudwatch.record_metric(
        "AWS/SNS", "NumberOfNotificationsFailed", 1, "Count", {"TopicName": topic.rsplit(":", 1)[-1]}
    )
    found = sns.find(topic) or {"subscriptions": []}
    for subscription in found["subscriptions"]:
        policy = (subscription.get("attributes") or {}).get("RedrivePolicy")
        if subscription["arn"] == subscription_arn and policy:
            undelivered.keep(json.loads(policy)["deadLetterTargetArn"], _PRINCIPAL, topic, envelope, {})
