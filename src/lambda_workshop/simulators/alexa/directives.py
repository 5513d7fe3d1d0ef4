"""The directives that Alexa sends to a smart-home skill, payload version 3.

https://developer.amazon.com/en-US/docs/alexa/device-apis/message-guide.html
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Mapping
from typing import Any


def _header(namespace: str, name: str, *, correlated: bool) -> dict[str, str]:
    header = {"namespace": namespace, "name": name, "payloadVersion": "3", "messageId": str(uuid.uuid4())}
    if correlated:
        header["correlationToken"] = base64.b64encode(secrets.token_bytes(96)).decode()
    return header


def discover(token: str) -> dict[str, Any]:
    """Which devices does the user have? The user's token is in the payload."""
    scope = {"type": "BearerToken", "token": token}
    return {
        "directive": {
            "header": _header("Alexa.Discovery", "Discover", correlated=False),
            "payload": {"scope": scope},
        }
    }


def accept_grant(code: str, token: str) -> dict[str, Any]:
    """The user enabled the skill: here is a code to exchange for tokens, so that the skill may send events later."""
    return {
        "directive": {
            "header": _header("Alexa.Authorization", "AcceptGrant", correlated=False),
            "payload": {
                "grant": {"type": "OAuth2.AuthorizationCode", "code": code},
                "grantee": {"type": "BearerToken", "token": token},
            },
        }
    }


def for_endpoint(
    namespace: str, name: str, endpoint_id: str, token: str, cookie: Mapping[str, str], payload: Mapping[str, Any]
) -> dict[str, Any]:
    """Do something with a device. The cookie is the device's own, as its discovery told it."""
    return {
        "directive": {
            "header": _header(namespace, name, correlated=True),
            "endpoint": {
                "scope": {"type": "BearerToken", "token": token},
                "endpointId": endpoint_id,
                "cookie": dict(cookie),
            },
            "payload": dict(payload),
        }
    }
