"""Services that deliver events to a function only with its permission: S3, IoT, CloudWatch Logs.

Without it their caller sees what AWS shows: S3 and log subscriptions are refused when they are set up, IoT rules
fail. Each function here takes what MiniStack has and returns what stands in its place.
"""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from lambda_workshop.backends.embedded.lambda_service.resource_policy import Source, may_invoke

Call = Callable[..., Any]
AsyncCall = Callable[..., Awaitable[Any]]

_NOT_THERE = {"ObjectRemoved:Delete": ("size", "eTag"), "ObjectRemoved:DeleteMarkerCreated": ("size",)}
"""Keys of an object that the events of its removal lack."""

_OVERLAPPING = (
    "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are "
    "overlapping for the same event type."
)


def _bucket(name: str) -> Source:
    from ministack.services import s3

    return Source("s3.amazonaws.com", f"arn:aws:s3:::{name}", s3._bucket_owner_account(name) or "")


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


def validate_notifications(original: Call) -> Call:
    """Refuse a bucket notification whose function S3 may not invoke, unknown events, and filters that overlap."""

    def validate(
        configs: Sequence[dict[str, Any]], region: str, bucket: str = "", skip_destination_validation: bool = False
    ) -> Any:
        from ministack.services import s3

        if refusal := original(configs, region, bucket, skip_destination_validation):
            return refusal
        if unknown := [event for config in configs for event in config["events"] if event not in _events()]:
            message = f"The event '{unknown[0]}' is not supported for notifications"
            return s3._error("InvalidArgument", message, 400)
        pairs = ((one, other) for index, one in enumerate(configs) for other in configs[index + 1 :])
        if any(overlap(one, other) for one, other in pairs):
            return s3._error("InvalidArgument", _OVERLAPPING, 400)
        if skip_destination_validation:
            return None
        functions = [config["arn"] for config in configs if config["type"] == "lambda"]
        refused = [arn for arn in functions if not _exists(arn) or not may_invoke(arn, _bucket(bucket))]
        if not refused:
            return None
        details: dict[str, str] = {}
        for number, arn in enumerate(refused, 1):
            details[f"ArgumentName{number}"] = f"{arn}, null"
            details[f"ArgumentValue{number}"] = f"Not authorized to invoke function [{arn}]"
        message = "Unable to validate the following destination configurations"
        return s3._error("InvalidArgument", message, 400, extra=details)

    return validate


def _exists(arn: str) -> bool:
    from ministack.services import lambda_svc

    record, config, _name = lambda_svc._get_func_record_for_ref(arn)
    return bool(record and config)


def deliver_from_bucket(original: Call) -> Call:
    """Deliver an object's event only while S3 may invoke the function: the permission may be gone since the put.

    What is removed has neither size nor, but for a delete marker, an entity tag.
    """

    def deliver(arn: str, payload: dict[str, Any], *rest: Any) -> None:
        record = payload["Records"][0]
        removed = _NOT_THERE.get(record["eventName"], ())
        about = {key: value for key, value in record["s3"]["object"].items() if key not in removed}
        record = {**record, "s3": {**record["s3"], "object": about}}
        if may_invoke(arn, _bucket(str(record["s3"]["bucket"]["name"]))):
            original(arn, {**payload, "Records": [record]}, *rest)

    return deliver


def dispatch_rule_action(original: AsyncCall) -> AsyncCall:
    """Let an IoT rule invoke its function only with permission; without, its error action runs."""

    async def dispatch(account: str, region: str, rule: str, action: dict[str, Any], event: Any) -> Any:
        function = (action.get("lambda") or {}).get("functionArn")
        source = Source("iot.amazonaws.com", f"arn:aws:iot:{region}:{account}:rule/{rule}", account)
        if function and not may_invoke(function, source, account=account, region=region):
            raise PermissionError(f"iot.amazonaws.com has no permission to invoke {function}")
        return await original(account, region, rule, action, event)

    return dispatch


def logs_may_invoke(function: str, group: str) -> bool:
    """Whether the function exists and lets CloudWatch Logs invoke it for this log group of the current account."""
    from ministack.core.responses import get_account_id, get_region

    account, region = get_account_id(), get_region()
    arn = f"arn:aws:logs:{region}:{account}:log-group:{group}:*"
    # The service's name with the region is older, and still valid.
    principals = ("logs.amazonaws.com", f"logs.{region}.amazonaws.com")
    return _exists(function) and any(may_invoke(function, Source(principal, arn, account)) for principal in principals)
