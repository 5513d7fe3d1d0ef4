"""What a function writes to CloudWatch Logs: one stream for each environment, START, output, END, REPORT.

https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.aws.facts import lambda_functions as facts
from lambda_workshop.emulator.fallback import cloudwatch_logs
from lambda_workshop.emulator.runtime.environment import TIMED_OUT, Outcome

TAIL_BYTES = facts.LOG_TAIL.value
"""What `LogType=Tail` returns of an invocation's log, at most."""


@dataclass
class LogStream:
    """The log stream of one environment. It writes in the account and region of the current context."""

    group: str
    name: str
    _unsent: list[dict[str, Any]] = field(default_factory=list)

    def write(self, line: str) -> None:
        """Append one event now."""
        now = int(time.time() * 1000)
        event = {"timestamp": now, "message": line + "\n", "ingestionTime": now}
        cloudwatch_logs.append(self._stream(now), [event])
        self._unsent.append({"timestamp": now, "message": line + "\n"})

    def deliver(self) -> None:
        """Hand what was written since the last time to the group's subscription filters."""
        events, self._unsent = self._unsent, []
        if events:
            cloudwatch_logs.fan_out(self.group, self.name, events)

    def _stream(self, now: int) -> dict[str, Any]:
        group = cloudwatch_logs.groups().get(self.group)
        if group is None:
            group = {
                "arn": cloudwatch_logs.group_arn(self.group),
                "creationTime": now,
                "retentionInDays": None,
                "tags": {},
                "subscriptionFilters": {},
                "streams": {},
            }
            cloudwatch_logs.groups()[self.group] = group
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


@dataclass(frozen=True)
class Platform:
    """The lines that Lambda itself writes around a function's: as text, or as JSON when the function's log is JSON.

    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
    """

    json: bool = False

    def init_start(self, runtime: str) -> str:
        """The first line of an environment; `runtime` is `python3.13`."""
        version = f"{runtime.replace('python', 'python:')}.workshop"
        if self.json:
            record = {"initializationType": "on-demand", "phase": "init", "runtimeVersion": version}
            return _record("platform.initStart", record)
        return f"INIT_START Runtime Version: {version}"

    def init_report(self, outcome: Outcome, phase: str) -> str:
        """What stands in the log when the handler could not be loaded; `phase` is `init` or `invoke`.

        https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
        """
        status = "timeout" if outcome.error == TIMED_OUT else "error"
        if self.json:
            metrics = {"durationMs": round(outcome.duration_ms, 3)}
            record = {"initializationType": "on-demand", "phase": phase, "status": status, "metrics": metrics}
            return _record("platform.initReport", record | _error_type(outcome, status))
        line = f"INIT_REPORT Init Duration: {outcome.duration_ms:.2f} ms\tPhase: {phase}\tStatus: {status}"
        return line if status == "timeout" else f"{line}\tError Type: {outcome.error}"

    def start(self, request_id: str, version: str) -> str:
        """The first line of an invocation."""
        if self.json:
            return _record("platform.start", {"requestId": request_id, "version": version})
        return f"START RequestId: {request_id} Version: {version}"

    def end(self, request_id: str, outcome: Outcome, memory_mb: int, init_ms: float | None) -> list[str]:
        """END and REPORT. What loading the handler took stands in an environment's first report, and is billed.

        https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
        """
        billed = math.ceil(outcome.duration_ms + (init_ms or 0.0))
        status = "timeout" if outcome.error == TIMED_OUT else "error" if outcome.error else "success"
        if self.json:
            metrics: dict[str, float] = {
                "durationMs": round(outcome.duration_ms, 3),
                "billedDurationMs": billed,
                "memorySizeMB": memory_mb,
                "maxMemoryUsedMB": outcome.max_memory_mb,
            }
            if init_ms is not None:
                metrics["initDurationMs"] = round(init_ms, 3)
            record = {"requestId": request_id, "metrics": metrics, "status": status}
            return [_record("platform.report", record | _error_type(outcome, status))]
        report = (
            f"REPORT RequestId: {request_id}\tDuration: {outcome.duration_ms:.2f} ms\t"
            f"Billed Duration: {billed} ms\tMemory Size: {memory_mb} MB\tMax Memory Used: {outcome.max_memory_mb} MB\t"
        )
        if init_ms is not None:
            report += f"Init Duration: {init_ms:.2f} ms\t"
        # The status is that of the environment: a handler's exception leaves it in order.
        if status == "timeout":
            report += "Status: timeout"
        elif outcome.ended:
            report += f"Status: error\tError Type: {outcome.error}"
        return [f"END RequestId: {request_id}", report]


def _error_type(outcome: Outcome, status: str) -> dict[str, str]:
    return {"errorType": outcome.error} if status == "error" and outcome.error else {}


def _record(kind: str, record: dict[str, Any]) -> str:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return json.dumps({"time": now, "type": kind, "record": record})


def tail(lines: list[str]) -> str:
    """The end of an invocation's log, as `LogType=Tail` gives it."""
    text = "".join(line + "\n" for line in lines)
    return text.encode()[-TAIL_BYTES:].decode("utf-8", "ignore")
