"""Call the API as a partner, a customer or a stranger does.

Each button calls a function that a cell can call too: `call` and `deployments`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lambda_workshop.cloud import addresses, web
from lambda_workshop.notebook.display import Code, Output, Table
from lambda_workshop.sections.rest_api import apis
from lambda_workshop.sections.rest_api.names import API, KEY, STAGE
from lambda_workshop.sections.rest_api.orders import SITE, token_of

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

__all__ = ["call", "deployments", "panel"]

_NO_API = f"There is no API `{API}` yet. *Wire it* first."


def call(
    lesson: Lesson, request: str, *, body: str = "", customer: str = "", partner: bool = False, origin: str = ""
) -> Output:
    """Send one request, such as `call(rest_api, "GET /prices/A4?copies=2", partner=True)`, and show what came back.

    Args:
        lesson: the lesson's object.
        request: method and path.
        body: JSON text; sent with an `Idempotency-Key`.
        customer: whose token to send.
        partner: send the partner's API key.
        origin: the site whose page asks.
    """
    found = apis.named(lesson.cloud, API)
    if not found:
        return Output(_NO_API)
    method, _space, path = request.strip().partition(" ")
    headers = [("Origin", origin)] if origin else []
    if customer:
        headers.append(("Authorization", token_of(customer)))
    if partner:
        keys = lesson.client("apigateway").get_api_keys(nameQuery=KEY, includeValues=True)["items"]
        headers += [("x-api-key", item["value"]) for item in keys[:1]]
    if body:
        headers += [("Content-Type", "application/json"), ("Idempotency-Key", "o-panel")]
    try:
        url = addresses.address(lesson.cloud, found[0].id, path, kind="rest", stage=STAGE)
        reply = web.request(url, method, headers=headers, body=body)
    except addresses.NoAddress as error:
        return Output(str(error))
    except (OSError, ValueError) as error:
        return Output(f"`{request}` is no request: {error}")
    shown = "\n".join(f"{name}: {value}" for name, value in reply.headers)
    return Output(f"{method} {url}", f"{reply.status}", Code(f"{shown}\n\n{reply.text}"))


def deployments(lesson: Lesson) -> Output:
    """The API's deployments, and which of them the stage serves."""
    found = apis.named(lesson.cloud, API)
    if not found:
        return Output(_NO_API)
    served = {str(item["deploymentId"]): name for name, item in found[0].stages.items()}
    items = lesson.client("apigateway").get_deployments(restApiId=found[0].id)["items"]
    rows = [
        (item["id"], f"{item['createdDate']:%H:%M:%S}", served.get(item["id"], ""))
        for item in sorted(items, key=lambda item: item["createdDate"])
    ]
    return Output(Table("Deployments", ("Id", "Made at", "Served by"), rows))


def panel(lesson: Lesson) -> Any:
    """A form for a request, with key, token and origin to switch, and the list of deployments."""
    import ipywidgets as widgets

    line = widgets.Combobox(
        value="GET /prices/A4?copies=12&finish=matt&finish=framed",
        options=("GET /prices/A4?copies=12&finish=matt&finish=framed", "POST /orders", "OPTIONS /orders", "GET /no"),
        description="Request",
        layout={"width": "32em"},
    )
    body = widgets.Text(value='{"paper": "A4", "copies": 12}', description="Body", layout={"width": "32em"})
    partner = widgets.Checkbox(value=True, description="with the partner's key", indent=False)
    signed = widgets.Checkbox(value=False, description="with ana's token", indent=False)
    from_page = widgets.Checkbox(value=False, description=f"from a page of {SITE}", indent=False)
    send = widgets.Button(description="Send", tooltip="Send the request", button_style="primary")
    history = widgets.Button(description="Deployments", tooltip="Show the deployments and what the stage serves")
    answer = widgets.HTML()

    def sent(_button: Any) -> None:
        posts = line.value.strip().startswith("POST")
        answer.value = _attempt(
            lambda: call(
                lesson,
                line.value,
                body=body.value if posts else "",
                customer="ana" if signed.value else "",
                partner=partner.value,
                origin=SITE if from_page.value else "",
            )
        )

    def listed(_button: Any) -> None:
        answer.value = _attempt(lambda: deployments(lesson))

    send.on_click(sent)
    history.on_click(listed)
    switches = widgets.HBox([partner, signed, from_page])
    return widgets.VBox([line, body, switches, widgets.HBox([send, history]), answer])


def _attempt(action: Callable[[], Output]) -> str:
    try:
        return _html(action())
    except Exception as error:  # a traceback in a widget's callback is seen by nobody
        return _html(Output(f"That did not work: {type(error).__name__}: {error}"))


def _html(output: Output) -> str:
    return "".join(part.html() for part in output.parts)
