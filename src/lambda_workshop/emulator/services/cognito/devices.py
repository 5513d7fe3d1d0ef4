"""Remembered devices: whether a sign-in comes from a new one, and the operations that remember and forget.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
Cognito knows only in pools that remember devices; elsewhere no device is new.
"""

from __future__ import annotations

import base64
import binascii
import time
import uuid
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito.call import Answer, Data, Pool, Refusal, User, answer

_DEVICES, _OFFERED = "_workshop_devices", "_workshop_offered_devices"
"""Where a user's record keeps the devices that were confirmed, and the keys that may be."""
given_key: ContextVar[str] = ContextVar("device_key", default="")
"""The key of the device that the call says it comes from."""


@dataclass(frozen=True)
class Device:
    """A confirmed device. `verifier` and `salt` are of the secret that only the device knows; 0 when it has none."""

    key: str
    group: str
    verifier: int
    salt: int
    name: str
    remembered: bool
    created: float = field(default_factory=time.time)

    def shown(self) -> dict[str, Any]:
        """The device as the API shows it."""
        status = "remembered" if self.remembered else "not_remembered"
        pairs = (("device_status", status), ("device_name", self.name))
        return {
            "DeviceKey": self.key,
            "DeviceAttributes": [{"Name": name, "Value": value} for name, value in pairs],
            "DeviceCreateDate": self.created,
            "DeviceLastModifiedDate": self.created,
            "DeviceLastAuthenticatedDate": self.created,
        }


def is_new(pool: Pool, user: User) -> bool:
    """Whether the pool remembers devices, and the call names none of the user's."""
    return bool(pool.get("DeviceConfiguration")) and given_key.get() not in user.get(_DEVICES, {})


def metadata(pool: Pool, user: User) -> dict[str, Any]:
    """`NewDeviceMetadata` of the tokens' answer: a key that ConfirmDevice takes."""
    key = f"{str(pool['Id']).partition('_')[0]}_{uuid.uuid4()}"
    group = f"-{str(uuid.uuid5(uuid.NAMESPACE_URL, str(pool['Id'])))[:8]}"
    user.setdefault(_OFFERED, {})[key] = group
    return {"NewDeviceMetadata": {"DeviceKey": key, "DeviceGroupKey": group}}


def remembered(user: User) -> Device | None:
    """The device that the call names, when it is the user's, remembered, and can prove itself."""
    device: Device | None = user.get(_DEVICES, {}).get(given_key.get())
    return device if device and device.remembered and device.verifier else None


def _user_of_token(data: Data) -> tuple[Pool, User]:
    user, pool = cognito.user_of_token(str(data.get("AccessToken") or ""))
    if user is None:
        raise Refusal("NotAuthorizedException", "Invalid Access Token")
    return pool, user


def _device(user: User, data: Data) -> Device:
    device: Device | None = user.get(_DEVICES, {}).get(data.get("DeviceKey"))
    if device is None:
        raise Refusal("ResourceNotFoundException", "Device does not exist.")
    return device


def _number(text: object) -> int:
    """The number in base64 that a device's secret is verified with; raises Refusal."""
    try:
        return int.from_bytes(base64.b64decode(str(text or ""), validate=True), "big")
    except binascii.Error as error:
        raise Refusal("InvalidParameterException", "Invalid device secret verifier given") from error


def confirm_device(data: Data) -> Answer:
    """ConfirmDevice: the pool knows the device from now on, and remembers it unless the user is to be asked."""
    pool, user = _user_of_token(data)
    key = str(data.get("DeviceKey") or "")
    group = user.get(_OFFERED, {}).pop(key, None)
    if group is None:
        raise Refusal("ResourceNotFoundException", "Device does not exist.")
    config = data.get("DeviceSecretVerifierConfig") or {}
    asked = bool((pool.get("DeviceConfiguration") or {}).get("DeviceOnlyRememberedOnUserPrompt"))
    verifier, salt = _number(config.get("PasswordVerifier")), _number(config.get("Salt"))
    device = Device(key, str(group), verifier, salt, str(data.get("DeviceName") or ""), remembered=not asked)
    user.setdefault(_DEVICES, {})[key] = device
    return answer({"UserConfirmationNecessary": asked})


def update_device_status(data: Data) -> Answer:
    """UpdateDeviceStatus: the user wants the device remembered, or not."""
    _pool, user = _user_of_token(data)
    device = _device(user, data)
    wanted = data.get("DeviceRememberedStatus") == "remembered"
    user[_DEVICES][device.key] = replace(device, remembered=wanted)
    return answer({})


def get_device(data: Data) -> Answer:
    """GetDevice."""
    _pool, user = _user_of_token(data)
    return answer({"Device": _device(user, data).shown()})


def list_devices(data: Data) -> Answer:
    """ListDevices."""
    _pool, user = _user_of_token(data)
    return answer({"Devices": [device.shown() for device in user.get(_DEVICES, {}).values()]})


def forget_device(data: Data) -> Answer:
    """ForgetDevice."""
    _pool, user = _user_of_token(data)
    del user[_DEVICES][_device(user, data).key]
    return answer({})
