"""Bucket notifications: which of them S3 takes, and what it tells.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventNotifications.html
Each function here takes what MiniStack has and returns what stands in its place.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from lambda_workshop.emulator.fallback import s3
from lambda_workshop.emulator.services.lambda_service.event_permissions import function_exists
from lambda_workshop.emulator.services.lambda_service.resource_policy import Source, may_invoke

Call = Callable[..., Any]

_NOT_THERE = {"ObjectRemoved:Delete": ("size", "eTag"), "ObjectRemoved:DeleteMarkerCreated": ("size",)}
"""Keys of an object that the events of its removal lack."""

_OVERLAPPING = (
    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are "
    "overlapping for the same event type."
)


def _bucket(name: str) -> Source:
    return Source("s3.amazonaws.com", f"arn:aws:s3:::{name}", s3.owner_of(name) or "")


def _same_event(one: str, other: str) -> bool:
    """Whether two event types, either of them perhaps with a wildcard, have an event in common."""
    stems = [event.removesuffix("*") for event in (one, other)]
    if one.endswith("*") and other.endswith("*"):
        return stems[0].startswith(stems[1]) or stems[1].startswith(stems[0])
    if one.endswith("*"):
        return other.startswith(stems[0])
    return one.startswith(stems[1]) if other.endswith("*") else one == other


def overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether one object's event could match both notification configurations.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
    """
    prefixes = [config.get("filter_prefix") or "" for config in (one, other)]
    suffixes = [config.get("filter_suffix") or "" for config in (one, other)]
    return (
        any(_same_event(a, b) for a in one.get("events", ()) for b in other.get("events", ()))
        and (prefixes[0].startswith(prefixes[1]) or prefixes[1].startswith(prefixes[0]))
        and (suffixes[0].endswith(suffixes[1]) or suffixes[1].endswith(suffixes[0]))
    )


@functools.cache
def _events() -> frozenset[str]:
    """The event types that S3 knows, as boto3's model of it lists them."""
    from botocore.session import get_session

    return frozenset(get_session().get_service_model("s3").shape_for("Event").enum)


def put_notifications(original: Call) -> Call:
    """Refuse a filter that does not say whether it means a prefix or a suffix, or says one of them twice.

    Without it, every object would be told of. The names' case does not count, as on AWS.
    """

    def put(bucket: str, body: bytes, *rest: Any) -> Any:
        message = _unclear_filter(body) if bucket in s3.buckets() else ""
        return s3.error("InvalidArgument", message, 400) if message else original(bucket, body, *rest)

    return put


def _unclear_filter(body: bytes) -> str:
    try:
        root = s3.parse(body)
    except ParseError:
        return ""
    for key in root.iterfind(".//{*}S3Key"):
        names = [(name.text or "").strip().lower() for name in key.iterfind("{*}FilterRule/{*}Name")]
        if set(names) - {"prefix", "suffix"}:
            return "filter rule name must be either prefix or suffix"
        for name in ("prefix", "suffix"):
            if names.count(name) > 1:
                return f"Cannot specify more than one {name} rule in a filter."
    return ""


def validate_notifications(original: Call) -> Call:
    """Refuse a bucket notification whose function S3 may not invoke, unknown events, and filters that overlap."""

    def validate(
        configs: Sequence[dict[str, Any]], region: str, bucket: str = "", skip_destination_validation: bool = False
    ) -> Any:
        if refusal := original(configs, region, bucket, skip_destination_validation):
            return refusal
        if unknown := [event for config in configs for event in config["events"] if event not in _events()]:
            message = f"The event '{unknown[0]}' is not supported for notifications"
            return s3.error("InvalidArgument", message, 400)
        pairs = ((one, other) for index, one in enumerate(configs) for other in configs[index + 1 :])
        if any(overlap(one, other) for one, other in pairs):
            return s3.error("InvalidArgument", _OVERLAPPING, 400)
        if skip_destination_validation:
            return None
        functions = [config["arn"] for config in configs if config["type"] == "lambda"]
        refused = [arn for arn in functions if not function_exists(arn) or not may_invoke(arn, _bucket(bucket))]
        if not refused:
            return None
        details: dict[str, str] = {}
        for number, arn in enumerate(refused, 1):
            details[f"ArgumentName{number}"] = f"{arn}, null"
            details[f"ArgumentValue{number}"] = f"Not authorized to invoke function [{arn}]"
        message = "Unable to validate the following destination configurations"
        return s3.error("InvalidArgument", message, 400, extra=details)

    return validate


def deliver_to_function(original: Call) -> Call:
    """Deliver an object's event only while S3 may invoke the function: the permission may be gone since the put."""

    def deliver(arn: str, payload: dict[str, Any], *rest: Any) -> None:
        if may_invoke(arn, _bucket(str(payload["Records"][0]["s3"]["bucket"]["name"]))):
            original(arn, _of_what_is_there(payload), *rest)

    return deliver


def deliver(original: Call) -> Call:
    """Deliver an object's event to a queue or a topic."""

    def deliver(arn: str, payload: dict[str, Any], *rest: Any, **named: Any) -> None:
        original(arn, _of_what_is_there(payload), *rest, **named)

    return deliver


def _of_what_is_there(payload: dict[str, Any]) -> dict[str, Any]:
    """The event, with neither size nor, but for a delete marker, an entity tag of what was removed."""
    record = payload["Records"][0]
    removed = _NOT_THERE.get(record["eventName"], ())
    about = {key: value for key, value in record["s3"]["object"].items() if key not in removed}
    return {**payload, "Records": [{**record, "s3": {**record["s3"], "object": about}}]}
