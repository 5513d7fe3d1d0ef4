"""Send requests to the site, and follow each through the hooks and the cache.

Each button calls a function that a cell can call too: `open_site`, `visit`, `empty`.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lambda_workshop.notebook.display import Output, Table
from lambda_workshop.sections.cloudfront.site import SITE, open_edge
from lambda_workshop.simulators.edge import Answer, Edge, Hop

if TYPE_CHECKING:
    from lambda_workshop.notebook.lesson import Lesson

PATHS = ("/", "/prints/", "/sale", "/no/such/page")
_NOT_WIRED = f"There is no distribution `{SITE}` yet. *Wire it* first."
_STATIONS = ("viewer-request", "cache", "origin-request", "origin", "origin-response", "viewer-response")


def open_site(lesson: Lesson, comment: str = SITE) -> Edge | None:
    """The edge that serves the distribution with this comment, its cache empty; None when there is none."""
    return open_edge(lesson.cloud, comment)


def visit(edge: Edge | None, path: str, *, variant: str = "", method: str = "GET") -> Output:
    """Send a request, with the cookie `variant` if it is given; returns its way and what the viewer gets."""
    if edge is None:
        return Output("There is no such distribution yet.")
    return _shown(_send(edge, path, variant, method), path)


def empty(edge: Edge) -> Output:
    """Forget everything that the edge has cached."""
    return Output(f"Responses in the cache until now: {edge.invalidate('/*')}. It is empty.")


def panel(lesson: Lesson) -> Any:
    """A path, a variant and two buttons; the way of the last request in boxes, and the same as a table."""
    import ipywidgets as widgets

    path = widgets.Combobox(value=PATHS[0], options=PATHS, description="Path", ensure_option=False)
    variant = widgets.ToggleButtons(options=[("no cookie", ""), ("variant=a", "a"), ("variant=b", "b")])
    send = widgets.Button(description="Send", tooltip="Send the request", button_style="primary")
    clear = widgets.Button(description="Empty the cache", tooltip="Forget all cached responses")
    seen = widgets.HTML()
    opened: list[Edge] = []

    def edge() -> Edge | None:
        if not opened and (found := open_site(lesson)):
            opened.append(found)
        return opened[0] if opened else None

    def do(action: Callable[[Edge], str]) -> None:
        try:
            site = edge()
            seen.value = action(site) if site else _html(Output(_NOT_WIRED))
        except Exception as error:  # a traceback in a widget's callback is seen by nobody
            opened.clear()
            seen.value = _html(Output(f"That did not work: {type(error).__name__}: {error}"))

    def travel(site: Edge) -> str:
        answer = _send(site, path.value or "/", variant.value, "GET")
        return _boxes(answer) + _html(_shown(answer, path.value or "/"))

    send.on_click(lambda _: do(travel))
    clear.on_click(lambda _: do(lambda site: _html(empty(site))))
    do(lambda site: _html(Output(f"`{site.distribution.domain}` is open. Send a request.")))
    return widgets.VBox([widgets.HBox([path, variant]), widgets.HBox([send, clear]), seen])


def _send(edge: Edge, path: str, variant: str, method: str) -> Answer:
    headers = {"Cookie": f"variant={variant}"} if variant else {}
    return edge.request(method, path if path.startswith("/") else f"/{path}", headers=headers)


def _shown(answer: Answer, path: str) -> Output:
    what = f"`{path}`: {answer.status} {answer.reason}, `X-Cache: {answer.x_cache}`."
    way = Table("Its way", ("Station", "What happened"), [(name, _happened(answer, name)) for name in _STATIONS])
    said = [f"CloudFront answered itself: {answer.problem}"] if answer.problem else []
    headers = [(name, value) for name, value in answer.headers if name.lower() not in ("via", "x-amz-cf-id")]
    return Output(what, *said, way, Table("Headers that the viewer gets", ("Header", "Value"), headers))


def _happened(answer: Answer, station: str) -> str:
    """What happened at this station of the way, in a few words."""
    if station == "cache":
        if "viewer-request" in answer.events and _stopped(answer.hops[0]):
            return "not asked"
        kept = answer.x_cache.removesuffix(" from cloudfront")
        return {"Hit": f"hit, {answer.headers.get('age')} s old", "RefreshHit": "stale, and still the same"}.get(
            kept, "miss" if answer.asked or "origin-request" in answer.events else "no answer to look for"
        )
    if station == "origin":
        return ", ".join(f"{item.method} {item.path} at {item.origin}" for item in answer.asked) or "not asked"
    hop = next((hop for hop in answer.hops if hop.event.value == station), None)
    if hop is None:
        return "no function ran"
    if hop.problem:
        return f"{hop.function} failed: {hop.problem}"
    return f"{hop.function} {_did(hop)}"


def _stopped(hop: Hop) -> bool:
    """Whether the way ended with this function: it failed, or it answered itself."""
    return bool(hop.problem) or (hop.event.request and isinstance(hop.answered, dict) and "status" in hop.answered)


def _did(hop: Hop) -> str:
    value, cf = hop.answered, hop.sent["Records"][0]["cf"]
    if hop.event.request:
        if _stopped(hop):
            return f"answered itself: {value['status']}"
        changed = [
            f"{name} is {value[name]}" for name in ("uri", "querystring") if value.get(name) != cf["request"][name]
        ]
        if value.get("headers") != cf["request"]["headers"]:
            changed.append("other headers")
        return "changed the request: " + ", ".join(changed) if changed else "let the request go on"
    before = cf["response"]
    changed = [f"status is {value['status']}"] if str(value["status"]) != before["status"] else []
    changed += [f"{name} added" for name in value.get("headers", {}) if name not in before["headers"]]
    if "body" in value:
        changed.append("another body")
    return "changed the response: " + ", ".join(changed) if changed else "let the response go on"


def _boxes(answer: Answer) -> str:
    """A box for each station, in colour where the request came; the table below says the same in words."""
    boxes = []
    for name in _STATIONS:
        text = _happened(answer, name)
        idle = text in ("not asked", "no function ran", "no answer to look for")
        colour = "--jp-border-color2" if idle else "--jp-error-color1" if " failed: " in text else "--jp-success-color1"
        if name == "cache" and not idle:
            colour = "--jp-success-color1" if text.startswith("hit") else "--jp-warn-color1"
        boxes.append(
            f"<div style='flex:1;border-top:3px solid var({colour});padding:.3em;min-width:9em;overflow-wrap:anywhere'>"
            f"<strong>{html.escape(name)}</strong><br>{html.escape(text)}</div>"
        )
    return f"<div style='display:flex;gap:.6em;flex-wrap:wrap;margin:.4em 0'>{''.join(boxes)}</div>"


def _html(output: Output) -> str:
    return "".join(part.html() for part in output.parts)
