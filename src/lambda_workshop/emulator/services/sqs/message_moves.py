"""Redrive: moving the messages of a dead-letter queue back, which MiniStack's SQS lacks.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
A moved message is a new message: it has a new id, a new time of sending, and was never received
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html).
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import lambda_functions, sqs

Queue = dict[str, Any]
Dispatch = Callable[[str, dict[str, Any], str], Awaitable[dict[str, Any]]]

MOST_PER_SECOND = 500
MOST_LISTED = 10
"""What ListMessageMoveTasks lists, and so what a queue remembers of its tasks."""
_TASKS = "workshop_message_moves"
"""Where a queue's record keeps its tasks, so that they end with the queue and with a reset."""

_workers: set[asyncio.Task[None]] = set()
"""The slow moves under way: the event loop itself keeps only weak references to its tasks."""


@dataclass(eq=False)
class MoveTask:
    """One redrive; the counts are of messages, `started` is in milliseconds."""

    source_arn: str
    destination_arn: str | None
    per_second: int | None
    to_move: int
    started: int
    handle: str
    status: str = "RUNNING"
    moved: int = 0
    failure: str = ""

    def listed(self) -> dict[str, Any]:
        """The task as ListMessageMoveTasks shows it: only a running one has a handle."""
        shown: dict[str, Any] = {
            "Status": self.status,
            "SourceArn": self.source_arn,
            "ApproximateNumberOfMessagesMoved": self.moved,
            "ApproximateNumberOfMessagesToMove": self.to_move,
            "StartedTimestamp": self.started,
        }
        optional = {
            "TaskHandle": self.handle if self.status == "RUNNING" else None,
            "DestinationArn": self.destination_arn,
            "MaxNumberOfMessagesPerSecond": self.per_second,
            "FailureReason": self.failure,
        }
        return shown | {name: value for name, value in optional.items() if value}


def with_message_moves(dispatch: Dispatch) -> Dispatch:
    """SQS's dispatcher, and the three actions of message move tasks."""
    actions = {
        "StartMessageMoveTask": start,
        "ListMessageMoveTasks": listing,
        "CancelMessageMoveTask": cancel,
    }

    async def dispatch_with_moves(action: str, data: dict[str, Any], queue_url: str) -> dict[str, Any]:
        if action in actions:
            return actions[action](data)
        return await dispatch(action, data, queue_url)

    return dispatch_with_moves


def start(data: dict[str, Any]) -> dict[str, Any]:
    """StartMessageMoveTask: without a rate, everything that can be received is moved before this returns."""
    source_arn, destination_arn = data.get("SourceArn", ""), data.get("DestinationArn")
    source = _queue(source_arn)
    if not _feeders(source_arn):
        raise _invalid("Source queue must be configured as a Dead Letter Queue.")
    if destination_arn is not None and _queue(destination_arn)["is_fifo"] != source["is_fifo"]:
        raise _invalid("Source and destination queues must be of the same type.")
    per_second = data.get("MaxNumberOfMessagesPerSecond")
    if per_second is not None and not 1 <= int(per_second) <= MOST_PER_SECOND:
        raise _invalid(
            f"Value for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and "
            f"{MOST_PER_SECOND}."
        )
    tasks: list[MoveTask] = source.setdefault(_TASKS, [])
    if any(task.status == "RUNNING" for task in tasks):
        raise _invalid("There is already a task running. Only one active task is allowed for a source queue arn.")
    name = json.dumps({"taskId": str(uuid.uuid4()), "sourceArn": source_arn})
    task = MoveTask(
        source_arn,
        destination_arn,
        per_second,
        len(source["messages"]),
        int(time.time() * 1000),
        base64.b64encode(name.encode()).decode(),
    )
    tasks.insert(0, task)
    del tasks[MOST_LISTED:]
    if per_second is None:
        _move(task, source, len(source["messages"]))
        _finish(task)
    else:
        worker = asyncio.get_running_loop().create_task(_move_slowly(task, source, int(per_second)))
        _workers.add(worker)
        worker.add_done_callback(_workers.discard)
    return {"TaskHandle": task.handle}


def listing(data: dict[str, Any]) -> dict[str, Any]:
    """ListMessageMoveTasks: the newest first; one unless MaxResults asks for more, ten at most."""
    most = int(data.get("MaxResults") or 1)
    if not 1 <= most <= MOST_LISTED:
        raise _invalid(f"Value for parameter MaxResults is invalid. Reason: Must be between 1 and {MOST_LISTED}.")
    tasks: list[MoveTask] = _queue(data.get("SourceArn", "")).get(_TASKS, [])
    return {"Results": [task.listed() for task in tasks[:most]]}


def cancel(data: dict[str, Any]) -> dict[str, Any]:
    """CancelMessageMoveTask: what has been moved stays moved."""
    handle = data.get("TaskHandle", "")
    try:
        source_arn = json.loads(base64.b64decode(handle))["sourceArn"]
    except (ValueError, KeyError, TypeError) as error:
        raise _invalid("Value for parameter TaskHandle is invalid.") from error
    running = (task for task in _queue(source_arn).get(_TASKS, []) if task.handle == handle)
    task = next((task for task in running if task.status == "RUNNING"), None)
    if task is None:
        raise sqs.error("ResourceNotFoundException", "Task does not exist.")
    task.status = "CANCELLED"
    return {"ApproximateNumberOfMessagesMoved": task.moved}


async def _move_slowly(task: MoveTask, source: Queue, per_second: int) -> None:
    while task.status == "RUNNING":
        if _move(task, source, per_second) < per_second:
            _finish(task)
            return
        await asyncio.sleep(1)


def _finish(task: MoveTask) -> None:
    task.status = "FAILED" if task.failure else "COMPLETED"


def _move(task: MoveTask, source: Queue, most: int) -> int:
    """Move up to `most` messages that nobody is reading; returns how many."""
    moved = 0
    with sqs.lock():
        now = time.time()
        for message in list(source["messages"]):
            if moved >= most or message["visible_at"] > now:
                continue
            destination = _destination_of(task, message)
            if destination is None:
                task.failure = "CouldNotDetermineMessageSource"
                break
            source["messages"].remove(message)
            destination["messages"].append(_as_new(message, destination, now))
            moved += 1
        task.moved += moved
    lambda_functions.mapping_signal().set()
    return moved


def _destination_of(task: MoveTask, message: dict[str, Any]) -> Queue | None:
    arn = task.destination_arn or message.get("sys", {}).get("DeadLetterQueueSourceArn", "")
    return sqs.find(arn)


def _as_new(message: dict[str, Any], destination: Queue, now: float) -> dict[str, Any]:
    system = {name: value for name, value in message.get("sys", {}).items() if name != "DeadLetterQueueSourceArn"}
    fresh = message | {
        "id": str(uuid.uuid4()),
        "receipt_handle": None,
        "receive_count": 0,
        "first_receive_at": None,
        "sent_at": now,
        "visible_at": now,
        "sys": system | {"SentTimestamp": str(int(now * 1000))},
    }
    fresh.pop("enqueued_at", None)
    if destination["is_fifo"]:
        destination["fifo_seq"] += 1
        fresh["seq"] = str(destination["fifo_seq"]).zfill(20)
    return fresh


def _feeders(dead_letter_arn: str) -> list[Queue]:
    """The queues whose redrive policy names this one."""
    policies = ((queue, queue["attributes"].get("RedrivePolicy")) for queue in sqs.queues().values())
    return [
        queue for queue, policy in policies if policy and json.loads(policy)["deadLetterTargetArn"] == dead_letter_arn
    ]


def _queue(arn: str) -> Queue:
    found = sqs.find(arn)
    if found is None:
        raise sqs.error(
            "ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist."
        )
    return found


def _invalid(message: str) -> Exception:
    return sqs.error("InvalidParameterValue", message)
