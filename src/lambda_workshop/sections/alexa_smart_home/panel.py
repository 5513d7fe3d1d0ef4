"""A lamp that lights: switch and dim it as Alexa does, and read the sensor; the directives and answers below it.

The buttons do what a cell can do too: `switch(alexa_smart_home, on=True)`, `dim(alexa_smart_home, 40)`,
`look(alexa_smart_home)`.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import functions
from lambda_workshop.notebook.display import Code, Output, Table
from lambda_workshop.sections.alexa_smart_home.home import LAMP, SENSOR, app, home, story
from lambda_workshop.sections.alexa_smart_home.names import FUNCTION
from lambda_workshop.simulators.alexa import Answered, Shown, SmartHome

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

NOT_YET = f"There is no function `{FUNCTION}` that tells of a lamp. *Wire it* first."


def switch(lesson: Lesson, *, on: bool) -> Output:
    """Turn the lamp on or off; returns the directive and its answer."""
    return _told(lesson, lambda room: room.turn_on(LAMP) if on else room.turn_off(LAMP))


def dim(lesson: Lesson, percent: int) -> Output:
    """Set the lamp's brightness, 0 to 100; returns the directive and its answer."""
    return _told(lesson, lambda room: room.set_brightness(LAMP, percent))


def look(lesson: Lesson) -> Output:
    """Open the devices in the app: Alexa asks each one that it knows for its state."""
    room = _room(lesson)
    if room is None:
        return Output(NOT_YET)
    answers = [room.report_state(endpoint) for endpoint in room.endpoints]
    rows = [(item.friendly_name, ", ".join(item.controls), app(item)) for item in room.app()]
    return Output(Table("The Alexa app", ("Device", "What it can do", "State"), rows), Code(story(answers)))


def panel(lesson: Lesson) -> Any:
    """Buttons and a slider for the lamp, a button for the sensor, and a lamp that shows what Alexa was told."""
    import ipywidgets as widgets

    on = widgets.Button(description="Alexa, lamp on", button_style="primary")
    off = widgets.Button(description="Alexa, lamp off")
    brightness = widgets.IntSlider(value=60, min=0, max=100, description="Brightness", continuous_update=False)
    ask = widgets.Button(description="Open the app", tooltip="Alexa asks every device for its state")
    shown = widgets.HTML()
    view = _View(lesson, shown)
    on.on_click(lambda _: view.do(lambda room: [room.turn_on(LAMP)]))
    off.on_click(lambda _: view.do(lambda room: [room.turn_off(LAMP)]))
    brightness.observe(lambda change: view.do(lambda room: [room.set_brightness(LAMP, change["new"])]), names="value")
    ask.on_click(lambda _: view.do(lambda room: [room.report_state(endpoint) for endpoint in room.endpoints]))
    view.do(lambda room: [room.report_state(endpoint) for endpoint in room.endpoints])
    return widgets.VBox([widgets.HBox([on, off, brightness, ask]), shown])


class _View:
    """The home behind a panel, and how it is drawn."""

    def __init__(self, lesson: Lesson, shown: Any) -> None:
        self._lesson, self._shown = lesson, shown
        self._room: SmartHome | None = None

    def do(self, action: Callable[[SmartHome], list[Answered]]) -> None:
        """Send something, and draw the room as Alexa knows it then."""
        try:
            if self._room is None or not self._room.endpoints:
                self._room = _room(self._lesson)
            if self._room is None:
                self._shown.value = _html(Output(NOT_YET))
                return
            answers = action(self._room)
            lamp, sensor = self._room.shown(LAMP), self._room.shown(SENSOR)
            self._shown.value = _drawn(lamp, sensor) + _html(Output(Code(story(answers))))
        except Exception as error:  # a traceback in a widget's callback is seen by nobody
            self._shown.value = _html(Output(f"That did not work: {type(error).__name__}: {error}"))


def _room(lesson: Lesson) -> SmartHome | None:
    """A home that has discovered its devices; None while there is nothing to discover."""
    if functions.find(lesson.cloud, FUNCTION) is None:
        return None
    room = home(lesson.cloud, FUNCTION)
    room.discover()
    return room if room.endpoints else None


def _told(lesson: Lesson, action: Callable[[SmartHome], Answered]) -> Output:
    room = _room(lesson)
    if room is None:
        return Output(NOT_YET)
    return Output(Code(story([action(room)])))


def _drawn(lamp: Shown | None, sensor: Shown | None) -> str:
    """A bulb that is as bright as the app believes, and the state in words beside it."""
    glow = (lamp.brightness or 0) / 100 if lamp and lamp.power == "ON" else 0.0
    words = [f"{item.friendly_name}: {app(item)}" for item in (lamp, sensor) if item is not None]
    text = "<br>".join(map(html.escape, words)) or "Alexa knows no device"
    return (
        "<div style='display:flex;gap:1.5em;align-items:center;margin:.6em 0'>"
        "<svg width='90' height='110' viewBox='0 0 90 110'>"
        f"<circle cx='45' cy='45' r='44' fill='#ffc400' opacity='{glow * 0.45:.2f}'></circle>"
        f"<circle cx='45' cy='45' r='26' fill='#ffd54f' fill-opacity='{glow:.2f}' stroke='gray' stroke-width='2'></circle>"
        "<rect x='36' y='72' width='18' height='18' fill='gray'></rect>"
        "<rect x='40' y='91' width='10' height='6' fill='gray'></rect></svg>"
        f"<div>{text}</div></div>"
    )


def _html(output: Output) -> str:
    return "".join(part.html() for part in output.parts)
