"""Topics."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Response, Store, sns


class NotPublished(Exception):
    """SNS refuses the message; the text says why."""


def topics() -> Store[Record]:
    """The topics by ARN."""
    return sns._topics


def find(topic_arn: str) -> Record | None:
    """The topic with this ARN, whatever account and region it is in."""
    return sns._topic_by_arn_any_scope(topic_arn)


def publish(topic_arn: str, message: str) -> bool:
    """Publish as a client would; whether there is such a topic. Raises NotPublished."""
    try:
        return sns.publish_internal(topic_arn, message, "") is not None
    except sns.SnsPublishError as error:
        raise NotPublished(str(error)) from error


def fan_out(topic_arn: str, message: str, subject: str = "", attributes: Mapping[str, Any] | None = None) -> None:
    """Hand a message to the subscriptions of a topic that exists."""
    sns._fanout(topic_arn, str(uuid.uuid4()), message, subject, "", attributes)


def parameter(parameters: Any, name: str) -> str:
    """The request's parameter of this name; an empty text without it."""
    return sns._p(parameters, name)


def error(code: str, message: str, status: int) -> Response:
    """An error with AWS's code for it."""
    return sns._error(code, message, status)
