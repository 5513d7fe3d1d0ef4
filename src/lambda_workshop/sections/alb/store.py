"""The storefront's requests and right answers as the checks know them, and a function's answer as the client sees it."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote_plus

from lambda_workshop.cloud.web import Reply

CENTS = {"A5": 15, "A4": 25, "A3": 60}
HOST = "shop.inkwell.localhost"
LOGO = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
TITLES = ("Grüße aus Brno", "café & croissant", "50 % + 1", "náš dům", '"Brno" <2>', "100%25")
_EVENTS = Path(__file__).parent / "events"


@dataclass(frozen=True)
class Wish:
    """A poster's title, its paper and how many."""

    title: str
    paper: str
    copies: int

    @property
    def query(self) -> str:
        """The query string, encoded as a browser does it."""
        return f"title={quote_plus(self.title)}&paper={self.paper}&copies={self.copies}"

    @property
    def answer(self) -> dict[str, Any]:
        """The body of the right answer."""
        return {"title": self.title, "cents": CENTS[self.paper] * self.copies}


def golden(name: str) -> dict[str, Any]:
    """An event of this trigger, in the shape of AWS's page."""
    found: dict[str, Any] = json.loads((_EVENTS / f"{name}.json").read_text("utf-8"))
    return found


def event(path: str, query: str = "") -> dict[str, Any]:
    """The event of a GET request: its parameters are still encoded."""
    made = golden("request")
    pairs = [part.partition("=") for part in query.split("&") if part]
    return made | {"path": path, "queryStringParameters": {name: value for name, _equals, value in pairs}}


def random_wish(random: Random) -> Wish:
    """A wish that no code knows beforehand."""
    title = f"{random.choice(TITLES)} {random.randrange(16**6):06x}"
    return Wish(title, random.choice(list(CENTS)), random.randint(1, 999))


class Malformed(Exception):
    """The load balancer would answer 502; the message says why."""


@dataclass(frozen=True)
class Seen:
    """What a client gets."""

    status: int
    kind: str
    content: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    @property
    def value(self) -> Any:
        """The body as data; None when it is not JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None


def seen(returned: Any) -> Seen:
    """The client's view of what a function returned. Raises Malformed.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#respond-to-load-balancer
    """
    if not isinstance(returned, dict) or "statusCode" not in returned:
        raise Malformed("there is no `statusCode` in what the handler returned")
    status, body, headers = returned["statusCode"], returned.get("body", ""), returned.get("headers", {})
    if not isinstance(status, int) or isinstance(status, bool):
        raise Malformed(f"`statusCode` is {json.dumps(status)}, not a whole number")
    if not isinstance(body, str):
        raise Malformed("`body` is not text")
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise Malformed("`headers` holds something that is not text")
    try:
        content = base64.b64decode(body, validate=True) if returned.get("isBase64Encoded") else body.encode()
    except binascii.Error as error:
        raise Malformed("`isBase64Encoded` is true, and the body is not base64") from error
    lower = {name.lower(): value for name, value in headers.items()}
    return Seen(status, lower.get("content-type", "application/octet-stream"), content)


def exchange(line: str, reply: Reply) -> str:
    """A request's first line and what came back, as evidence."""
    shown = reply.shown().replace("\n", "\n  ")
    return f"sent:\n  {line}\nanswered:\n  {shown}"
