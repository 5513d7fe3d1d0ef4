"""What becomes of an event that a service cannot hand over: the dead-letter queue that was named for this case.

That is another queue than the function's own: Lambda never saw the event.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback import sqs
from lambda_workshop.emulator.services import rights
from lambda_workshop.emulator.services.lambda_service import destinations

_log = logging.getLogger(__name__)


def keep(queue_arn: str, principal: str, source_arn: str, body: str, attributes: Mapping[str, str]) -> bool:
    """Put an event into a dead-letter queue; `attributes` become message attributes of type String.

    Returns whether it lies there: a queue that does not exist, or whose policy does not let the service send for
    this source, takes nothing, as on AWS.
    """
    queue = sqs.find(queue_arn)
    if queue is None:
        _log.warning("the dead-letter queue %s does not exist: an event is lost", queue_arn)
        return False
    if not may_send(queue, queue_arn, principal, source_arn):
        _log.warning("the policy of %s does not let %s send for %s", queue_arn, principal, source_arn)
        return False
    destinations.deliver(queue_arn, body, {name: ("String", text) for name, text in attributes.items()})
    return True


def may_send(queue: Mapping[str, Any], queue_arn: str, principal: str, source_arn: str) -> bool:
    """Whether the queue's policy lets a service send messages on behalf of this source."""
    policy = (queue.get("attributes") or {}).get("Policy")
    return rights.service_may(policy, principal, "sqs:SendMessage", queue_arn, source_arn=source_arn)
