"""The requests that Alexa sends to a skill.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-and-response-json-reference.html
https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-types-reference.html
"""

from __future__ import annotations

import base64
import secrets
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.simulators.alexa.slot_values import SlotState

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_VIEWPORT: Mapping[str, Any] = {
    "experiences": [{"arcMinuteWidth": 246, "arcMinuteHeight": 144, "canRotate": False, "canResize": False}],
    "mode": "HUB",
    "shape": "RECTANGLE",
    "pixelWidth": 1024,
    "pixelHeight": 600,
    "dpi": 160,
    "currentPixelWidth": 1024,
    "currentPixelHeight": 600,
    "touch": ["SINGLE"],
}


def opaque(prefix: str, length: int) -> str:
    """An id as Amazon makes them: the prefix, and that many capital letters and digits."""
    return prefix + "".join(secrets.choice(_LETTERS) for _ in range(length))


@dataclass(frozen=True)
class Device:
    """A device and the person who owns it: the same in every session. `screen`: whether it has a display."""

    screen: bool = False
    device_id: str = field(default_factory=lambda: opaque("amzn1.ask.device.", 64))
    user_id: str = field(default_factory=lambda: opaque("amzn1.ask.account.", 96))

    def context(self, skill_id: str) -> dict[str, Any]:
        """The request's `context`."""
        interfaces: dict[str, Any] = {}
        if self.screen:
            interfaces["Alexa.Presentation.APL"] = {"runtime": {"maxVersion": "2024.3"}}
        context: dict[str, Any] = {
            "System": {
                "application": {"applicationId": skill_id},
                "user": {"userId": self.user_id},
                "device": {"deviceId": self.device_id, "supportedInterfaces": interfaces},
                "apiEndpoint": "https://api.amazonalexa.com",
                "apiAccessToken": _token(),
            }
        }
        if self.screen:
            context["Viewport"] = dict(_VIEWPORT)
        return context


def _token() -> str:
    """Something that looks like the token for Alexa's own APIs and opens nothing."""
    parts = [b'{"typ":"JWT","alg":"RS256","kid":"1"}', secrets.token_bytes(36), secrets.token_bytes(48)]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


@dataclass
class SkillSession:
    """One session of a skill: its id, what the skill keeps in it, and whether the first request is still to come."""

    session_id: str = field(default_factory=lambda: f"amzn1.echo-api.session.{uuid.uuid4()}")
    attributes: dict[str, Any] = field(default_factory=dict)
    new: bool = True


@dataclass(frozen=True)
class Envelopes:
    """Makes requests for one skill on one device."""

    skill_id: str
    device: Device
    locale: str = "en-US"
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def launch(self, session: SkillSession) -> dict[str, Any]:
        """The skill is opened without a question."""
        return self._envelope(session, {"type": "LaunchRequest"})

    def intent(
        self,
        session: SkillSession,
        name: str,
        slots: Mapping[str, SlotState],
        *,
        confirmation: str = "NONE",
        dialog_state: str = "",
    ) -> dict[str, Any]:
        """Something was said that means an intent. `dialog_state` is empty for an intent without a dialog model."""
        intent: dict[str, Any] = {"name": name, "confirmationStatus": confirmation}
        if slots:
            intent["slots"] = {slot.name: slot.document(self.skill_id) for slot in slots.values()}
        request: dict[str, Any] = {"type": "IntentRequest", "intent": intent}
        return self._envelope(session, request | ({"dialogState": dialog_state} if dialog_state else {}))

    def ended(self, session: SkillSession, reason: str, error: tuple[str, str] | None = None) -> dict[str, Any]:
        """The session is over, and not because the skill said so. `error` is Alexa's type and message."""
        request: dict[str, Any] = {"type": "SessionEndedRequest", "reason": reason}
        if error:
            request["error"] = {"type": error[0], "message": error[1]}
        return self._envelope(session, request)

    def _envelope(self, session: SkillSession, request: Mapping[str, Any]) -> dict[str, Any]:
        kind, rest = request["type"], {key: value for key, value in request.items() if key != "type"}
        return {
            "version": "1.0",
            "session": {
                "new": session.new,
                "sessionId": session.session_id,
                "application": {"applicationId": self.skill_id},
                "attributes": session.attributes,
                "user": {"userId": self.device.user_id},
            },
            "context": self.device.context(self.skill_id),
            "request": {
                "type": kind,
                "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
                "timestamp": self.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                "locale": self.locale,
                **rest,
            },
        }
