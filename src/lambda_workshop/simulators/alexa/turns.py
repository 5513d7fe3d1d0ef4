"""One turn of a conversation: what was said, what was sent, what came back, and what the user hears."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.simulators.endpoint import Reply

SKILL_ENDED = "SKILL"
"""The skill ended the session with its answer, and gets no SessionEndedRequest."""
USER_INITIATED = "USER_INITIATED"
ERROR = "ERROR"
EXCEEDED_MAX_REPROMPTS = "EXCEEDED_MAX_REPROMPTS"
NOT_OPENED = "NOT_OPENED"
"""No session began: the skill was not named, or Amazon may not invoke the function."""


@dataclass(frozen=True)
class Exchange:
    """One request to the skill and the function's reply."""

    request: Mapping[str, Any]
    reply: Reply

    @property
    def kind(self) -> str:
        """`LaunchRequest`, `IntentRequest` or `SessionEndedRequest`."""
        return str(self.request["request"]["type"])


@dataclass(frozen=True)
class Turn:
    """What one sentence led to.

    `exchanges`: the requests that Alexa sent, none when it dealt with the sentence itself. `speech` and `reprompt`:
    what the user hears, and hears again when nothing is said. `ended_reason`: empty while the session is open, else
    `SKILL`, `USER_INITIATED`, `ERROR`, `EXCEEDED_MAX_REPROMPTS` or `NOT_OPENED`. `problems`: what Alexa refused or
    ignored; `remarks`: what worked and is still unwise.
    """

    sentence: str
    exchanges: tuple[Exchange, ...]
    speech: str
    reprompt: str
    session_open: bool
    ended_reason: str
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    card: Mapping[str, Any] | None = None

    @property
    def _main(self) -> Exchange | None:
        spoken = [exchange for exchange in self.exchanges if exchange.kind != "SessionEndedRequest"]
        found = spoken or list(self.exchanges)
        return found[-1] if found else None

    @property
    def request(self) -> Mapping[str, Any] | None:
        """The envelope that decided the turn; SessionEndedRequest only where no other was sent."""
        return self._main.request if self._main else None

    @property
    def response(self) -> Any:
        """What the function returned for it; None when it returned nothing."""
        return self._main.reply.value if self._main and not self._main.reply.failure else None

    @property
    def intent(self) -> str:
        """The name of the intent that was sent, or an empty string."""
        return str(((self.request or {}).get("request", {}).get("intent") or {}).get("name", ""))

    @property
    def slots(self) -> dict[str, str]:
        """The values of the intent's filled slots."""
        slots = ((self.request or {}).get("request", {}).get("intent") or {}).get("slots") or {}
        return {name: slot["value"] for name, slot in slots.items() if "value" in slot}

    @property
    def log(self) -> str:
        """What the function logged, of all requests of the turn."""
        return "\n".join(exchange.reply.log for exchange in self.exchanges if exchange.reply.log)
