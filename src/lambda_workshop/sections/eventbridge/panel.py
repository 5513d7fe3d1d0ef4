"""Try patterns on orders, part by part, and put orders on the bus. Each button calls what a cell can call too."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import TimedOut, logs, missing
from lambda_workshop.notebook.display import Output
from lambda_workshop.sections.eventbridge.orders import BUS, PACKER, order, put
from lambda_workshop.sections.eventbridge.trainer import DETAILS, PATTERNS, explain

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

WAIT_SECONDS = 2.0
_NOT_WIRED = f"There is no bus `{BUS}` yet. *Wire it* first."


def place(lesson: Lesson, detail: dict[str, Any] | None = None) -> Output:
    """Put this order on the shop's bus, a random large one unless given, and tell whether the packer got it."""
    detail = order(Random()) if detail is None else detail
    since = logs.now_ms()
    try:
        number = put(lesson.cloud, detail)
    except RuntimeError as error:
        return Output(f"EventBridge refused the entry: {error}")
    except ClientError as error:
        if not missing(error):
            raise
        return Output(_NOT_WIRED)
    sent = f"Event `{number}`: `{json.dumps(detail)}`"
    if not isinstance(detail.get("orderId"), str):
        return Output(sent)
    try:
        line = logs.wait_for(lesson.cloud, PACKER, detail["orderId"], since_ms=since, timeout=WAIT_SECONDS)
    except TimedOut:
        return Output(sent, f"`{PACKER}` was not called for it within {WAIT_SECONDS:g} s.")
    return Output(sent, f"`{PACKER}` says: `{line.text}`")


def panel(lesson: Lesson) -> Any:
    """A pattern, a detail, and two buttons: does it match, and what happens on the bus."""
    import ipywidgets as widgets

    wide = widgets.Layout(width="46%", height="9em")
    pattern_name = widgets.Dropdown(options=list(PATTERNS), description="Pattern")
    detail_name = widgets.Dropdown(options=list(DETAILS), description="Order")
    pattern = widgets.Textarea(value=_text(PATTERNS, pattern_name.value), layout=wide, tooltip="The pattern, as JSON")
    detail = widgets.Textarea(value=_text(DETAILS, detail_name.value), layout=wide, tooltip="The detail, as JSON")
    ask = widgets.Button(description="Does it match?", tooltip="Calls explain(eventbridge, pattern, detail)")
    send = widgets.Button(description="Put it on the bus", tooltip="Calls place(eventbridge, detail)")
    shown = widgets.HTML("")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    def on_ask(_button: object) -> None:
        read = _read(pattern.value, "pattern"), _read(detail.value, "order")
        wrong = next((part for part in read if isinstance(part, Output)), None)
        show(wrong or explain(lesson, *read))

    def on_send(_button: object) -> None:
        read = _read(detail.value, "order")
        show(read if isinstance(read, Output) else place(lesson, read))

    pattern_name.observe(lambda change: setattr(pattern, "value", _text(PATTERNS, change["new"])), names="value")
    detail_name.observe(lambda change: setattr(detail, "value", _text(DETAILS, change["new"])), names="value")
    ask.on_click(on_ask)
    send.on_click(on_send)
    show(Output("Choose or write a pattern and an order."))
    choices, texts = widgets.HBox([pattern_name, detail_name]), widgets.HBox([pattern, detail])
    return widgets.VBox([choices, texts, widgets.HBox([ask, send]), shown])


def _text(samples: dict[str, dict[str, Any]], name: str) -> str:
    return json.dumps(samples[name], indent=1)


def _read(text: str, what: str) -> Any:
    """The JSON object that was typed, or what is wrong with it."""
    try:
        value = json.loads(text)
    except ValueError as error:
        return Output(f"The {what} is not JSON: {error}.")
    return value if isinstance(value, dict) else Output(f"The {what} must be a JSON object, in braces.")
