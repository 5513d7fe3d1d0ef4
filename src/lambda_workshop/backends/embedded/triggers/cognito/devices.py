"""Remembered devices: whether a sign-in comes from a new one.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
Cognito knows only in pools that remember devices; elsewhere no device is new.
"""

from __future__ import annotations

import uuid
from contextvars import ContextVar
from typing import Any

from lambda_workshop.backends.embedded.triggers.cognito.call import Pool, User

_DEVICES = "_workshop_devices"
given_key: ContextVar[str] = ContextVar("device_key", default="")
"""The key of the device that the call says it comes from."""


def is_new(pool: Pool, user: User) -> bool:
    """Whether the pool remembers devices, and the call names none of the user's."""
    return bool(pool.get("DeviceConfiguration")) and given_key.get() not in user.get(_DEVICES, ())


def metadata(pool: Pool, user: User) -> dict[str, Any]:
    """`NewDeviceMetadata` of the tokens' answer; the user's record keeps the key."""
    key = f"{str(pool['Id']).partition('_')[0]}_{uuid.uuid4()}"
    user.setdefault(_DEVICES, []).append(key)
    return {"NewDeviceMetadata": {"DeviceKey": key, "DeviceGroupKey": f"-{uuid.uuid5(uuid.NAMESPACE_URL, pool['Id'])}"}}
