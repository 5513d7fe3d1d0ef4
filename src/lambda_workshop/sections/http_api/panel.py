"""Call the API as a browser does, and choose between REST and HTTP APIs.

Each button calls a function that a cell can call too: `call`, `comparison`, `draw` and `verdict`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import addresses, http_apis, web
from lambda_workshop.notebook.display import Code, Output
from lambda_workshop.sections.http_api.comparison import Kind, comparison, draw, verdict
from lambda_workshop.sections.http_api.customers import sign_in
from lambda_workshop.sections.http_api.names import API, SITE

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

__all__ = ["call", "comparison", "draw", "panel", "verdict"]


def call(
    lesson: Lesson,
    request: str,
    *,
    body: str = "",
    customer: str = "",
    origin: str = "",
    api: str = API,
) -> Output:
    """Send one request, such as `call(http_api, "GET /prices/A4?copies=2")`, and show what came back.

    Args:
        lesson: the lesson's object.
        request: method and path.
        body: JSON text; sent with an `Idempotency-Key`.
        customer: whose token to send.
        origin: the site whose page asks.
        api: the API's name.
    """
    found = http_apis.named(lesson.cloud, api)
    if not found:
        return Output(f"There is no API `{api}` yet. *Wire it* first.")
    method, _space, path = request.strip().partition(" ")
    headers = [("Origin", origin)] if origin else []
    if method == "OPTIONS":
        headers.append(("Access-Control-Request-Method", "POST"))
    if customer:
        headers.append(("Authorization", f"Bearer {sign_in(lesson, customer).token}"))
    if body:
        headers += [("Content-Type", "application/json"), ("Idempotency-Key", "o-panel")]
    try:
        url = addresses.address(lesson.cloud, found[0].id, path, kind="http")
        reply = web.request(url, method, headers=headers, body=body)
    except addresses.NoAddress as error:
        return Output(str(error))
    except (OSError, ValueError) as error:
        return Output(f"`{request}` is not a request: {error}")
    shown = "\n".join(f"{name}: {value}" for name, value in reply.headers)
    return Output(f"{method} {url}", f"{reply.status}", Code(f"{shown}\n\n{reply.text}"))


def panel(lesson: Lesson) -> Any:
    """A form for a request, and one wish after the other to choose an API for."""
    import ipywidgets as widgets

    line = widgets.Combobox(
        value="GET /prices/A4?copies=12",
        options=("GET /prices/A4?copies=12", "POST /orders", "GET /me", "OPTIONS /orders", "GET /nothing"),
        description="Request",
        layout={"width": "28em"},
    )
    body = widgets.Text(value='{"paper": "A4", "copies": 12}', description="Body", layout={"width": "28em"})
    signed = widgets.Checkbox(value=False, description="signed in as ana", indent=False)
    from_page = widgets.Checkbox(value=False, description=f"from a page of {SITE}", indent=False)
    send = widgets.Button(description="Send", tooltip="Send the request", button_style="primary")
    answer, wish, said = widgets.HTML(), widgets.HTML(), widgets.HTML()
    buttons = [
        widgets.Button(description=text, tooltip=f"Choose: {text}") for text in ("REST API", "HTTP API", "either")
    ]
    now = [draw()]

    def ask() -> None:
        wish.value = _html(Output(f"Which API would you choose? {now[0].wish}"))

    def choose(kind: Kind) -> None:
        said.value = _html(verdict(now[0], kind.value))
        now[0] = draw(last=now[0])
        ask()

    def sent(_button: Any) -> None:
        method = line.value.strip().partition(" ")[0]
        answer.value = _attempt(
            lambda: call(
                lesson,
                line.value,
                body=body.value if method in ("POST", "PUT", "PATCH") else "",
                customer="ana" if signed.value else "",
                origin=SITE if from_page.value else "",
            )
        )

    send.on_click(sent)
    for button, kind in zip(buttons, Kind, strict=True):
        button.on_click(lambda _button, kind=kind: choose(kind))
    ask()
    form = [widgets.HBox([line, send]), body, widgets.HBox([signed, from_page]), answer]
    return widgets.VBox([*form, wish, widgets.HBox(buttons), said])


def _attempt(action: Callable[[], Output]) -> str:
    try:
        return _html(action())
    except Exception as error:  # a traceback in a widget's callback is seen by nobody
        return _html(Output(f"That did not work: {type(error).__name__}: {error}"))


def _html(output: Output) -> str:
    return "".join(part.html() for part in output.parts)
