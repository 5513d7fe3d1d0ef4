"""What functions wrote to CloudWatch Logs, as lines and as invocations."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing
from lambda_workshop.cloud.waiting import TimedOut, until

QUIET_SECONDS = 1.0
"""How long a function is listened to that should not be called: calls run side by side, and one may be late."""

_START = re.compile(r"^START RequestId: (\S+)")
_END = re.compile(r"^END RequestId: (\S+)")
_REPORT = re.compile(r"^REPORT RequestId: (\S+)\s+Duration: ([\d.]+) ms")
_INIT = re.compile(r"Init Duration: ([\d.]+) ms")


@dataclass(frozen=True)
class Line:
    """One event of a log: milliseconds since the epoch, the text without its line break, the stream."""

    time_ms: int
    text: str
    stream: str


@dataclass(frozen=True)
class LoggedInvocation:
    """One invocation as the log tells it. `init_ms` is set for a cold start, `error` when it failed."""

    function: str
    request_id: str
    time_ms: int
    lines: tuple[str, ...]
    duration_ms: float | None
    init_ms: float | None
    error: str


def now_ms() -> int:
    """Now, as CloudWatch Logs counts time."""
    return int(time.time() * 1000)


def lines(cloud: Cloud, function: str, *, since_ms: int = 0) -> list[Line]:
    """The function's log lines in order, from `since_ms` on; empty while it has no log."""
    group = f"/aws/lambda/{function}"
    try:
        pages = (
            cloud.client("logs")
            .get_paginator("filter_log_events")
            .paginate(logGroupName=group, **({"startTime": since_ms} if since_ms else {}))
        )
        events = [event for page in pages for event in page["events"]]
    except ClientError as error:
        if missing(error):
            return []
        raise
    found = [Line(event["timestamp"], _text(event["message"]), event.get("logStreamName", "")) for event in events]
    return sorted(found, key=lambda line: line.time_ms)


def _text(message: str) -> str:
    """The message with real line breaks: AWS's runtime writes a traceback with carriage returns and no-break spaces."""
    if "\r" in message:
        message = message.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    return message.rstrip("\n")


def invocations(cloud: Cloud, function: str, *, since_ms: int = 0) -> list[LoggedInvocation]:
    """The function's finished and running invocations, in order of their start."""
    by_stream: dict[str, list[Line]] = {}
    for line in lines(cloud, function, since_ms=since_ms):
        by_stream.setdefault(line.stream, []).append(line)
    found = [item for stream in by_stream.values() for item in _grouped(function, stream)]
    return sorted(found, key=lambda item: item.time_ms)


def _grouped(function: str, stream: Iterable[Line]) -> list[LoggedInvocation]:
    found: list[LoggedInvocation] = []
    request_id, began, texts = "", 0, list[str]()
    for line in stream:
        if start := _START.match(line.text):
            request_id, began, texts = start[1], line.time_ms, []
        elif (report := _REPORT.match(line.text)) and request_id:
            init = _INIT.search(line.text)
            found.append(
                LoggedInvocation(
                    function,
                    request_id,
                    began,
                    tuple(texts),
                    float(report[2]),
                    float(init[1]) if init else None,
                    _error(texts),
                )
            )
            request_id = ""
        elif request_id and not _END.match(line.text):
            texts.append(line.text)
    if request_id:
        found.append(LoggedInvocation(function, request_id, began, tuple(texts), None, None, _error(texts)))
    return found


def _error(texts: Iterable[str]) -> str:
    for text in texts:
        if text.startswith("[ERROR]"):
            return text.removeprefix("[ERROR]").strip().splitlines()[0]
        if "Task timed out after" in text:
            return text[text.index("Task timed out") :]
    return ""


def wait_for(cloud: Cloud, function: str, text: str, *, since_ms: int = 0, timeout: float = 10.0) -> Line:
    """The first line of the function's log with this text; raises TimedOut, which shows what the log has."""

    def look() -> Line | None:
        return next((line for line in lines(cloud, function, since_ms=since_ms) if text in line.text), None)

    return until(
        f"`{text}` in the log of `{function}`", look, timeout=timeout, every=0.1, advice="look at the function's log"
    )


def unwanted(cloud: Cloud, function: str, *texts: str, since_ms: int, seconds: float = QUIET_SECONDS) -> str:
    """The first line with one of the texts that is written within these seconds; empty when none is."""

    def look() -> str | None:
        found = (line.text for line in lines(cloud, function, since_ms=since_ms))
        return next((line for line in found if any(text in line for text in texts)), None)

    try:
        return until("nothing", look, timeout=seconds, every=0.2)
    except TimedOut:
        return ""
