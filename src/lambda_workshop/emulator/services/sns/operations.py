"""Subscribe and SetSubscriptionAttributes: what AWS refuses is refused.

https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lambda_workshop.aws.filters import policy_problem
from lambda_workshop.emulator.fallback import sns
from lambda_workshop.emulator.services.sns import filters

Call = Callable[..., Any]
_DEFAULTS = {"FilterPolicyScope": "MessageAttributes"}


def subscribe(original: Call) -> Call:
    """Refuse a function on a FIFO topic, attributes that are malformed, and others than the subscription has."""

    def checked(params: Any) -> Any:
        if sns.parameter(params, "Protocol") == "lambda" and sns.parameter(params, "TopicArn").endswith(".fifo"):
            return _refused("Invalid protocol type: lambda")
        attributes = dict(_entries(params))
        for name, value in attributes.items():
            if problem := problem_of(name, value, body=filters.in_body(attributes)):
                return _refused(problem)
        if _differs(params, attributes):
            return _refused("Attributes Reason: Subscription already exists with different attributes")
        return original(params)

    return checked


def set_attributes(original: Call) -> Call:
    """The same for one attribute of a subscription that exists."""

    def checked(params: Any) -> Any:
        body = filters.in_body(_existing(sns.parameter(params, "SubscriptionArn")))
        problem = problem_of(sns.parameter(params, "AttributeName"), sns.parameter(params, "AttributeValue"), body=body)
        return _refused(problem) if problem else original(params)

    return checked


def problem_of(name: str, value: str, *, body: bool = False) -> str:
    """Why AWS would refuse this attribute; empty when it takes it, or when it is to be removed.

    `body`: the subscription's filter policy is about the message's body.
    """
    if not value:
        return ""
    if name == "FilterPolicyScope" and value not in ("MessageAttributes", "MessageBody"):
        return f"FilterPolicyScope: Invalid value [{value}]. Please use either MessageBody or MessageAttributes"
    if name not in ("FilterPolicy", "RedrivePolicy"):
        return ""
    try:
        policy = json.loads(value)
    except ValueError as error:
        return f"{name}: failed to parse JSON. {error}"
    if not isinstance(policy, dict):
        return f"{name}: must be a JSON object"
    return _redrive_problem(policy) if name == "RedrivePolicy" else policy_problem(policy, body=body)


def _redrive_problem(policy: dict[str, Any]) -> str:
    arn = str(policy.get("deadLetterTargetArn", ""))
    if set(policy) != {"deadLetterTargetArn"} or ":sqs:" not in arn:
        return "RedrivePolicy: must have one key, deadLetterTargetArn, with the ARN of an SQS queue"
    return ""


def _existing(subscription: str) -> Mapping[str, str]:
    """The attributes of a subscription; none when there is no such one."""
    listed = (one for topic in sns.topics().values() for one in topic["subscriptions"])
    return next((one["attributes"] for one in listed if one["arn"] == subscription), {})


def _differs(params: Any, attributes: Mapping[str, str]) -> bool:
    """Whether the endpoint is subscribed already, with other values of these attributes."""
    topic = sns.topics().get(sns.parameter(params, "TopicArn")) or {"subscriptions": []}
    for existing in topic["subscriptions"]:
        if (existing["protocol"], existing["endpoint"]) == (
            sns.parameter(params, "Protocol"),
            sns.parameter(params, "Endpoint"),
        ):
            return any(
                _plain(existing["attributes"].get(name, _DEFAULTS.get(name, ""))) != _plain(value)
                for name, value in attributes.items()
            )
    return False


def _plain(value: str) -> Any:
    """The value without what JSON leaves open, such as spaces."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def _entries(params: Any) -> Iterator[tuple[str, str]]:
    number = 1
    while name := sns.parameter(params, f"Attributes.entry.{number}.key"):
        yield name, sns.parameter(params, f"Attributes.entry.{number}.value") or ""
        number += 1


def _refused(message: str) -> Any:
    return sns.error("InvalidParameter", f"Invalid parameter: {message}", 400)
