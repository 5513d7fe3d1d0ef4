"""Delivers what Lambda sends on: records of asynchronous invocations and of failed batches, dead letters.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.aws import arns
from lambda_workshop.emulator.fallback import eventbridge, lambda_functions, s3, sns, sqs

_log = logging.getLogger(__name__)


def send(arn: str, record: Mapping[str, Any], *, success: bool) -> None:
    """Deliver a destination's record to SQS, SNS, Lambda, EventBridge or S3, in the current account and region.

    A destination that is gone loses the record, as on AWS; the backend's log says so.
    """
    service, body = arns.service_of(arn), json.dumps(record)
    if service == "events":
        kind = "Success" if success else "Failure"
        _put_event(arn, f"Lambda Function Invocation Result - {kind}", body, record["requestContext"]["functionArn"])
    elif service == "s3":
        _put_object(arn, record, body)
    else:
        deliver(arn, body, {})


def deliver(arn: str, body: str, attributes: Mapping[str, tuple[str, str]]) -> None:
    """Deliver a text with message attributes (type and value by name) to a queue, a topic or a function."""
    service = arns.service_of(arn)
    described = {name: {"DataType": kind, "StringValue": value} for name, (kind, value) in attributes.items()}
    if service == "sqs":
        if sqs.find(arn) is None:
            _log.warning("the destination %s does not exist: a record is lost", arn)
            return
        sqs.send(arn, body, described)
    elif service == "sns":
        sns.fan_out(arn, body, attributes=described)
    elif service == "lambda":
        function = lambda_functions.find(arn)
        if function is None:
            _log.warning("the destination %s does not exist: a record is lost", arn)
            return
        lambda_functions.accept(function, json.loads(body))


def _put_event(arn: str, detail_type: str, detail: str, resource: str) -> None:
    entry = {
        "EventBusName": arn.rsplit("/", 1)[-1],
        "Source": "lambda",
        "DetailType": detail_type,
        "Detail": detail,
        "Resources": [resource],
    }
    eventbridge.put_event(entry, of_aws=True)


def _put_object(arn: str, record: Mapping[str, Any], body: str) -> None:
    """The key is `aws/lambda/async/FUNCTION/YYYY/MM/DD/...`, as AWS lays them out."""
    now = datetime.now(UTC)
    function = str(record["requestContext"]["functionArn"]).split(":function:")[-1].partition(":")[0]
    key = f"aws/lambda/async/{function}/{now:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-{uuid.uuid4()}"
    s3.put_object(arn.rsplit(":", 1)[-1], key, body.encode(), {"content-type": "application/json"})


def timestamp(seconds: float | None = None) -> str:
    """`2026-11-23T07:30:00.000Z`, of now unless told otherwise."""
    moment = datetime.now(UTC) if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
