"""Ask for a price and see everything that comes back. Each button calls a function that a cell can call too."""

from __future__ import annotations

import base64
import json
import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import queues
from lambda_workshop.notebook.display import Code, Output, Table
from lambda_workshop.sections.direct.names import ALIAS, FAILED, PRICER

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

PRESETS: dict[str, Any] = {
    "wedding cards": {"paper": "A5", "copies": 80, "express": True},
    "a large order": {"paper": "A4", "copies": 250},
    "unknown paper": {"paper": "papyrus", "copies": 1},
    "half a copy": {"paper": "A4", "copies": 0.5},
}
KINDS = ("RequestResponse", "Event", "DryRun")


def ask(lesson: Lesson, preset: str | dict[str, Any], *, kind: str = "RequestResponse") -> Output:
    """Call the pricer through its alias with a preset (or an event of your own); returns all that came back."""
    event = PRESETS[preset] if isinstance(preset, str) and preset in PRESETS else preset
    began = time.perf_counter()
    tail = {"LogType": "Tail"} if kind == "RequestResponse" else {}
    try:
        back = lesson.client("lambda").invoke(
            FunctionName=PRICER, Qualifier=ALIAS, InvocationType=kind, Payload=json.dumps(event), **tail
        )
    except ClientError as error:
        code = error.response["Error"]["Code"]
        after = " *Wire it* first." if code == "ResourceNotFoundException" else ""
        return Output(f"Lambda refused the call: `{code}`, {error.response['Error'].get('Message', '')}.{after}")
    elapsed = (time.perf_counter() - began) * 1000
    rows = [
        ("sent", json.dumps(event)),
        ("StatusCode", str(back["StatusCode"])),
        ("FunctionError", back.get("FunctionError", "(none)")),
        ("Payload", back["Payload"].read().decode() or "(nothing)"),
        ("ExecutedVersion", back.get("ExecutedVersion", "(not told)")),
        ("time", f"{elapsed:.0f} ms"),
    ]
    log = base64.b64decode(back.get("LogResult", "")).decode("utf-8", "replace")
    return Output(Table(f"{kind} of `{PRICER}:{ALIAS}`", ("What", "Value"), rows), *([Code(log)] if log else []))


def failures(lesson: Lesson) -> Output:
    """Take up to ten records of failed events off the queue and show them."""
    queue = queues.find(lesson.cloud, FAILED)
    if queue is None:
        return Output(f"There is no queue `{FAILED}` yet. *Wire it* first.")
    records = [json.loads(message["Body"]) for message in queues.receive(lesson.cloud, queue.url, seconds=3)]
    if not records:
        return Output(f"`{FAILED}` is empty.")
    rows = [
        (
            record["requestContext"]["requestId"][:8],
            record["requestContext"]["condition"],
            json.dumps(record["requestPayload"]),
            str((record.get("responsePayload") or {}).get("errorMessage", "")),
        )
        for record in records
    ]
    return Output(Table(f"Taken off `{FAILED}`", ("Request", "Condition", "Event", "Error"), rows))


def panel(lesson: Lesson) -> Any:
    """Presets, an event of your own, the three kinds of call, and the failed events."""
    import ipywidgets as widgets

    preset = widgets.Dropdown(options=list(PRESETS), description="Event")
    own = widgets.Textarea(value=json.dumps(PRESETS[preset.value]), description="JSON", rows=3)
    kind = widgets.Dropdown(options=KINDS, description="Kind")
    call = widgets.Button(description="Invoke", tooltip="Calls ask(direct, event, kind=...)")
    failed = widgets.Button(description="Failed events", tooltip="Calls failures(direct)")
    shown = widgets.HTML("<p>Choose an event, and invoke.</p>")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    def on_call(_button: object) -> None:
        try:
            event = json.loads(own.value)
        except ValueError as error:
            show(Output(f"This is not JSON: {error}. Mend the text, or choose a preset again."))
            return
        show(ask(lesson, event, kind=kind.value))

    preset.observe(lambda change: setattr(own, "value", json.dumps(PRESETS[change["new"]])), names="value")
    call.on_click(on_call)
    failed.on_click(lambda _button: show(failures(lesson)))
    return widgets.VBox([widgets.HBox([preset, kind]), own, widgets.HBox([call, failed]), shown])
