"""The codes that a pool sends: six random digits, good for one thing, for a time, and only until they are used.

https://docs.aws.amazon.com/cognito/latest/developerguide/limits.html lists for how long each code is valid.
"""

from __future__ import annotations

import hmac
import secrets
import time
from dataclasses import dataclass

from lambda_workshop.emulator.services.cognito.call import Refusal, User

DAY = 24 * 3600.0
HOUR = 3600.0
_CODES = "_workshop_codes"
"""Where a user's record keeps its codes, so that they go with the user and with a reset."""


@dataclass(frozen=True)
class Code:
    """A code that was sent. `attribute` is what it was sent to, `expires` in seconds since the epoch."""

    value: str
    attribute: str
    expires: float


def issue(user: User, purpose: str, attribute: str, *, seconds: float) -> str:
    """A new code for this purpose; the one before it is good no more."""
    value = f"{secrets.randbelow(10**6):06d}"
    user.setdefault(_CODES, {})[purpose] = Code(value, attribute, time.time() + seconds)
    return value


def redeem(user: User, purpose: str, given: object) -> str:
    """Use the code up and return the attribute that it was sent to; raises Refusal, and keeps it, when it is wrong."""
    code: Code | None = user.get(_CODES, {}).get(purpose)
    if code is None or time.time() >= code.expires:
        raise Refusal("ExpiredCodeException", "Invalid code provided, please request a code again.")
    if not hmac.compare_digest(code.value.encode(), str(given).encode()):
        raise mismatch()
    del user[_CODES][purpose]
    return code.attribute


def forget(user: User, purpose: str) -> None:
    """The purpose is served otherwise: its code is good no more."""
    user.get(_CODES, {}).pop(purpose, None)


def mismatch() -> Refusal:
    """The refusal of a wrong code."""
    return Refusal("CodeMismatchException", "Invalid verification code provided, please try again.")
