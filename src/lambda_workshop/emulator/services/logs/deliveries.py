"""What a subscribed function gets, and the subscriptions that are refused.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

from __future__ import annotations

import base64
import gzip
import itertools
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambda_workshop.aws.facts import logs as facts
from lambda_workshop.aws.log_patterns import BadPattern, compile_pattern
from lambda_workshop.emulator.fallback import cloudwatch_logs, json_protocol, lambda_functions, request_context
from lambda_workshop.emulator.services.lambda_service.event_permissions import logs_may_invoke

MAXIMUM = facts.FILTERS_PER_GROUP.value
"""Subscription filters of one log group."""
_REFUSED = (
    "Could not execute the lambda function. "
    "Make sure you have given CloudWatch Logs permission to execute your function."
)
_numbers = itertools.count(1)


def put(original: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Wrap `cloudwatch_logs._put_subscription_filter`: AWS tries the destination before it takes the filter."""

    def checked(data: dict[str, Any]) -> Any:
        function, group = str(data.get("destinationArn") or ""), str(data.get("logGroupName") or "")
        name = data.get("filterName")
        if group not in cloudwatch_logs.groups() or not name:
            return original(data)
        try:
            compile_pattern(str(data.get("filterPattern") or ""))
        except BadPattern as error:
            return json_protocol.error("InvalidParameterException", str(error), 400)
        if ":lambda:" in function and not logs_may_invoke(function, group):
            return json_protocol.error("InvalidParameterException", _REFUSED, 400)
        others = set(cloudwatch_logs.groups()[group].get("subscriptionFilters") or {}) - {name}
        if len(others) >= MAXIMUM:
            return json_protocol.error("LimitExceededException", "Resource limit exceeded.", 400)
        answer = original(data)
        _deliver(function, _control_message())
        return answer

    return checked


def matches(pattern: str, message: str) -> bool:
    """Replace `cloudwatch_logs._subscription_pattern_matches`; a pattern that is none matches nothing."""
    try:
        return compile_pattern(pattern or "")(message or "")
    except BadPattern:
        return False


def compiled(pattern: str) -> Callable[[str], bool]:
    """Replace `cloudwatch_logs._compile_filter_pattern`, which FilterLogEvents uses: the same patterns."""
    return lambda message: matches(pattern, message)


def fan_out(group: str, stream: str, events: Sequence[Mapping[str, Any]]) -> None:
    """Replace `cloudwatch_logs._fanout_to_subscription_filters`.

    A function that is subscribed to its own log group is left out: on AWS it would call itself for ever.
    """
    for subscription in (cloudwatch_logs.groups().get(group) or {}).get("subscriptionFilters", {}).values():
        function, pattern = str(subscription.get("destinationArn", "")), subscription.get("filterPattern", "")
        matched = [event for event in events if matches(pattern, event["message"])]
        if not matched or group == f"/aws/lambda/{function.partition(':function:')[2].partition(':')[0]}":
            continue
        if not logs_may_invoke(function, group):
            continue
        _deliver(
            function,
            {
                "messageType": "DATA_MESSAGE",
                "owner": request_context.account(),
                "logGroup": group,
                "logStream": stream,
                "subscriptionFilters": [subscription.get("filterName", "")],
                "logEvents": [
                    {"id": _event_id(), "timestamp": event["timestamp"], "message": event["message"]}
                    for event in matched
                ],
            },
        )


def _control_message() -> dict[str, Any]:
    """What AWS sends to see whether the destination can be reached; it has no log events of anybody's."""
    probe = {
        "id": "",
        "timestamp": int(time.time() * 1000),
        "message": "CWL CONTROL MESSAGE: Checking health of destination Lambda function.",
    }
    return {
        "messageType": "CONTROL_MESSAGE",
        "owner": "CloudwatchLogs",
        "logGroup": "",
        "logStream": "",
        "subscriptionFilters": [],
        "logEvents": [probe],
    }


def _event_id() -> str:
    """56 digits, growing, as AWS's are."""
    return f"{time.time_ns()}{next(_numbers):037d}"


def _deliver(function: str, message: Mapping[str, Any]) -> None:
    """Hand a message over as Lambda's asynchronous event: compressed, and in base64."""
    record = lambda_functions.find(function)
    if ":function:" not in function or record is None:
        return
    data = base64.b64encode(gzip.compress(json.dumps(message).encode())).decode()
    lambda_functions.accept(record, {"awslogs": {"data": data}})
