"""What a function writes to CloudWatch Logs: one stream for each environment, START, output, END, REPORT.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.runtime.environment import Outcome

TAIL_BYTES = 4096
"""What `LogType=Tail` returns of an invocation's log, at most."""


@dataclass
class LogStream:
    """The log stream of one environment. It writes in the account and region of the current context."""

    group: str
    name: str
    _unsent: list[dict[str, Any]] = field(default_factory=list)

    def write(self, line: str) -> None:
        """Append one event now."""
        from ministack.services import cloudwatch_logs

        now = int(time.time() * 1000)
        event = {"timestamp": now, "message": line + "\n", "ingestionTime": now}
        cloudwatch_logs._append_log_events(self._stream(now), [event])
        self._unsent.append({"timestamp": now, "message": line + "\n"})

    def deliver(self) -> None:
        """Hand what was written since the last time to the group's subscription filters."""
        from ministack.services import cloudwatch_logs

        events, self._unsent = self._unsent, []
        if events:
            cloudwatch_logs._fanout_to_subscription_filters(self.group, self.name, events)

    def _stream(self, now: int) -> dict[str, Any]:
        from ministack.services import cloudwatch_logs

        group = cloudwatch_logs._log_groups.get(self.group)
        if group is None:
            group = {
                "arn": cloudwatch_logs._make_group_arn(self.group),
                "creationTime": now,
                "retentionInDays": None,
                "tags": {},
                "subscriptionFilters": {},
                "streams": {},
            }
            cloudwatch_logs._log_groups[self.group] = group
        stream: dict[str, Any] = group["streams"].setdefault(
            self.name,
            {
                "events": [],
                "uploadSequenceToken": "1",
                "creationTime": now,
                "firstEventTimestamp": None,
                "lastEventTimestamp": None,
                "lastIngestionTime": None,
            },
        )
        return stream


def stream_name(version: str, unique: str) -> str:
    """`2026/11/23/[$LATEST]` and 32 hexadecimal digits."""
    return f"{datetime.now(UTC):%Y/%m/%d}/[{version}]{unique}"


def start_line(request_id: str, version: str) -> str:
    """The first line of an invocation."""
    return f"START RequestId: {request_id} Version: {version}"


def end_lines(request_id: str, outcome: Outcome, memory_mb: int, init_ms: float | None) -> list[str]:
    """END and REPORT. What loading the handler took stands in the first report of an environment, and is billed.

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
    """
    billed = math.ceil(outcome.duration_ms + (init_ms or 0.0))
    report = (
        f"REPORT RequestId: {request_id}\tDuration: {outcome.duration_ms:.2f} ms\tBilled Duration: {billed} ms\t"
        f"Memory Size: {memory_mb} MB\tMax Memory Used: {outcome.max_memory_mb} MB\t"
    )
    if init_ms is not None:
        report += f"Init Duration: {init_ms:.2f} ms\t"
    if outcome.error == "Sandbox.Timedout":
        report += "Status: timeout"
    elif outcome.ended:
        report += f"Status: error\tError Type: {outcome.error}"
    return [f"END RequestId: {request_id}", report]


def tail(lines: list[str]) -> str:
    """The end of an invocation's log, as `LogType=Tail` gives it."""
    text = "".join(line + "\n" for line in lines)
    return text.encode()[-TAIL_BYTES:].decode("utf-8", "ignore")
