"""The mails and text messages that the account's user pools sent: codes, invitations, in their final words.

AWS delivers them; the embedded backend keeps them, since nothing may leave this machine. LocalStack's free edition has
no user pools, and so no mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from lambda_workshop.cloud.core import Cloud
from lambda_workshop.cloud.own_address import ask
from lambda_workshop.cloud.waiting import until

_PATH = "/_workshop/mailbox"
_CODE = re.compile(r"(?<!\d)\d{6}(?!\d)")


@dataclass(frozen=True)
class Message:
    """One message. `medium` is `EMAIL` or `SMS`, `source` the trigger source whose function may have worded it.

    `sent` is in seconds since the epoch; a text message has no subject.
    """

    pool: str
    medium: str
    to: str
    username: str
    subject: str
    body: str
    source: str
    sent: float

    @property
    def code(self) -> str:
        """The six digits in the text; empty when there are none."""
        found = _CODE.search(self.body)
        return found[0] if found else ""


def read(cloud: Cloud, *, pool: str = "", to: str = "") -> list[Message]:
    """All messages, oldest first: those of one pool, those to one address or number."""
    query = urlencode({name: value for name, value in (("pool", pool), ("to", to)) if value})
    _status, answer = ask(cloud, "GET", f"{_PATH}?{query}")
    found = answer["messages"]
    return [
        Message(
            pool=item["userPoolId"],
            medium=item["medium"],
            to=item["to"],
            username=item["userName"],
            subject=item["subject"],
            body=item["body"],
            source=item["source"],
            sent=float(item["sent"]),
        )
        for item in found
    ]


def latest(cloud: Cloud, to: str, *, pool: str = "", sources: Iterable[str] = (), timeout: float = 5.0) -> Message:
    """The newest message to this address or number, of these trigger sources if any are named.

    Raises TimedOut when there is none within `timeout` seconds.
    """
    wanted = frozenset(sources)

    def look() -> Message | None:
        found = [item for item in read(cloud, pool=pool, to=to) if not wanted or item.source in wanted]
        return found[-1] if found else None

    return until(
        f"a message to {to}", look, timeout=timeout, advice="look at the pool's AutoVerifiedAttributes and its triggers"
    )
