"""The client's side of the secret remote password protocol, as Cognito's client libraries speak it.

https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import UTC, datetime
from typing import Any

# RFC 5054, appendix A: the group of 3072 bits.
PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
    "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F"
    "83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA0510"
    "15728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200C"
    "BBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
GENERATOR = 2


def _bytes(number: int) -> bytes:
    return number.to_bytes(number.bit_length() // 8 + 1, "big")


def _hash(*parts: bytes) -> int:
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


class Client:
    """One exchange. `owner` and `name` are the pool's and the user's, or the device group's and the device's."""

    def __init__(self, owner: str, name: str, password: str) -> None:
        self._owner, self._name, self._password = owner, name, password
        self._secret = secrets.randbelow(PRIME)
        self.public = pow(GENERATOR, self._secret, PRIME)

    @property
    def srp_a(self) -> str:
        """The public value as the API takes it."""
        return format(self.public, "x")

    def _exponent(self, salt: int) -> int:
        inner = hashlib.sha256(f"{self._owner}{self._name}:{self._password}".encode()).digest()
        return _hash(_bytes(salt), inner)

    def verifier(self, salt: int) -> dict[str, str]:
        """What ConfirmDevice takes of the device's secret."""
        value = pow(GENERATOR, self._exponent(salt), PRIME)
        return {
            "PasswordVerifier": base64.b64encode(_bytes(value)).decode(),
            "Salt": base64.b64encode(_bytes(salt)).decode(),
        }

    def proof(self, parameters: dict[str, Any]) -> dict[str, str]:
        """The responses that answer a challenge with these parameters."""
        theirs = int(parameters["SRP_B"], 16)
        scramble = _hash(_bytes(self.public), _bytes(theirs))
        exponent = self._exponent(int(parameters["SALT"], 16))
        factor = _hash(_bytes(PRIME), _bytes(GENERATOR))
        base = theirs - factor * pow(GENERATOR, exponent, PRIME)
        shared = pow(base, self._secret + scramble * exponent, PRIME)
        seed = hmac.new(_bytes(scramble), _bytes(shared), hashlib.sha256).digest()
        key = hmac.new(seed, b"Caldera Derived Key\x01", hashlib.sha256).digest()[:16]
        now = datetime.now(UTC)
        when = f"{now:%a %b} {now.day} {now:%H:%M:%S} UTC {now.year}"
        block = base64.b64decode(parameters["SECRET_BLOCK"])
        message = f"{self._owner}{self._name}".encode() + block + when.encode()
        return {
            "PASSWORD_CLAIM_SECRET_BLOCK": parameters["SECRET_BLOCK"],
            "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(hmac.new(key, message, hashlib.sha256).digest()).decode(),
            "TIMESTAMP": when,
        }
