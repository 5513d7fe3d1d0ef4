"""Where a function's package or a layer can be fetched: for ten minutes, by whoever was told the address.

https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCodeLocation.html
https://docs.aws.amazon.com/lambda/latest/api/API_LayerVersionContentOutput.html
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping, Sequence

SECONDS = 600
PATHS = ("/_ministack/lambda-code/", "/_ministack/lambda-layers/")
_SECRET = secrets.token_bytes(32)


def for_a_while(original: Callable[..., str]) -> Callable[..., str]:
    """Replace what makes these addresses: an address says until when it is good, and is signed."""

    def address(*arguments: object) -> str:
        url = original(*arguments).partition("?")[0]
        until = str(int(time.time()) + SECONDS)
        path = "/" + url.split("/", 3)[3]
        return f"{url}?Expires={until}&Signature={_signature(path, until)}"

    return address


def is_good(path: str, query: Mapping[str, Sequence[str]]) -> bool:
    """Whether this address was given out, and not too long ago; the query's names are in lower case."""
    until, value = (query.get(name, [""])[0] for name in ("expires", "signature"))
    known = hmac.compare_digest(_signature(path, until).encode(), value.encode("utf-8", "replace"))
    return known and int(until) > time.time()


def _signature(path: str, until: str) -> str:
    return hmac.digest(_SECRET, f"{path}?{until}".encode("utf-8", "replace"), "sha256").hex()
