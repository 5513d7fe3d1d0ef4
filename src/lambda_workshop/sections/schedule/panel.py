"""The cron trainer, and the clocks of the report: let a night or a Monday come, and see what was reported.

Each of it is a function that a cell can call too: `next_five`, `fire`, `reports`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from lambda_workshop.aws.schedule_expressions import BadExpression, next_runs, zone_of
from lambda_workshop.cloud import Cloud, TimedOut, logs, schedules
from lambda_workshop.cloud.schedules import RealTimeOnly
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.schedule.names import NIGHTLY, REPORT, WEEKLY, ZONE

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

ZONES = ("UTC", ZONE, "America/New_York", "Asia/Kolkata", "Asia/Tokyo")
MOST_SHOWN = 20
"""Reports in the table; it says how many earlier ones it leaves out."""
_REPORTED = re.compile(r"^report (\S+) for (\d{4}-\d\d-\d\d)")


def next_five(expression: str, zone: str = "UTC", *, after: datetime | None = None) -> Output:
    """The next five times at which an expression fires, in words by the zone's clock and in UTC.

    Args:
        expression: `rate()`, `cron()` or `at()`.
        zone: the time zone that Scheduler would read it in; a rule knows only UTC.
        after: an aware moment, now unless you say otherwise.
    """
    start = after or datetime.now(UTC).replace(microsecond=0)
    try:
        found = next_runs(expression, start, zone=zone)
        clock = zone_of(zone)
    except BadExpression as error:
        return Output(f"AWS refuses `{expression}` in {zone}: {error}.")
    if not found:
        return Output(f"`{expression}` in {zone} never fires after {start:%Y-%m-%d %H:%M} UTC.")
    rows = [
        (f"{due.astimezone(clock):%A, %d %B %Y, %H:%M}", f"{due:%Y-%m-%d %H:%M:%S}")
        for due in (item.astimezone(UTC) for item in found)
    ]
    grammar = "" if _is_for_rules(expression, zone) else " Only Scheduler can do that, and no rule."
    return Output(Table(f"{expression}", (f"In {zone}", "In UTC"), rows), *([grammar.strip()] if grammar else []))


def fire(lesson: Lesson, arn: str) -> Output:
    """Let the next time of this rule or schedule come now, where the backend can; says what it did."""
    try:
        told = str(schedules.jump(lesson.cloud, arn))
        return Output(f"{told[0].upper()}{told[1:]}.")
    except RealTimeOnly as error:
        return Output(f"Wait for it: {error}.")
    except ValueError as error:
        return Output(f"It does not fire: {error}.")


def reports(lesson: Lesson) -> Output:
    """What `inkwell-schedule-report` has reported, in order, read from its log."""
    return _reports(lesson.cloud)


def panel(lesson: Lesson) -> Any:
    """A field for an expression, a list of time zones, and two buttons; the next times, and the reports so far."""
    import ipywidgets as widgets

    expression = widgets.Text(value="cron(30 7 ? * MON *)", description="Expression", layout={"width": "26em"})
    zone = widgets.Dropdown(options=ZONES, value=ZONE, description="Time zone")
    night = widgets.Button(
        description="Let a night come", tooltip="Move the rule's own clock on", button_style="primary"
    )
    monday = widgets.Button(description="Let a Monday come", tooltip="Move the schedule's own clock on")
    times, said, seen = widgets.HTML(), widgets.HTML(), widgets.HTML()

    def train(_change: object = None) -> None:
        times.value = _html(next_five(expression.value.strip(), zone.value))

    def look() -> None:
        seen.value = _html(_attempt(lambda: reports(lesson)))

    def come(service: str) -> None:
        said.value = _html(_attempt(lambda: _let_come(lesson, service)))
        look()

    expression.observe(train, names="value")
    zone.observe(train, names="value")
    night.on_click(lambda _: come("events"))
    monday.on_click(lambda _: come("scheduler"))
    train()
    look()
    return widgets.VBox([widgets.HBox([expression, zone]), times, widgets.HBox([night, monday]), said, seen])


def _let_come(lesson: Lesson, service: str) -> Output:
    cloud, name = lesson.cloud, NIGHTLY if service == "events" else WEEKLY
    found = schedules.find_rule(cloud, name) if service == "events" else schedules.find_schedule(cloud, name)
    if found is None:
        return Output(f"There is no `{name}` yet. *Wire it* first.")
    since = logs.now_ms()
    done = fire(lesson, found.arn)
    try:
        logs.wait_for(cloud, REPORT, "report ", since_ms=since - 500, timeout=3)
    except TimedOut:
        return Output(*done.parts, "The function has reported nothing yet.")
    return done


def _reports(cloud: Cloud) -> Output:
    found = [(line.time_ms, match) for line in logs.lines(cloud, REPORT) if (match := _REPORTED.match(line.text))]
    if not found:
        return Output(f"`{REPORT}` has reported nothing yet.")
    rows = [(match[1], match[2], _clock(time_ms)) for time_ms, match in found[-MOST_SHOWN:]]
    left_out = f" ({len(found) - MOST_SHOWN} earlier ones are not shown)" if len(found) > MOST_SHOWN else ""
    return Output(Table(f"Reports{left_out}", ("Report", "For the day", "Made at (UTC)"), rows))


def _is_for_rules(expression: str, zone: str) -> bool:
    try:
        next_runs(expression, datetime.now(UTC), count=1, rule=True)
    except BadExpression:
        return False
    return zone == "UTC"


def _attempt(action: Callable[[], Output]) -> Output:
    try:
        return action()
    except Exception as error:  # a traceback in a widget's callback is seen by nobody
        return Output(f"That did not work: {type(error).__name__}: {error}")


def _html(output: Output) -> str:
    return "".join(part.html() for part in output.parts)


def _clock(time_ms: int) -> str:
    return datetime.fromtimestamp(time_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
