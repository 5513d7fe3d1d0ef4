"""The pattern trainer: does a pattern find a line? And write a payment, to see who hears of it."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from lambda_workshop.aws.log_patterns import BadPattern, compile_pattern, fields_of
from lambda_workshop.cloud import TimedOut, logs
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.cloudwatch_logs.payments import ALERT, FAILED, GROUP, filters, payment, write

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

PATTERNS = (
    "ERROR", "?refused ?expired", "payment -taken", '"card refused"', '{ $.status = "refused" }', "{ $.cents >= 5000 }",
    "[time, level = ERROR, ...]", "[..., status, cents > 1000]",
)  # fmt: skip
"""Patterns to start from."""
LINES = (
    '{"orderId": "A-7", "status": "refused", "cents": 7500}',
    '{"orderId": "A-8", "status": "taken", "cents": 900}',
    "12:01:07 ERROR card refused 1700",
    "12:01:09 INFO payment taken 300",
)
"""Lines to try them on."""
WAIT_SECONDS = 2.0


def explain(pattern: str, line: str) -> Output:
    """Whether the pattern finds the line, by AWS's documented rules; and how the line looks to this kind of pattern."""
    try:
        found = compile_pattern(pattern)(line)
    except BadPattern as error:
        return Output(f"CloudWatch Logs refuses this pattern: {error}.")
    verdict = "The pattern finds the line." if found else "The pattern does not find the line."
    if pattern.strip().startswith("["):
        rows = [(str(number), text) for number, text in enumerate(fields_of(line), 1)]
        return Output(verdict, Table("The line's fields", ("Field", "Text"), rows))
    if pattern.strip().startswith("{") and not _is_json(line):
        return Output(verdict, "A JSON pattern finds nothing in a line that is not JSON.")
    return Output(verdict)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def pay(lesson: Lesson, status: str = "refused", *, large: bool = True) -> Output:
    """Write a payment into the log group, and tell whether the alert was raised within two seconds."""
    if filters(lesson.cloud, GROUP) is None:
        return Output(f"There is no log group `{GROUP}` yet. *Wire it* first.")
    made = payment(Random(), status, large=large)
    since = logs.now_ms()
    write(lesson.cloud, json.dumps(made))
    try:
        line = logs.wait_for(lesson.cloud, ALERT, made["orderId"], since_ms=since, timeout=WAIT_SECONDS)
    except TimedOut:
        return Output(f"`{json.dumps(made)}`", f"`{ALERT}` heard nothing of it.")
    return Output(f"`{json.dumps(made)}`", f"`{ALERT}` says: `{line.text}`")


def panel(lesson: Lesson) -> Any:
    """A pattern and a line; a status and a size."""
    import ipywidgets as widgets

    wide = widgets.Layout(width="70%")
    pattern = widgets.Combobox(value=PATTERNS[0], options=PATTERNS, description="Pattern", layout=wide)
    line = widgets.Combobox(value=LINES[0], options=LINES, description="Line", layout=wide)
    ask = widgets.Button(description="Does it match?", tooltip="Calls explain(pattern, line)")
    status = widgets.Dropdown(options=("taken", *FAILED), description="Payment")
    large = widgets.Checkbox(value=True, description="1000 cents or more", indent=False)
    send = widgets.Button(description="Write it to the log", tooltip="Calls pay(cloudwatch_logs, status, large=...)")
    shown = widgets.HTML("")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    ask.on_click(lambda _button: show(explain(pattern.value, line.value)))
    send.on_click(lambda _button: show(pay(lesson, status.value, large=large.value)))
    show(Output("Choose or write a pattern and a line."))
    return widgets.VBox([pattern, line, ask, widgets.HBox([status, large, send]), shown])
