"""Asynchronous invocation: accepted events wait here, are retried, and end at a destination or as dead letters.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
AWS waits one minute before the first retry and two before the second; here it is half a second and a second, unless
WORKSHOP_ASYNC_RETRY_SECONDS says otherwise (`60,120` is AWS's own).
"""

from __future__ import annotations

import contextvars
import functools
import heapq
import itertools
import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.aws import arns
from lambda_workshop.aws.facts import lambda_functions as facts
from lambda_workshop.emulator.fallback import lambda_functions, request_context
from lambda_workshop.emulator.services.lambda_service import destinations
from lambda_workshop.emulator.services.lambda_service.execution import request_id_to_use

MAXIMUM_AGE = facts.LONGEST_EVENT_AGE.value
"""Seconds for which an event is kept, unless the function says less."""
_WORKERS = 64
_THROTTLE_FIRST, _THROTTLE_LONGEST = 0.1, 5.0
"""Seconds before a throttled event is tried again; AWS starts at one second and goes up to five minutes."""

_log = logging.getLogger(__name__)


def retry_delays() -> tuple[float, ...]:
    """Seconds before the first and the second retry."""
    text = os.environ.get("WORKSHOP_ASYNC_RETRY_SECONDS") or "0.5,1"
    return tuple(float(part) for part in text.split(","))


@dataclass
class Event:
    """One accepted event: whom it is for, what it says, and how often it was tried.

    `target` is the store's entry of the function, which lives as long as the function does.
    """

    function: dict[str, Any]
    target: Any
    payload: Any
    request_id: str
    context: contextvars.Context
    accepted: float = field(default_factory=time.time)
    attempts: int = 0
    throttles: int = 0

    @property
    def config(self) -> dict[str, Any]:
        """The configuration that the event was accepted with."""
        found: dict[str, Any] = self.function.get("config") or self.function
        return found


class Queue:
    """The events of all functions, each run when it is due."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Event]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="asynchronous")
        threading.Thread(target=self._serve, name="asynchronous-queue", daemon=True).start()

    def put(self, event: Event, *, delay: float = 0.0) -> None:
        """Run the event's next attempt after that many seconds."""
        with self._changed:
            heapq.heappush(self._due, (time.monotonic() + delay, next(self._order), event))
            self._changed.notify()

    def clear(self, account: str | None = None) -> None:
        """Forget what waits, or what waits in one account."""
        with self._changed:
            kept = [item for item in self._due if account is not None and _account(item[2]) != account]
            self._due[:] = kept
            heapq.heapify(self._due)

    def _serve(self) -> None:
        while True:
            with self._changed:
                while not self._due or self._due[0][0] > time.monotonic():
                    self._changed.wait(self._due[0][0] - time.monotonic() if self._due else None)
                event = heapq.heappop(self._due)[2]
            self._pool.submit(event.context.copy().run, self._attempt, event)

    def _attempt(self, event: Event) -> None:
        try:
            self._try(event)
        except Exception:
            # One event's trouble must not end the queue's thread; it is ours, so the log has all of it.
            _log.exception("an asynchronous event of %s could not be handled", event.config.get("FunctionName"))

    def _try(self, event: Event) -> None:
        current = _current(event)
        if current is None:
            return
        settings = _settings(current, event)
        maximum_age = float(settings.get("MaximumEventAgeInSeconds") or MAXIMUM_AGE)
        if _reserved(current) == 0:
            finish(event, current, {"throttle": True}, "RetriesExhausted", settings)
            return
        if time.time() - event.accepted > maximum_age:
            finish(event, current, {}, "EventAgeExceeded", settings)
            return
        request_id_to_use.set(event.request_id)
        result = lambda_functions.execute(current, event.payload)
        if result.get("throttle"):
            event.throttles += 1
            self.put(event, delay=min(_THROTTLE_FIRST * 2 ** (event.throttles - 1), _THROTTLE_LONGEST))
            return
        event.attempts += 1
        if not result.get("error"):
            finish(event, current, result, "Success", settings)
            return
        retries = settings.get("MaximumRetryAttempts")
        if event.attempts > (2 if retries is None else int(retries)):
            finish(event, current, result, "RetriesExhausted", settings)
            return
        delays = retry_delays()
        delay = delays[min(event.attempts - 1, len(delays) - 1)]
        if time.time() - event.accepted + delay > maximum_age:
            finish(event, current, result, "EventAgeExceeded", settings)
            return
        self.put(event, delay=delay)


@functools.cache
def queue() -> Queue:
    """The one queue of this server."""
    return Queue()


def accept(function: dict[str, Any], payload: Any) -> None:
    """Replace `lambda_svc.invoke_async_with_retry`: take the event and return at once."""
    config = function.get("config") or function
    account, region = lambda_functions.place_of(config)
    context = contextvars.copy_context()
    context.run(request_context.enter, account, region)
    target = context.run(lambda_functions.functions().get, config["FunctionName"])
    queue().put(Event(function, target, payload, request_id_to_use.get() or str(uuid.uuid4()), context))
    # The id belongs to this event; another one from the same context is another request.
    request_id_to_use.set("")


def finish(
    event: Event, function: dict[str, Any], result: Mapping[str, Any], condition: str, settings: Mapping[str, Any]
) -> None:
    """Send the record of an event that is over to its destination, and the event itself to the dead-letter queue."""
    success = condition == "Success"
    chosen = (settings.get("DestinationConfig") or {}).get("OnSuccess" if success else "OnFailure") or {}
    if target := chosen.get("Destination"):
        destinations.send(target, _record(event, function, result, condition), success=success)
    dead_letters = (function.get("config") or {}).get("DeadLetterConfig") or {}
    if not success and (target := dead_letters.get("TargetArn")):
        body = result.get("body") if isinstance(result.get("body"), dict) else {}
        attributes = {
            "RequestID": ("String", event.request_id),
            "ErrorCode": ("Number", "429" if result.get("throttle") else "200"),
            "ErrorMessage": ("String", str((body or {}).get("errorMessage") or condition)[:1024]),
        }
        destinations.deliver(target, json.dumps(event.payload), attributes)


def _record(event: Event, function: dict[str, Any], result: Mapping[str, Any], condition: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html#invocation-async-destinations"""
    arn, version = str(event.config.get("FunctionArn", "")), str(event.config.get("Version") or "$LATEST")
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": destinations.timestamp(),
        "requestContext": {
            "requestId": event.request_id,
            "functionArn": arn if len(arn.split(":")) > 7 else f"{arn}:$LATEST",
            "condition": condition,
            "approximateInvokeCount": event.attempts,
        },
        "requestPayload": event.payload,
    }
    if event.attempts:
        record["responseContext"] = {"statusCode": 200, "executedVersion": version}
        if condition != "Success":
            record["responseContext"]["functionError"] = result.get("function_error") or "Unhandled"
        record["responsePayload"] = result.get("body")
    return record


def _current(event: Event) -> dict[str, Any] | None:
    """The function as it is now, called by the ARN of then; None when it was deleted, even if another has its name."""
    config = event.config
    base = lambda_functions.functions().get(config["FunctionName"])
    if base is None or base is not event.target:
        return None
    version = str(config.get("Version") or "$LATEST")
    current = lambda_functions.find_version(config["FunctionName"], version)
    if current is None:
        return None
    current["config"] = current["config"] | {"FunctionArn": config["FunctionArn"]}
    for shared in ("concurrency", "event_invoke_configs", "event_invoke_config"):
        if shared in base:
            current[shared] = base[shared]
    return current


def _settings(function: dict[str, Any], event: Event) -> dict[str, Any]:
    """The asynchronous configuration of the qualifier that was called."""
    parts = str(event.config.get("FunctionArn", "")).split(":")
    qualifier = parts[7] if len(parts) > 7 and parts[7] != "$LATEST" else None
    return lambda_functions.event_invoke_config(function, qualifier)


def _reserved(function: dict[str, Any]) -> int | None:
    return lambda_functions.reserved_concurrency(function)


def _account(event: Event) -> str:
    return arns.account_of(str(event.config.get("FunctionArn", "")))


def dispatch_from_rule(arn: str, payload: Any) -> None:
    """Replace `eventbridge._dispatch_to_lambda`, which serves rules and schedules."""
    try:
        event = json.loads(payload)
    except (TypeError, ValueError):
        event = {"body": payload}
    function = lambda_functions.find(arn)
    if function is not None:
        accept(function, event)
