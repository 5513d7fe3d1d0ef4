"""The mails and text messages that a pool sent. Nothing leaves this machine: whoever signs in this account reads them.

A pool's record keeps them, so that they go with the pool and with a reset.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.fallback.ministack import everywhere
from lambda_workshop.emulator.services.cognito.call import Pool

_OUTBOX = "_workshop_outbox"
KEPT = 500
"""How many messages a pool keeps; the oldest go first."""

_lock = threading.Lock()


def post(pool: Pool, medium: str, destination: str, username: str, *, subject: str, body: str, source: str) -> None:
    """Put a message there. `medium` is EMAIL or SMS, `source` the trigger source that may have written it."""
    message = {
        "userPoolId": pool["Id"],
        "medium": medium,
        "to": destination,
        "userName": username,
        "subject": subject,
        "body": body,
        "source": source,
        "sent": round(time.time(), 3),
    }
    with _lock:
        kept = pool.setdefault(_OUTBOX, [])
        kept.append(message)
        del kept[:-KEPT]


def sent_in(account: str, query: Mapping[str, str]) -> list[dict[str, Any]]:
    """All messages of the account's pools, oldest first; `pool` and `to` in the query narrow them."""
    pools = [pool for (owner, *_rest), pool in everywhere(cognito.user_pools()) if owner == account]
    with _lock:
        found = [message for pool in pools for message in pool.get(_OUTBOX, ())]
    wanted = {"userPoolId": query.get("pool"), "to": query.get("to")}
    matching = (item for item in found if all(value in (None, item[name]) for name, value in wanted.items()))
    return sorted(matching, key=lambda message: float(message["sent"]))
