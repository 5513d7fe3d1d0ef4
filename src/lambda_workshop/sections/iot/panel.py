"""Three printers with a slider each: publish their temperatures, and see whom the cooler heard of."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import logs
from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.iot.sensors import COOLER, RULE, publish, rule

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

PRINTERS = ("north", "south", "west")
WAIT_SECONDS = 1.5


def measure(lesson: Lesson, **celsius: float) -> Output:
    """Publish a temperature for each printer that is named, and tell which of them called the cooler."""
    if rule(lesson.cloud, RULE) is None:
        return Output(f"There is no rule `{RULE}` yet. *Wire it* first.")
    since = logs.now_ms()
    for printer, value in celsius.items():
        publish(lesson.cloud, printer, {"celsius": value, "state": "printing"})
    deadline, heard = time.monotonic() + WAIT_SECONDS, dict[str, str]()
    while time.monotonic() < deadline and len(heard) < len(celsius):
        for line in logs.lines(lesson.cloud, COOLER, since_ms=since):
            for printer in celsius:
                if f" {printer} " in f"{line.text} ":
                    heard[printer] = line.text
    rows = [(printer, f"{value:g}", heard.get(printer, "not called")) for printer, value in celsius.items()]
    return Output(Table("The print room", ("Printer", "Celsius", f"`{COOLER}`"), rows))


def panel(lesson: Lesson) -> Any:
    """A slider for each printer."""
    import ipywidgets as widgets

    sliders = {
        printer: widgets.FloatSlider(value=25 + 5 * index, min=10, max=60, step=0.5, description=printer.title())
        for index, printer in enumerate(PRINTERS)
    }
    send = widgets.Button(description="Publish", tooltip="Calls measure(iot, north=..., south=..., west=...)")
    shown = widgets.HTML("")

    def show(output: Output) -> None:
        shown.value = output._repr_mimebundle_()["text/html"]

    def on_send(_button: object) -> None:
        show(measure(lesson, **{printer: slider.value for printer, slider in sliders.items()}))

    send.on_click(on_send)
    show(Output("Set the temperatures, and publish them."))
    return widgets.VBox([*sliders.values(), send, shown])
