"""Creating and changing event source mappings: AWS's defaults, and what AWS refuses.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from lambda_workshop.aws import arns, filters
from lambda_workshop.aws.facts import Fact
from lambda_workshop.aws.facts import event_sources as facts
from lambda_workshop.emulator.fallback import iam, lambda_functions, request_context, sqs, streams
from lambda_workshop.emulator.services import rights
from lambda_workshop.emulator.services.lambda_service.errors import Response, invalid_parameter, refused, validation

# Name, smallest, largest, and the sources that know it.
_STREAMS = frozenset({"kinesis", "dynamodb"})
_ALL = _STREAMS | {"sqs"}
_RANGES: tuple[tuple[str, Fact, Fact, frozenset[str]], ...] = (
    ("BatchSize", facts.SMALLEST_BATCH, facts.LARGEST_BATCH, _ALL),
    ("MaximumBatchingWindowInSeconds", facts.SHORTEST_WINDOW, facts.LONGEST_WINDOW, _ALL),
    ("ParallelizationFactor", facts.FEWEST_AT_ONCE, facts.MOST_AT_ONCE, _STREAMS),
    ("MaximumRetryAttempts", facts.RETRIES_WITHOUT_END, facts.MOST_RETRIES, _STREAMS),
    ("MaximumRecordAgeInSeconds", facts.AGE_WITHOUT_END, facts.LONGEST_AGE, _STREAMS),
    ("TumblingWindowInSeconds", facts.NO_TUMBLING_WINDOW, facts.LONGEST_TUMBLING_WINDOW, _STREAMS),
)
_STREAM_DEFAULTS = {
    "BatchSize": 100,
    "ParallelizationFactor": 1,
    "MaximumRetryAttempts": -1,
    "MaximumRecordAgeInSeconds": -1,
    "BisectBatchOnFunctionError": False,
    "TumblingWindowInSeconds": 0,
}
_TITLES = {"sqs": "SQS", "kinesis": "Kinesis", "dynamodb": "DynamoDB"}
_ROLE_ACTIONS = {
    "sqs": ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes"),
    "kinesis": ("GetRecords", "GetShardIterator", "DescribeStream"),
    "dynamodb": ("GetRecords", "GetShardIterator", "DescribeStream"),
}
_PERMISSION_TEXT = (
    "The provided execution role does not have permissions to call {what}. Please ensure the execution role has "
    "permission to call {action}"
)
_KEPT = (*_STREAM_DEFAULTS, "StartingPosition", "StartingPositionTimestamp")


def source_of(arn: str) -> str:
    """`sqs`, `kinesis` or `dynamodb`; empty for anything else."""
    service = arns.service_of(arn)
    return service if service in _ROLE_ACTIONS else ""


def create(original: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Wrap `lambda_svc._create_esm`."""

    def create_mapping(data: dict[str, Any]) -> Any:
        arn = str(data.get("EventSourceArn") or "")
        source = source_of(arn)
        if source and (error := _creation_error(data, arn, source)):
            return error
        if source in ("kinesis", "dynamodb"):
            data = _STREAM_DEFAULTS | data
        answer = original(data)
        if answer[0] == 202 and source:
            return _stored(data, answer, source)
        return answer

    return create_mapping


def update(original: Callable[[str, dict[str, Any]], Any]) -> Callable[[str, dict[str, Any]], Any]:
    """Wrap `lambda_svc._update_esm`."""

    def update_mapping(identity: str, data: dict[str, Any]) -> Any:
        mapping = lambda_functions.mappings().get(identity)
        if mapping is not None:
            arn = str(mapping.get("EventSourceArn", ""))
            source = source_of(arn)
            if source and (error := _settings_error(dict(mapping) | data, arn, source)):
                return error
        answer = original(identity, data)
        if mapping is not None and answer[0] in (200, 202):
            for name in ("TumblingWindowInSeconds",):
                if name in data:
                    mapping[name] = data[name]
            lambda_functions.mapping_signal().set()
        return answer

    return update_mapping


def _stored(data: Mapping[str, Any], answer: Any, source: str) -> Any:
    """Keep what MiniStack leaves out, and say *Creating*, as the first answer of AWS does."""
    status, headers, body = answer
    shown = json.loads(body)
    mapping = lambda_functions.mappings()[shown["UUID"]]
    if source != "sqs":
        for name in _KEPT:
            if name in data:
                mapping[name] = shown[name] = data[name]
    if mapping.get("Enabled", True):
        shown["State"] = "Creating"
    lambda_functions.mapping_signal().set()
    return status, headers, json.dumps(shown).encode()


def _creation_error(data: Mapping[str, Any], arn: str, source: str) -> Response | None:
    name, qualifier = lambda_functions.own_name_and_qualifier(str(data.get("FunctionName") or ""))
    function = lambda_functions.find_version(name, qualifier)
    if function is None:
        return None
    if error := _source_error(arn, source, function["config"]):
        return error
    for mapping in lambda_functions.mappings().values():
        if (
            mapping["EventSourceArn"] == arn
            and mapping["FunctionName"] == name
            and mapping.get("Qualifier") == qualifier
        ):
            return refused(
                "ResourceConflictException",
                f'An event source mapping with {_TITLES[source]} arn (" {arn} ") and function (" {name} ") already '
                f"exists. Please update or delete the existing mapping with UUID {mapping['UUID']}",
                409,
            )
    return _position_error(data, source) or _settings_error(data, arn, source)


def _source_error(arn: str, source: str, config: Mapping[str, Any]) -> Response | None:
    """The source does not exist, its settings do not fit the function, or the role may not read it."""
    if source == "sqs":
        queue = sqs.find(arn)
        if queue is None:
            return invalid_parameter(
                "Error occurred while ReceiveMessage. SQS Error Code: AWS.SimpleQueueService.NonExistentQueue. SQS "
                "Error Message: The specified queue does not exist."
            )
        visible = int(queue["attributes"].get("VisibilityTimeout", "30"))
        timeout = int(config.get("Timeout") or 3)
        if visible < timeout:
            return invalid_parameter(
                f"Queue visibility timeout: {visible} seconds is less than Function timeout: {timeout} seconds"
            )
    elif not _stream_exists(arn, source):
        return invalid_parameter(f"Stream not found: {arn}")
    return _role_error(str(config.get("Role") or ""), arn, source)


def _stream_exists(arn: str, source: str) -> bool:
    if source == "kinesis":
        return streams.kinesis_stream_exists(arn)
    table = streams.table(arn.split("/stream/")[0].rsplit("/", 1)[-1])
    return bool(table and table.get("LatestStreamArn") == arn)


def _role_error(role_arn: str, arn: str, source: str) -> Response | None:
    """The role lacks a right to read the source. A role that IAM does not know is not asked."""
    account = request_context.account()
    role = iam.roles().get(role_arn.rsplit("/", 1)[-1])
    if not role or any(rights.managed_policy(policy, account) is None for policy in role.get("AttachedPolicies", [])):
        return None
    for operation in _ROLE_ACTIONS[source]:
        action, what = f"{source}:{operation}", f"{operation} on {_TITLES[source]}"
        if not rights.role_may(str(role["Arn"]), action, arn):
            return invalid_parameter(_PERMISSION_TEXT.format(what=what, action=action))
    return None


def _position_error(data: Mapping[str, Any], source: str) -> Response | None:
    position = data.get("StartingPosition")
    if source == "sqs":
        return invalid_parameter("StartingPosition is not valid for SQS event sources.") if position else None
    allowed = ("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP") if source == "kinesis" else ("TRIM_HORIZON", "LATEST")
    if position is None:
        return invalid_parameter("1 validation error detected: Value null at 'startingPosition' failed to satisfy "
                                 "constraint: Member must not be null.")  # fmt: skip
    if position not in allowed:
        return invalid_parameter(f"Unsupported starting position for {_TITLES[source]} event sources: {position}")
    if (position == "AT_TIMESTAMP") != (data.get("StartingPositionTimestamp") is not None):
        return invalid_parameter("StartingPositionTimestamp is required for, and only valid with, AT_TIMESTAMP.")
    return None


def _settings_error(data: Mapping[str, Any], arn: str, source: str) -> Response | None:
    for name, smallest, largest, sources in _RANGES:
        value = data.get(name)
        if value is None or (source not in sources and value in (0, -1, 1)):
            continue
        if source not in sources:
            return invalid_parameter(f"{name} is not supported for {_TITLES[source]} event sources.")
        if isinstance(value, bool) or not isinstance(value, int) or not smallest.value <= value <= largest.value:
            bound = f"Member must have value between {smallest.value} and {largest.value}"
            return validation(value, name[0].lower() + name[1:], bound)
    if data.get("TumblingWindowInSeconds"):
        return invalid_parameter("The embedded backend has no tumbling windows: leave TumblingWindowInSeconds out.")
    if reason := filters.mapping_problem(data.get("FilterCriteria")):
        return invalid_parameter(reason)
    return _batch_error(data, arn) if source == "sqs" else None


def _batch_error(data: Mapping[str, Any], arn: str) -> Response | None:
    size, window = int(data.get("BatchSize") or 10), int(data.get("MaximumBatchingWindowInSeconds") or 0)
    if arn.endswith(".fifo"):
        if size > 10:
            return invalid_parameter("Batch size must be less than or equal to 10 for FIFO queues.")
        if window:
            return invalid_parameter("Batching window is not supported for FIFO queues.")
    elif size > 10 and window < 1:
        return invalid_parameter(
            "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10"
        )
    return None
