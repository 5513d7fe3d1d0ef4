"""Two chat windows side by side, and the print room, which tells an order's status without being asked.

Each button does what a cell can do too: `converse` opens two tabs and lets them talk, `announce` posts a status.
"""

from __future__ import annotations

import asyncio
import html
import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from lambda_workshop.cloud import addresses, http_apis, missing
from lambda_workshop.notebook.display import Code, Output, Table
from lambda_workshop.sections.websockets.room import API, STAGE, drop, kept
from lambda_workshop.sections.websockets.tabs import NotLetIn, Tab

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

STATUSES = ("paid", "printing", "printed", "shipped")
ORDER = "O-7301"
FOLLOWED_SECONDS = 600
"""How long the panel listens by itself after the last click."""
MOST_SHOWN = 30
"""Messages in a window; it says how many earlier ones it leaves out."""
_NOT_WIRED = f"There is no WebSocket API `{API}` with the stage `{STAGE}` yet. *Wire it* first."


def converse(
    lesson: Lesson, text: str = "Is it printed yet?", *, status: str = "", order: str = ORDER, others: str = "O-9999"
) -> Output:
    """Open tabs for Ana and Ben of one order and for Eve of another, let Ana say the text; who heard what?

    Args:
        lesson: the lesson's object.
        text: what Ana says.
        status: what the print room announces afterwards, if anything.
        order: Ana's and Ben's order.
        others: Eve's.
    """
    url = _url(lesson)
    if url is None:
        return Output(_NOT_WIRED)
    try:
        with Tab(url, "Ana", order) as ana, Tab(url, "Ben", order) as ben, Tab(url, "Eve", others) as eve:
            ana.say(text)
            for tab in (ana, ben):
                tab.hears({"text": text})
            if status:
                announce(lesson, order, status)
                for tab in (ana, ben):
                    tab.hears({"status": status})
            rows = [(tab.name, tab.order, _lines(tab.listen()) or "nothing") for tab in (ana, ben, eve)]
    except NotLetIn as error:
        return Output(f"A tab is not let in: {error}. Look at the log of the door.")
    return Output(Table(f"Ana of {order} says: {text}", ("Tab", "Order", "What it heard"), rows))


def announce(lesson: Lesson, order: str, status: str) -> Output:
    """Tell everybody who follows the order its status, from outside of the chat; returns how many heard it."""
    found = http_apis.named(lesson.cloud, API, protocol="WEBSOCKET")
    if not found:
        return Output(_NOT_WIRED)
    host = f"https://{found[0].id}.execute-api.{lesson.cloud.region}.amazonaws.com/{STAGE}"
    api = lesson.session.client("apigatewaymanagementapi", endpoint_url=host)
    message = json.dumps({"order": order, "status": status}).encode()
    heard = gone = 0
    try:
        for item in kept(lesson.cloud, order):
            connection = item["connectionId"]["S"]
            try:
                api.post_to_connection(ConnectionId=connection, Data=message)
                heard += 1
            except api.exceptions.GoneException:
                drop(lesson.cloud, connection)
                gone += 1
    except ClientError as error:
        if not missing(error):
            raise
        return Output("There is no table of connections yet. Run the given cells of *Wire it*.")
    left = f" {gone} had gone, and are forgotten." if gone else ""
    return Output(f"{order} is {status}: {heard} connections were told.{left}")


def panel(lesson: Lesson) -> Any:
    """Two windows to open, to talk in and to close, and a button of the print room."""
    import ipywidgets as widgets

    heading, plain = widgets.HTML(), widgets.HTML()
    view = _View(lesson, heading, plain)
    windows = [_Window(view, name) for name in ("Ana", "Ben")]
    view.windows = windows
    order = widgets.Text(value=ORDER, description="Order", layout={"width": "15em"})
    status = widgets.Dropdown(options=STATUSES, value="printed", description="is now", layout={"width": "15em"})
    tell = widgets.Button(description="Announce", tooltip="Post the status to everybody who follows the order")
    tell.on_click(lambda _: view.do(lambda: announce(lesson, order.value, status.value), _ANNOUNCED))
    view.do(lambda: Output("Open both windows, and say something." if _url(lesson) else _NOT_WIRED), "")
    room = widgets.HBox([widgets.HTML("<strong>The print room:</strong>"), order, status, tell], layout=_WRAPPED)
    return widgets.VBox([widgets.HBox([window.box for window in windows], layout=_WRAPPED), room, heading, plain])


_WRAPPED = {"flex_flow": "row wrap", "align_items": "center"}
_OPENED = 'connect(f"{address}?order={order}&name={name}")'
_SAID = 'tab.send(json.dumps({"action": "say", "text": text}))'
_CLOSED = "tab.close()"
_ANNOUNCED = "api.post_to_connection(ConnectionId=each, Data=json.dumps({...}).encode())"


class _Window:
    """One chat window: a name, an order, what is said and what is heard."""

    def __init__(self, view: _View, name: str) -> None:
        import ipywidgets as widgets

        self._view = view
        self.tab: Tab | None = None
        self.name = widgets.Text(value=name, description="Name", layout={"width": "auto"})
        self.order = widgets.Text(value=ORDER, description="Order", layout={"width": "auto"})
        self._toggle = widgets.Button(description="Open", tooltip="Connect, or close the tab", button_style="primary")
        self._text = widgets.Text(placeholder="Is it printed yet?", layout={"width": "auto", "flex": "1 1 auto"})
        say = widgets.Button(description="Say it", tooltip="Send the text", layout={"width": "6em"})
        self._shown = widgets.HTML(layout={"min_height": "9em"})
        self._toggle.on_click(lambda _: view.do(self._open_or_close, _CLOSED if self.tab else _OPENED))
        say.on_click(lambda _: self._spoken())
        # What the browser sends when Enter is pressed in the field.
        self._text.on_msg(lambda _w, content, _b: self._spoken() if content.get("event") == "submit" else None)
        self.box = widgets.VBox(
            [self.name, self.order, self._toggle, self._shown, widgets.HBox([self._text, say])],
            layout={
                "border": "1px solid var(--jp-border-color1)",
                "padding": ".6em",
                "margin": ".2em",
                "flex": "1 1 20em",
                "min_width": "18em",
            },
        )
        self.look()

    def look(self) -> bool:
        """Show what was heard; returns whether the window is open."""
        heard = [] if self.tab is None else self.tab.listen()
        is_open = self.tab is not None and self.tab.open
        self._toggle.description = "Close" if is_open else "Open"
        left_out = len(heard) - MOST_SHOWN
        shown = [f"<p>{left_out} earlier ones are not shown.</p>"] if left_out > 0 else []
        shown += [_bubble(message, self.name.value) for message in heard[-MOST_SHOWN:]]
        state = "connected" if is_open else self.tab.end if self.tab is not None else "not connected"
        self._shown.value = "".join(shown) + f"<p><small>{html.escape(state)}</small></p>"
        return is_open

    def _open_or_close(self) -> Output:
        if self.tab is not None and self.tab.open:
            self.tab.close()
            return Output(f"{self.name.value} has closed the tab.")
        return self._opened() or Output(f"{self.name.value} follows {self.order.value}.")

    def _opened(self) -> Output | None:
        """Open the tab; what went wrong, or None."""
        url = _url(self._view.lesson)
        if url is None:
            return Output(_NOT_WIRED)
        try:
            self.tab = Tab(url, self.name.value.strip(), self.order.value.strip())
        except NotLetIn as error:
            return Output(f"{self.name.value} is not let in: {error}")
        return None

    def _spoken(self) -> None:
        text, self._text.value = self._text.value.strip(), ""
        if text:
            self._view.do(lambda: self._say(text), _SAID)

    def _say(self, text: str) -> Output:
        if (self.tab is None or not self.tab.open) and (refused := self._opened()):
            return refused
        assert self.tab is not None
        self.tab.say(text)
        self.tab.hears({"text": text}, seconds=2)
        return Output(f"{self.name.value} said something.")


class _View:
    """What the panel shows, and the task that listens while a window is open."""

    def __init__(self, lesson: Lesson, heading: Any, plain: Any) -> None:
        self.lesson, self._heading, self._plain = lesson, heading, plain
        self.windows: list[_Window] = []
        self._task: asyncio.Task[None] | None = None

    def do(self, action: Callable[[], Output], call: str) -> None:
        """Run the action, show what it says and the plain call behind it, and listen for a while."""
        try:
            output = action()
        except Exception as error:  # a traceback in a widget's callback is seen by nobody
            output = Output(f"That did not work: {type(error).__name__}: {error}")
        self._heading.value = "".join(part.html() for part in output.parts)
        self._plain.value = "".join(part.html() for part in Output(Code(call)).parts) if call else ""
        self._look()
        if self._task is not None:
            self._task.cancel()
        try:
            self._task = asyncio.get_running_loop().create_task(self._follow())
        except RuntimeError:
            self._task = None  # no event loop, so no kernel: the next click looks again

    def _look(self) -> bool:
        # Each of them looks, whatever the one before it says.
        return sum(window.look() for window in self.windows) > 0

    async def _follow(self) -> None:
        deadline = time.monotonic() + FOLLOWED_SECONDS
        while time.monotonic() < deadline and self._look():
            await asyncio.sleep(0.3)


def _url(lesson: Lesson) -> str | None:
    """The chat's address; None while it has none."""
    found = http_apis.named(lesson.cloud, API, protocol="WEBSOCKET")
    if not found or STAGE not in found[0].stages:
        return None
    return addresses.address(lesson.cloud, found[0].id, kind="websocket", stage=STAGE)


def _lines(heard: list[Any]) -> str:
    return "\n".join(_line(message)[1] for message in heard)


def _line(message: Any) -> tuple[str, str]:
    """Who says it, and the line as a window shows it."""
    if isinstance(message, dict) and "status" in message:
        return "the print room", f"{message.get('order')} is {message['status']}"
    if isinstance(message, dict) and "text" in message:
        return str(message.get("from", "")), f"{message.get('from', '')}: {message['text']}"
    return "", message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)


def _bubble(message: Any, name: str) -> str:
    """What you said on the right, what others said on the left; the print room's with a frame of its own colour."""
    who, line = _line(message)
    colour = {"the print room": "--jp-success-color1", "": "--jp-warn-color1"}.get(who, "--jp-border-color1")
    own = who == name
    box = f"border:1px solid var({'--jp-brand-color1' if own else colour});border-radius:8px;padding:.2em .6em;margin:.2em"
    side = ";margin-left:auto" if own else ""
    style = f"{box};max-width:85%;overflow-wrap:anywhere{side}"
    return f"<div style='display:flex'><div style='{style}'>{html.escape(line)}</div></div>"
