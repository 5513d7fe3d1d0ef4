"""What Scheduler does when a schedule fires: it assumes the role, calls the target, tries again, or gives up.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html

A function is invoked asynchronously: an error that it raises is Lambda's to retry, and no failure for Scheduler.
AWS does not say how long it waits between two tries; here it is a quarter of a second, then twice as long each time.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.aws import arns
from lambda_workshop.aws.facts import schedules as facts
from lambda_workshop.emulator.fallback import eventbridge, lambda_functions, sns, sqs, stepfunctions
from lambda_workshop.emulator.services import rights
from lambda_workshop.emulator.services.lambda_service import destinations
from lambda_workshop.emulator.services.schedules.clock import Firing

MOST_RETRIES, LONGEST_AGE = facts.MOST_RETRIES.value, facts.LONGEST_AGE.value
"""AWS's defaults, and their upper limits: attempts and seconds."""
UNIVERSAL = "arn:aws:scheduler:::aws-sdk:"
"""How the ARN of a universal target begins; here there are `lambda:invoke` and `sqs:sendMessage`."""
_FIRST_WAIT, _LONGEST_WAIT = 0.25, 30.0

_log = logging.getLogger(__name__)


class Undelivered(Exception):
    """The target's service refused the call, with this error code."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Delivery:
    """One firing on its way: the schedule as it was then, and how many tries there have been."""

    schedule: Mapping[str, Any]
    firing: Firing
    began: float
    now: Callable[[], float]
    later: Callable[[float, Callable[[], None]], None]
    tries: int = 0

    @property
    def target(self) -> Mapping[str, Any]:
        """The target as CreateSchedule got it."""
        found: Mapping[str, Any] = self.schedule["Target"]
        return found

    def attempt(self) -> bool:
        """Call the target once; False when it is to be tried again, for which this has asked."""
        execution = uuid.uuid4().hex[:16]
        payload = self._payload(execution)
        try:
            call(self.target, payload)
        except Undelivered as error:
            return self._failed(error, payload, execution)
        return True

    def _failed(self, error: Undelivered, payload: str, execution: str) -> bool:
        policy = self.target.get("RetryPolicy") or {}
        most = int(policy.get("MaximumRetryAttempts", MOST_RETRIES))
        longest = float(policy.get("MaximumEventAgeInSeconds", LONGEST_AGE))
        wait = min(_FIRST_WAIT * 2**self.tries, _LONGEST_WAIT)
        # The schedule's own time runs faster while a check hurries it, and its events age as fast.
        age = (self.now() + wait - self.began) * self.firing.time.speed
        if self.tries >= most:
            self._give_up(error, payload, execution, "MaximumRetryAttempts")
        elif age > longest:
            self._give_up(error, payload, execution, "MaximumEventAgeInSeconds")
        else:
            again = Delivery(self.schedule, self.firing, self.began, self.now, self.later, self.tries + 1)
            self.later(wait, lambda: finish(again))
            return False
        return True

    def _give_up(self, error: Undelivered, payload: str, execution: str, exhausted: str) -> None:
        queue, role = (self.target.get("DeadLetterConfig") or {}).get("Arn"), str(self.target["RoleArn"])
        _log.warning("%s: %s: %s", self.schedule["Arn"], error.code, error)
        if not queue:
            return
        if not rights.role_may(role, "sqs:SendMessage", queue):
            _log.warning("%s may not send to the dead-letter queue %s: the event is lost", role, queue)
            return
        attributes = {
            "ERROR_CODE": error.code,
            "ERROR_MESSAGE": str(error),
            "EXECUTION_ID": execution,
            "EXHAUSTED_RETRY_CONDITION": exhausted,
            "IS_PAYLOAD_TRUNCATED": "false",
            "RETRY_ATTEMPTS": str(self.tries),
            "SCHEDULED_TIME": moment(self.firing.due),
            "SCHEDULE_ARN": str(self.schedule["Arn"]),
            "TARGET_ARN": str(self.target["Arn"]),
        }
        destinations.deliver(queue, payload, {name: ("String", value) for name, value in attributes.items()})

    def _payload(self, execution: str) -> str:
        """The schedule's Input with its context attributes filled in, or else Scheduler's own notification.

        https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
        """
        text = self.target.get("Input")
        if not text:
            return json.dumps(self._notification())
        for name, value in (
            ("schedule-arn", self.schedule["Arn"]),
            ("scheduled-time", moment(self.firing.due)),
            ("execution-id", execution),
            ("attempt-number", str(self.tries + 1)),
        ):
            text = text.replace(f"<aws.scheduler.{name}>", value)
        return str(text)

    def _notification(self) -> dict[str, Any]:
        """An event as a rule sends it, but that `detail` is text."""
        key = self.firing.key
        return {
            "version": "0",
            "id": str(uuid.uuid4()),
            "detail-type": "Scheduled Event",
            "source": "aws.scheduler",
            "account": key.account,
            "time": moment(self.firing.due),
            "region": key.region,
            "resources": [self.schedule["Arn"]],
            "detail": "{}",
        }


def finish(delivery: Delivery) -> None:
    """Try the delivery; when it has come to its end, good or bad, and was the last one, complete the schedule."""
    name = delivery.firing.key.name
    current = eventbridge.schedules().get(name)
    if current is None or current.get("CreationDate") != delivery.schedule["CreationDate"]:
        return
    if delivery.attempt() and delivery.firing.last and current.get("ActionAfterCompletion") == "DELETE":
        eventbridge.remove_schedule(name, current["Arn"])


def moment(due: datetime) -> str:
    """`2026-11-23T20:00:00Z`."""
    return due.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def call(target: Mapping[str, Any], payload: str) -> None:
    """Call the target's service with the role's rights. Raises Undelivered."""
    arn, role = str(target["Arn"]), str(target["RoleArn"])
    if arn.startswith(UNIVERSAL):
        _call_universal(arn.removeprefix(UNIVERSAL), role, payload)
        return
    service = arns.service_of(arn)
    _TEMPLATED[service](role, arn, payload, target)


def _permit(role: str, action: str, resource: str) -> None:
    if not rights.role_may(role, action, resource):
        account, name = arns.account_of(role), role.rsplit("/", 1)[-1]
        raise Undelivered(
            "AccessDeniedException",
            f"User: arn:aws:sts::{account}:assumed-role/{name}/scheduler is not authorized to perform: {action} on "
            f"resource: {resource} because no identity-based policy allows the {action} action",
        )


def _invoke(role: str, arn: str, payload: str, _target: Mapping[str, Any]) -> None:
    _permit(role, "lambda:InvokeFunction", arn)
    function = lambda_functions.find(arn)
    if function is None:
        raise Undelivered("ResourceNotFoundException", f"Function not found: {arn}")
    lambda_functions.accept(function, json.loads(payload))


def _send_message(role: str, arn: str, payload: str, target: Mapping[str, Any]) -> None:
    _permit(role, "sqs:SendMessage", arn)
    if sqs.find(arn) is None:
        raise Undelivered("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.")
    sqs.deliver(arn, payload, target.get("SqsParameters") or {})


def _publish(role: str, arn: str, payload: str, _target: Mapping[str, Any]) -> None:
    _permit(role, "sns:Publish", arn)
    try:
        published = sns.publish(arn, payload)
    except sns.NotPublished as error:
        raise Undelivered("InvalidParameter", str(error)) from error
    if not published:
        raise Undelivered("NotFound", "Topic does not exist")


def _put_event(role: str, arn: str, payload: str, target: Mapping[str, Any]) -> None:
    _permit(role, "events:PutEvents", arn)
    bus, parameters = arn.rsplit("/", 1)[-1], target.get("EventBridgeParameters") or {}
    if not eventbridge.has_bus(bus):
        raise Undelivered("ResourceNotFoundException", f"Event bus {bus} does not exist.")
    entry = {
        "EventBusName": bus,
        "Source": parameters.get("Source", ""),
        "DetailType": parameters.get("DetailType", ""),
        "Detail": payload,
    }
    eventbridge.put_event(entry)


def _start_execution(role: str, arn: str, payload: str, _target: Mapping[str, Any]) -> None:
    _permit(role, "states:StartExecution", arn)
    if not stepfunctions.start(arn, payload):
        raise Undelivered("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")


_TEMPLATED: dict[str, Callable[[str, str, str, Mapping[str, Any]], None]] = {
    "lambda": _invoke,
    "sqs": _send_message,
    "sns": _publish,
    "events": _put_event,
    "states": _start_execution,
}
TEMPLATED = frozenset(_TEMPLATED)
"""The services that a target's ARN may name here."""
UNIVERSAL_CALLS = frozenset({"lambda:invoke", "sqs:sendMessage"})


def _call_universal(operation: str, role: str, payload: str) -> None:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"""
    asked = json.loads(payload)
    if operation == "lambda:invoke":
        name = str(asked.get("FunctionName", ""))
        config = (lambda_functions.find(name) or {}).get("config") or {}
        arn = name if name.startswith("arn:") else str(config.get("FunctionArn", f"arn:aws:lambda:::{name}"))
        _invoke(role, arn, str(asked.get("Payload") or "{}"), {})
        return
    url = str(asked.get("QueueUrl", ""))
    queue = sqs.queues().get(url) or sqs.queues().get(url.rsplit("/", 1)[-1])
    arn = str((queue or {}).get("attributes", {}).get("QueueArn", f"arn:aws:sqs:::{url.rsplit('/', 1)[-1]}"))
    _send_message(role, arn, str(asked.get("MessageBody", "")), {"SqsParameters": asked})
