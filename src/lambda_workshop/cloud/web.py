"""One HTTP request as curl sends it: no proxy, no redirects followed, headers repeated and spelt as given."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from lambda_workshop.cloud.waiting import TimedOut

_UNQUOTED = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Reply:
    """What came back. Header names are in lower case, in the order in which they came."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes

    @property
    def text(self) -> str:
        """The body as text; bytes that are none become replacement characters."""
        return self.content.decode("utf-8", "replace")

    @property
    def value(self) -> Any:
        """The body as data; None when it is not JSON."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None

    def header(self, name: str) -> str:
        """The values of this header, joined by commas; empty when there is none."""
        return ", ".join(self.every(name))

    def every(self, name: str) -> list[str]:
        """The values of this header, one by one."""
        return [value for key, value in self.headers if key == name.lower()]

    def shown(self, names: Iterable[str] = ("content-type", "location", "set-cookie")) -> str:
        """Status, the named headers and the body, as evidence shows them."""
        lines = [f"{name}: {value}" for name in names for value in self.every(name)]
        return "\n".join([str(self.status), *lines, self.text])


def request(
    url: str,
    method: str = "GET",
    *,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes | str = b"",
    timeout: float = 10.0,
) -> Reply:
    """Send it and read the whole answer.

    Args:
        url: `http://` or `https://`; characters that a URL may not have are encoded.
        method: GET, POST, ...
        headers: (name, value) pairs; `Content-Length` is added, and `Host` where it is not given.
        body: bytes, or text in UTF-8.
        timeout: seconds to wait for each part of the answer.

    Raises:
        TimedOut: nothing came within that many seconds.
        OSError: nobody listens there, or the answer is not HTTP.
    """
    address = urlsplit(url)
    kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
    connection = kind(address.hostname or "", address.port, timeout=timeout)
    content = body.encode() if isinstance(body, str) else body
    target = quote(address.path or "/", safe=_UNQUOTED)
    if address.query:
        target += "?" + quote(address.query, safe=_UNQUOTED + "?")
    try:
        pairs_sent = list(headers)
        own_host = any(name.lower() == "host" for name, _value in pairs_sent)
        connection.putrequest(method, target, skip_host=own_host, skip_accept_encoding=True)
        for name, value in pairs_sent:
            connection.putheader(name, value)
        if content or method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", str(len(content)))
        connection.endheaders(content or None)
        answer = connection.getresponse()
        pairs = tuple((name.lower(), value) for name, value in answer.getheaders())
        return Reply(answer.status, pairs, answer.read())
    except TimeoutError as error:
        raise TimedOut(f"waited {timeout:g} s for {method} {url} to be answered", expected="an answer") from error
    except HTTPException as error:
        raise OSError(f"{method} {url}: {type(error).__name__}: {error}") from error
    finally:
        connection.close()
