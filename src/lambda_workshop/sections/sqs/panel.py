"""Send jobs to the print queue, one of them poison, and watch them go through, return, die and come back.

Each button calls a function that a cell can call too: `send_jobs`, `whereabouts`, `redrive`.
"""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import Cloud, logs, queues
from lambda_workshop.cloud.queues import Queue
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.sqs.jobs import good_job, unknown_paper_job
from lambda_workshop.sections.sqs.names import DEAD, JOBS, PRINTER
from lambda_workshop.sections.sqs.tracking import job_id_of, send

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

FOLLOWED_SECONDS = 45
"""How long the panel looks again by itself: a poison job needs thirty seconds to die."""
MOST_SHOWN = 30
"""Jobs in the table; it says how many earlier ones it leaves out."""
_PRINTED = re.compile(r"printed (J-\d+)")
_MESSAGE_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NOT_WIRED = f"There is no queue `{JOBS}` with a dead-letter queue `{DEAD}` yet. *Wire it* first."


class Place(Enum):
    """Where a job is; the value is what a learner reads."""

    QUEUE = "on the queue"
    PRINTED = "printed"
    DEAD = "dead"
    GONE = "no longer there"


@dataclass(frozen=True)
class Trace:
    """One message as the function's log and the dead-letter queue tell of it. `last_ms` is the last sign of it."""

    name: str
    place: Place
    tries: int
    last_ms: int


def send_jobs(lesson: Lesson, *, good: int = 4, poison: int = 1) -> Output:
    """Put jobs on the print queue, at most ten, in random order; returns what was sent."""
    if not 1 <= good + poison <= 10:
        return Output("One call sends 1 to 10 messages: that is what SQS takes in a batch.")
    wired = _queues(lesson.cloud)
    if wired is None:
        return Output(_NOT_WIRED)
    random = Random()
    jobs = [*(good_job(random) for _ in range(good)), *(unknown_paper_job(random) for _ in range(poison))]
    random.shuffle(jobs)
    sent = send(lesson.cloud, wired[0].url, jobs)
    rows = [(job.job_id, "good" if job.good else "poison", job.message_id) for job in sent]
    return Output(Table(f"Sent to `{JOBS}`", ("Job", "Kind", "Message id"), rows))


def whereabouts(lesson: Lesson) -> Output:
    """Where each job is now, read from the printer's log and the dead-letter queue."""
    wired = _queues(lesson.cloud)
    if wired is None:
        return Output(_NOT_WIRED)
    return _whereabouts(lesson.cloud, *wired)


def redrive(lesson: Lesson) -> Output:
    """Move every dead job back to the queue that it came from, as a new message."""
    wired = _queues(lesson.cloud)
    if wired is None:
        return Output(_NOT_WIRED)
    dead = wired[1]
    waiting = sum(queues.counts(lesson.cloud, dead.url))
    if not waiting:
        return Output(f"`{DEAD}` is empty: there is nothing to move.")
    lesson.client("sqs").start_message_move_task(SourceArn=dead.arn)
    return Output(f"Moved back to `{JOBS}`: {waiting}. Each is a new message, with a new id.")


def panel(lesson: Lesson) -> Any:
    """Sliders for good and poison jobs, and three buttons; a table of what became of each job."""
    import ipywidgets as widgets

    good = widgets.IntSlider(value=4, min=0, max=8, description="Good jobs")
    poison = widgets.IntSlider(value=1, min=0, max=2, description="Poison jobs")
    send_button = widgets.Button(description="Send", tooltip="Put the jobs on the queue", button_style="primary")
    look_button = widgets.Button(description="Look again", tooltip="Read the log and the dead-letter queue")
    redrive_button = widgets.Button(description="Redrive", tooltip="Move dead jobs back to their queue")
    said, seen = widgets.HTML(), widgets.HTML()
    view = _View(lesson, said, seen)
    send_button.on_click(lambda _: view.do(lambda: send_jobs(lesson, good=good.value, poison=poison.value)))
    look_button.on_click(lambda _: view.do(None))
    redrive_button.on_click(lambda _: view.do(lambda: redrive(lesson)))
    view.look()
    return widgets.VBox(
        [
            widgets.HBox([good, poison]),
            widgets.HBox([send_button, look_button, redrive_button]),
            said,
            seen,
        ]
    )


class _View:
    """What the panel shows, and the task that looks again while jobs are on their way."""

    def __init__(self, lesson: Lesson, said: Any, seen: Any) -> None:
        self._lesson, self._said, self._seen = lesson, said, seen
        self._task: asyncio.Task[None] | None = None

    def do(self, action: Callable[[], Output] | None) -> None:
        """Run the action, show what it says, and follow the jobs for a while."""
        try:
            self._said.value = _html(action()) if action else ""
        except Exception as error:  # a traceback in a widget's callback is seen by nobody
            self._said.value = _html(Output(f"That did not work: {type(error).__name__}: {error}"))
        self.look()
        if self._task is not None:
            self._task.cancel()
        try:
            self._task = asyncio.get_running_loop().create_task(self._follow())
        except RuntimeError:
            self._task = None  # no event loop, so no kernel: *Look again* does it by hand

    def look(self) -> bool:
        """Show where the jobs are; returns whether one is still on its way."""
        try:
            wired = _queues(self._lesson.cloud)
            if wired is None:
                self._seen.value = _html(Output(_NOT_WIRED))
                return False
            traces = _traces(self._lesson.cloud, *wired)
            self._seen.value = _lanes(traces) + _html(_whereabouts(self._lesson.cloud, *wired, traces=traces))
            return sum(queues.counts(self._lesson.cloud, wired[0].url)) > 0
        except Exception as error:
            self._seen.value = _html(Output(f"Could not look: {type(error).__name__}: {error}"))
            return False

    async def _follow(self) -> None:
        deadline = time.monotonic() + FOLLOWED_SECONDS
        while time.monotonic() < deadline:
            await asyncio.sleep(1)
            if not self.look():
                return


def _queues(cloud: Cloud) -> tuple[Queue, Queue] | None:
    jobs, dead = queues.find(cloud, JOBS), queues.find(cloud, DEAD)
    return (jobs, dead) if jobs is not None and dead is not None and jobs.dead_letter_arn == dead.arn else None


def _whereabouts(cloud: Cloud, jobs: Queue, dead: Queue, *, traces: list[Trace] | None = None) -> Output:
    found = _traces(cloud, jobs, dead) if traces is None else traces
    visible, hidden = queues.counts(cloud, jobs.url)
    line = f"On the queue: {visible + hidden} ({hidden} hidden). Dead: {sum(queues.counts(cloud, dead.url))}."
    if not found:
        return Output(line, "No job was handled yet. `send_jobs(sqs, good=4, poison=1)` sends some.")
    shown = sorted(found, key=lambda trace: trace.last_ms)[-MOST_SHOWN:]
    rows = [(trace.name, trace.place.value, str(trace.tries), _clock(trace.last_ms)) for trace in shown]
    left_out = f" ({len(found) - len(shown)} earlier ones are not shown)" if len(found) > len(shown) else ""
    header = ("Job", "Where it is", "Tries", "Last try (UTC)")
    return Output(line, Table(f"What became of each job{left_out}", header, rows))


def _traces(cloud: Cloud, jobs: Queue, dead: Queue) -> list[Trace]:
    """Every job of which the printer's log speaks: printed ones by job id, failed ones by message id."""
    printed: dict[str, list[int]] = {}
    failed: dict[str, list[int]] = {}
    for invocation in logs.invocations(cloud, PRINTER):
        for line in invocation.lines:
            if match := _PRINTED.search(line):
                printed.setdefault(match[1], []).append(invocation.time_ms)
            elif match := _MESSAGE_ID.search(line):
                failed.setdefault(match[0], []).append(invocation.time_ms)
    buried = {
        message["MessageId"]: job_id_of(message["Body"]) for message in queues.receive(cloud, dead.url, delete=False)
    }
    traces = [Trace(name, Place.PRINTED, len(times), times[-1]) for name, times in printed.items()]
    # The log does not tell a message that waits from one that was moved back, or that a check passed by hand: no more
    # can wait than the queue holds, and those that were tried last do.
    alive = sum(queues.counts(cloud, jobs.url))
    for message_id, times in sorted(failed.items(), key=lambda item: item[1][-1], reverse=True):
        name, place = f"message {message_id[:8]}", Place.GONE
        if message_id in buried:
            name, place = f"{buried[message_id]} (message {message_id[:8]})", Place.DEAD
        elif alive > 0:
            alive, place = alive - 1, Place.QUEUE
        traces.append(Trace(name, place, len(times), times[-1]))
    return traces


def _lanes(traces: list[Trace]) -> str:
    """Three lanes with a chip for each job; the table below them says the same in words."""
    lanes = (
        (Place.QUEUE, "--jp-warn-color1"),
        (Place.PRINTED, "--jp-success-color1"),
        (Place.DEAD, "--jp-error-color1"),
    )
    boxes = []
    for place, colour in lanes:
        style = f"border:1px solid var({colour});border-radius:3px;padding:0 .4em;margin:.1em;display:inline-block"
        here = [trace for trace in traces if trace.place is place][-MOST_SHOWN:]
        chips = "".join(f"<span style='{style}'>{html.escape(_chip(trace))}</span>" for trace in here)
        boxes.append(
            f"<div style='flex:1;border-top:3px solid var({colour});padding:.3em;min-width:12em'>"
            f"<strong>{place.value.capitalize()}</strong><br>{chips or 'none'}</div>"
        )
    return f"<div style='display:flex;gap:.6em;flex-wrap:wrap;margin:.4em 0'>{''.join(boxes)}</div>"


def _chip(trace: Trace) -> str:
    return f"{trace.name} · {trace.tries} tries" if trace.tries > 1 else trace.name


def _html(output: Output) -> str:
    return "".join(part.html() for part in output.parts)


def _clock(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%H:%M:%S")
