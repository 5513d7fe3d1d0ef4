"""A rule's event for its target: paths with indices, permission, metrics, and the target's dead-letter queue.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
A missing function or permission is not tried again on AWS, and nothing else can fail here: Lambda takes every event.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.emulator.fallback import cloudwatch, eventbridge, lambda_functions, sqs
from lambda_workshop.emulator.services import undelivered
from lambda_workshop.emulator.services.lambda_service.resource_policy import may_invoke, owner_of
from lambda_workshop.emulator.services.rest_api import json_path

_PRINCIPAL = "events.amazonaws.com"
Call = Callable[..., Any]


def invoke_target(original: Call) -> Call:
    """Wrap `eventbridge._invoke_target`.

    EventBridge Scheduler comes this way too, and needs no permission of the function: it assumes the schedule's role.
    """

    def invoke(target: dict[str, Any], event: Any, rule: dict[str, Any], *rest: Any, **options: Any) -> Any:
        rule_arn, arn = str((rule or {}).get("Arn", "")), str(target.get("Arn", ""))
        if not rule_arn.startswith("arn:aws:events:"):
            return original(target, event, rule, *rest, **options)
        _count("Invocations", rule)
        if ":lambda:" in arn:
            if not _exists(arn):
                return _fail(target, event, rule, "NO_RESOURCE", f"Function not found: {arn}")
            if not may_invoke(arn, owner_of(_PRINCIPAL, rule_arn)):
                message = (
                    f"User: {_PRINCIPAL} is not authorized to perform: lambda:InvokeFunction on resource: {arn} "
                    "because no resource-based policy allows the lambda:InvokeFunction action"
                )
                return _fail(target, event, rule, "NO_PERMISSIONS", message)
        elif ":sqs:" in arn and not _queue_exists(arn):
            return _fail(target, event, rule, "NO_RESOURCE", f"The queue does not exist: {arn}")
        return original(_with_input(target, event), event, rule, *rest, **options)

    return invoke


def _exists(arn: str) -> bool:
    return lambda_functions.find(arn) is not None


def _queue_exists(arn: str) -> bool:
    return sqs.find(arn) is not None


def _with_input(target: dict[str, Any], event: Any) -> dict[str, Any]:
    """The target with its InputPath already followed, which may hold indices; one that leads nowhere is left out."""
    path = target.get("InputPath")
    if not path or target.get("Input") or target.get("InputTransformer"):
        return target
    found = _follow(_as_sent(event), path)
    rest = {name: value for name, value in target.items() if name != "InputPath"}
    return rest if found is None else rest | {"Input": json.dumps(found)}


def _as_sent(event: Any) -> dict[str, Any]:
    return eventbridge.as_sent(event)


def _follow(document: Mapping[str, Any], path: str) -> Any:
    try:
        return json_path.find(document, path)
    except json_path.JsonPathError:
        return None


def transform(transformer: Mapping[str, Any], rule: Mapping[str, Any] | None, view: Any) -> str:
    """Replace `eventbridge._apply_input_transformer`: the paths may hold indices, such as `$.detail.items[0].sku`.

    Variables of AWS's own cannot be set, and a path that leads nowhere gives an empty text.
    """
    event = view.event_with_detail()
    paths: Mapping[str, str] = transformer.get("InputPathsMap") or {}
    found = {name: _follow(event, path) for name, path in paths.items()}
    own = {
        "aws.events.event.json": event,
        "aws.events.event": view.envelope(),
        "aws.events.event.ingestion-time": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    if rule:
        own |= {"aws.events.rule-name": rule.get("Name", ""), "aws.events.rule-arn": rule.get("Arn", "")}
    values = {name: "" if value is None else value for name, value in found.items()} | own
    return eventbridge.fill_in(transformer.get("InputTemplate") or "", values)


def _fail(target: Mapping[str, Any], event: Any, rule: Mapping[str, Any], code: str, message: str) -> None:
    """Nothing is delivered: the rule's metrics say so, and the target's dead-letter queue gets the event."""
    _count("FailedInvocations", rule)
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    if not queue:
        return
    attributes = {
        "RULE_ARN": str(rule["Arn"]),
        "TARGET_ARN": str(target.get("Arn", "")),
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
    }
    kept = undelivered.keep(queue, _PRINCIPAL, str(rule["Arn"]), json.dumps(_as_sent(event)), attributes)
    _count("InvocationsSentToDlq" if kept else "InvocationsFailedToBeSentToDlq", rule)


def _count(metric: str, rule: Mapping[str, Any]) -> None:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html"""
    cloudwatch.record_metric("AWS/Events", metric, 1, "Count", {"RuleName": str(rule.get("Name", ""))})
