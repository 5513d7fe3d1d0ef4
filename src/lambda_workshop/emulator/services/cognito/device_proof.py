"""A remembered device proves itself in place of a second factor, by the secret remote password protocol.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html
https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RespondToAuthChallenge.html
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from typing import Any

from lambda_workshop.emulator.fallback import cognito
from lambda_workshop.emulator.services.cognito import devices, sessions
from lambda_workshop.emulator.services.cognito.call import (
    Answer,
    Data,
    Pool,
    User,
    answer,
    incorrect,
    user_by_name,
)

FIRST, SECOND = "DEVICE_SRP_AUTH", "DEVICE_PASSWORD_VERIFIER"
_HEX = re.compile(r"^[0-9a-fA-F]+$")


def challenge(pool: Pool, client_id: str, user: User) -> dict[str, Any] | None:
    """What a sign-in is asked that names a remembered device; None when it names none."""
    if not pool.get("DeviceConfiguration") or devices.remembered(user) is None:
        return None
    token = sessions.begin(pool, client_id, user["Username"], FIRST)
    return {"ChallengeName": FIRST, "Session": token, "ChallengeParameters": {"USERNAME": user["Username"]}}


def begin(pool: Pool, data: Data) -> Answer:
    """The answer to the first challenge: the device's public value in, the pool's out; raises Refusal."""
    responses = data.get("ChallengeResponses") or {}
    session = sessions.end(pool, data.get("ClientId"), data.get("Session"), FIRST)
    user = user_by_name(pool, session["username"])
    device, public = devices.remembered(user), str(responses.get("SRP_A") or "")
    modulus, generator, multiplier = cognito.srp_group()
    if device is None or not _HEX.match(public) or int(public, 16) % modulus == 0:
        raise incorrect()
    secret = secrets.randbelow(modulus - 2) + 1
    own = (multiplier * device.verifier + pow(generator, secret, modulus)) % modulus
    block = base64.b64encode(secrets.token_bytes(32)).decode()
    token = sessions.begin(
        pool,
        str(data["ClientId"]),
        user["Username"],
        SECOND,
        device_exchange={"theirs": int(public, 16), "ours": own, "secret": secret, "block": block},
    )
    parameters = {
        "SALT": format(device.salt, "x"),
        "SRP_B": format(own, "x"),
        "SECRET_BLOCK": block,
        "DEVICE_KEY": device.key,
        "USERNAME": user["Username"],
    }
    return answer({"ChallengeName": SECOND, "Session": token, "ChallengeParameters": parameters})


def proven(pool: Pool, data: Data) -> User:
    """The user whose device has answered the second challenge rightly; raises Refusal."""
    responses = data.get("ChallengeResponses") or {}
    session = sessions.end(pool, data.get("ClientId"), data.get("Session"), SECOND)
    user = user_by_name(pool, session["username"])
    device = devices.remembered(user)
    try:
        given = base64.b64decode(str(responses.get("PASSWORD_CLAIM_SIGNATURE") or ""), validate=True)
    except binascii.Error as error:
        raise incorrect() from error
    if device is None or not user.get("Enabled", True):
        raise incorrect()
    expected = _signature(device, session["device_exchange"], str(responses.get("TIMESTAMP") or ""))
    if not hmac.compare_digest(expected, given):
        raise incorrect()
    return user


def _signature(device: devices.Device, exchange: dict[str, Any], timestamp: str) -> bytes:
    """What the device must have signed, if it knows its secret."""
    theirs, ours = exchange["theirs"], exchange["ours"]
    modulus, _generator, _multiplier = cognito.srp_group()
    scramble = cognito.srp_hash(cognito.srp_bytes(theirs), cognito.srp_bytes(ours))
    shared = pow(theirs * pow(device.verifier, scramble, modulus), exchange["secret"], modulus)
    seed = hmac.new(cognito.srp_bytes(scramble), cognito.srp_bytes(shared), hashlib.sha256).digest()
    key = hmac.new(seed, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
    when = cognito.srp_timestamp(timestamp)
    message = f"{device.group}{device.key}".encode() + base64.b64decode(exchange["block"]) + when.encode()
    return hmac.new(key, message, hashlib.sha256).digest()
