"""Send requests to the storefront under any host name, and compare the three ways to a function over HTTP.

Each button calls a function that a cell can call too: `call` and `comparison`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import addresses, web
from lambda_workshop.notebook.display import Code, Output, Table
from lambda_workshop.sections.alb.names import STORE
from lambda_workshop.sections.alb.store import HOST

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

__all__ = ["call", "comparison", "panel"]

_ROWS = (
    ("payload", "10 MB; 6 MB for the function", "10 MB; 6 MB for the function", "1 MB each way"),
    ("longest wait", "29 seconds by default, more when it streams", "30 seconds", "as long as the function's timeout"),
    ("answer without `statusCode`", "502", "200 with the value as JSON, in format 2.0", "502"),
    (
        "a parameter that comes twice",
        "the last, and a list under another key",
        "joined by a comma",
        "the last, or a list under another key",
    ),
    ("values in the query string", "decoded", "decoded", "as the client encoded them"),
    ("binary answers", "`binaryMediaTypes` of the API", "`isBase64Encoded`", "`isBase64Encoded`"),
    ("costs while nobody calls", "no", "no", "yes, by the hour"),
)


def comparison() -> Output:
    """REST API, HTTP API and load balancer side by side, from the documentation of each."""
    return Output(Table("Three ways to a function over HTTP", ("", "REST API", "HTTP API", "load balancer"), _ROWS))


def call(lesson: Lesson, path: str, *, host: str = HOST, method: str = "GET", balancer: str = STORE) -> Output:
    """Send one request, such as `call(alb, "/prices?title=Brno&paper=A4")`, and show what came back.

    Args:
        lesson: the lesson's object.
        path: path and query string.
        host: the `Host` header, at which rules look.
        method: GET, POST, ...
        balancer: the load balancer's name.
    """
    try:
        url = addresses.address(lesson.cloud, balancer, path, kind="load balancer")
        reply = web.request(url, method, headers=[("Host", host)])
    except addresses.NoAddress as error:
        return Output(f"{error} *Wire it* first.")
    except (OSError, ValueError) as error:
        return Output(f"`{path}` is not a request: {error}")
    shown = "\n".join(f"{name}: {value}" for name, value in reply.headers)
    return Output(f"{method} {path}, host {host}", f"{reply.status}", Code(f"{shown}\n\n{reply.text}"))


def panel(lesson: Lesson) -> Any:
    """A form for a request."""
    import ipywidgets as widgets

    paths = ("/prices?title=Gr%C3%BC%C3%9Fe&paper=A4&copies=12", "/logo.gif", "/health", "/prices?paper=A4&paper=A3")
    path = widgets.Combobox(value=paths[0], options=paths, description="Path", layout={"width": "32em"})
    host = widgets.Combobox(value=HOST, options=(HOST, "other.localhost"), description="Host", layout={"width": "32em"})
    send = widgets.Button(description="Send", tooltip="Send the request", button_style="primary")
    answer = widgets.HTML()

    def sent(_button: Any) -> None:
        try:
            output = call(lesson, path.value, host=host.value)
        except Exception as error:  # a traceback in a widget's callback is seen by nobody
            output = Output(f"That did not work: {type(error).__name__}: {error}")
        answer.value = "".join(part.html() for part in output.parts)

    send.on_click(sent)
    return widgets.VBox([path, widgets.HBox([host, send]), answer])
