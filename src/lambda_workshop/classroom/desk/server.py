"""Serves the desk on this machine: to nobody without the token, and with no change from another page.

Every request must name 127.0.0.1 as its host, so that no name of somebody else's that leads here is answered. What
changes anything must come from the desk's own origin, with the token of the session in the form.
"""

from __future__ import annotations

import asyncio
import hmac
import re
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import tornado.httpserver
import tornado.netutil
import tornado.web

from lambda_workshop.classroom import deciding
from lambda_workshop.classroom.class_file import ClassFile, ClassFileError, read_class
from lambda_workshop.classroom.decisions import DecisionError
from lambda_workshop.classroom.desk.views import Desk
from lambda_workshop.classroom.hand_back import write_marks
from lambda_workshop.classroom.marks import Mark
from lambda_workshop.grading.store import StoreError

_COOKIE = "desk"
_TEMPLATES = Path(__file__).parent / "templates"
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "img-src data:"
)
_LARGEST_FORM = 64 << 10
_OWN_PATH = re.compile(r"(?:/[A-Za-z0-9%._~-]+)+|/")


@dataclass
class State:
    """What the server knows: the grades, the class, its token, its address, and whether names are shown."""

    folder: Path
    settings: ClassFile | None
    token: str
    port: int
    anonymous: bool = False

    @property
    def hosts(self) -> tuple[str, str]:
        """The hosts that requests may name."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def address(self) -> str:
        """What to open."""
        return f"http://127.0.0.1:{self.port}/?token={self.token}"

    def desk(self) -> Desk:
        """The desk as it is now; a class file that was changed meanwhile is read anew."""
        if self.settings is not None:
            self.settings = read_class(self.settings.path)
        return Desk(self.folder, self.settings, anonymous=self.anonymous)


class Page(tornado.web.RequestHandler):
    """What every page shares: who may see it, and what a browser may do with it."""

    def initialize(self, state: State) -> None:
        self.state = state

    def set_default_headers(self) -> None:
        self.set_header("Content-Security-Policy", _POLICY)
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Referrer-Policy", "same-origin")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Cross-Origin-Opener-Policy", "same-origin")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")
        self.clear_header("Server")

    def prepare(self) -> None:
        if self.request.host not in self.state.hosts:
            raise tornado.web.HTTPError(403, reason="Not this host")
        given = self.get_query_argument("token", "")
        if given and _same(given, self.state.token) and self.request.method == "GET":
            self.set_cookie(_COOKIE, self.state.token, httponly=True, samesite="Strict", path="/")
            self.redirect(self.request.path)
            return
        if not _same(self.get_cookie(_COOKIE) or "", self.state.token):
            raise tornado.web.HTTPError(403, reason="Open the address that the desk printed")
        if self.request.method not in ("GET", "HEAD"):
            self._expect_own_origin()

    def _expect_own_origin(self) -> None:
        """A change comes from the desk's own page: its origin, its form, its token."""
        origin = urlsplit(self.request.headers.get("Origin", ""))
        site = self.request.headers.get("Sec-Fetch-Site", "same-origin")
        if origin.scheme != "http" or origin.netloc not in self.state.hosts or site != "same-origin":
            raise tornado.web.HTTPError(403, reason="Not from this page")
        if not _same(self.get_body_argument("token", ""), self.state.token):
            raise tornado.web.HTTPError(403, reason="Not from this page")

    def show(self, template: str, desk: Desk, **values: Any) -> None:
        """Answer with a page."""
        shared = {
            "desk": desk,
            "token": self.state.token,
            "said": self.get_query_argument("said", ""),
            "quote": lambda text: quote(str(text), safe=""),
            "number": lambda value: f"{round(value, 2):g}",
        }
        self.render(template, **shared, **values)

    def write_error(self, status_code: int, **options: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code}: {self._reason}.\n")

    def mark(self, desk: Desk, key: str) -> Mark:
        """The learner of this key; 404 where there is none."""
        found = desk.mark(key)
        if found is None:
            raise tornado.web.HTTPError(404, reason="There is no such learner")
        return found


class Overview(Page):
    """The five to look at first, the class, where it is stuck."""

    def get(self) -> None:
        desk = self.state.desk()
        sort = self.get_query_argument("sort", "name")
        self.show("overview.html", desk, sort=sort)


class OneLearner(Page):
    """One learner: the check's words beside the learner's."""

    def get(self, key: str) -> None:
        desk = self.state.desk()
        mark = self.mark(desk, key)
        every = desk.every
        place = every.index(mark)
        self.show(
            "learner.html",
            desk,
            mark=mark,
            before=every[place - 1] if place else None,
            after=every[place + 1] if place + 1 < len(every) else None,
        )


class OneExercise(Page):
    """One exercise of everybody."""

    def get(self, name: str) -> None:
        desk = self.state.desk()
        if name not in desk.marks.exercises():
            raise tornado.web.HTTPError(404, reason="There is no such exercise")
        self.show("exercise.html", desk, name=name)


class Alike(Page):
    """Answers that are alike; with a place in the list, the two side by side."""

    def get(self, place: str = "") -> None:
        desk = self.state.desk()
        if not place:
            self.show("alike.html", desk)
            return
        if int(place) >= len(desk.pairs):
            raise tornado.web.HTTPError(404, reason="There is no such pair")
        self.show("pair.html", desk, pair=desk.pairs[int(place)])


class Changes(Page):
    """What the last run changed, and what a changed check would."""

    def get(self) -> None:
        self.show("changes.html", self.state.desk())


class Decide(Page):
    """Takes a decision, and goes back to where it was taken."""

    def post(self, what: str) -> None:
        desk = self.state.desk()
        ways: Mapping[str, Callable[[Desk], str]] = {
            "points": self._points,
            "comment": self._comment,
            "waive": self._waive,
            "time": self._time,
            "undo": self._undo,
            "anonymous": self._anonymous,
            "reports": self._reports,
        }
        if what not in ways:
            raise tornado.web.HTTPError(404, reason="There is no such decision")
        try:
            said = ways[what](desk)
        except (DecisionError, StoreError, ClassFileError) as error:
            said = f"Not done. {error}"
        back = self.get_body_argument("back", "/")
        # A learner's address is another one once names are hidden.
        path = back if _OWN_PATH.fullmatch(back) and what != "anonymous" else "/"
        self.redirect(f"{path}?said={quote(said)}#said", status=303)

    def _learner(self, desk: Desk) -> str:
        return self.mark(desk, self.get_body_argument("learner", "")).learner.id

    def _why(self) -> str:
        return self.get_body_argument("why", "")

    def _number(self, name: str) -> float:
        try:
            return float(self.get_body_argument(name, "").replace(",", "."))
        except ValueError as error:
            raise DecisionError("That is no number.") from error

    def _points(self, desk: Desk) -> str:
        exercise = self.get_body_argument("exercise", "")
        points = self._number("points")
        deciding.give_points(desk.marks, self._learner(desk), exercise, points, self._why())
        return f"{exercise} is worth {points:g} points now, whatever a regrade finds."

    def _comment(self, desk: Desk) -> str:
        deciding.comment(desk.marks, self._learner(desk), self.get_body_argument("exercise", ""), self._why())
        return "The comment is kept."

    def _waive(self, desk: Desk) -> str:
        exercise = self.get_body_argument("exercise", "")
        deciding.waive(desk.marks, exercise, self._why())
        return f"{exercise} counts for nobody now."

    def _time(self, desk: Desk) -> str:
        minutes, section = self._number("minutes"), self.get_body_argument("section", "")
        deciding.give_time(desk.marks, self._learner(desk), minutes, section, self._why())
        return f"{minutes:g} minutes more."

    def _undo(self, desk: Desk) -> str:
        desk.marks.decisions.undo(int(self._number("number")), self._why())
        return "That holds no longer."

    def _anonymous(self, desk: Desk) -> str:
        self.state.anonymous = not self.state.anonymous
        return "Names are hidden." if self.state.anonymous else "Names are shown."

    def _reports(self, desk: Desk) -> str:
        write_marks(self.state.folder, self.state.settings)
        return "The reports are written, with everything that was decided."


def application(state: State) -> tornado.web.Application:
    """The desk's pages."""
    shared = {"state": state}
    return tornado.web.Application(
        [
            (r"/", Overview, shared),
            (r"/learner/([^/]+)", OneLearner, shared),
            (r"/exercise/([^/]+)", OneExercise, shared),
            (r"/alike", Alike, shared),
            (r"/alike/(\d{1,6})", Alike, shared),
            (r"/changes", Changes, shared),
            (r"/decide/([a-z]+)", Decide, shared),
        ],
        template_path=str(_TEMPLATES),
        default_handler_class=Nothing,
        default_handler_args=shared,
        log_function=lambda handler: None,
    )


class Nothing(Page):
    """Every other address."""

    def get(self) -> None:
        raise tornado.web.HTTPError(404, reason="There is no such page")


async def serve(
    folder: Path,
    settings: ClassFile | None,
    *,
    port: int = 0,
    ready: Callable[[State], None] = lambda state: None,
    until: Awaitable[Any] | None = None,
) -> None:
    """Serve the desk at 127.0.0.1 until cancelled, or until that is over; `ready` is told where. Raises OSError."""
    sockets = tornado.netutil.bind_sockets(port, "127.0.0.1", family=socket.AF_INET)
    state = State(folder, settings, secrets.token_urlsafe(32), sockets[0].getsockname()[1])
    server = tornado.httpserver.HTTPServer(
        application(state), max_body_size=_LARGEST_FORM, max_buffer_size=_LARGEST_FORM * 4, no_keep_alive=False
    )
    server.add_sockets(sockets)
    try:
        ready(state)
        await (until or asyncio.Event().wait())
    finally:
        server.stop()
        await server.close_all_connections()


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
