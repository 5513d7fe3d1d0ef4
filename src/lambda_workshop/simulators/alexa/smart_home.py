"""A smart home: Alexa finds the devices of a skill, switches them, asks for their state, and shows them in its app.

https://developer.amazon.com/en-US/docs/alexa/smarthome/understand-the-smart-home-skill-api.html
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from lambda_workshop.cloud.core import Cloud
from lambda_workshop.simulators.alexa import directives
from lambda_workshop.simulators.alexa.discovery import DiscoveredEndpoint, read_discovery
from lambda_workshop.simulators.alexa.home_answers import DeviceError, Event, Property, read_event
from lambda_workshop.simulators.endpoint import Caller, Endpoint, Permission, Reply, Session
from lambda_workshop.simulators.problems import Findings

PRINCIPAL = "alexa-connectedhome.amazon.com"
TIME_LIMIT = 8.0
"""Seconds that Alexa waits for an answer."""


@dataclass(frozen=True)
class Shown:
    """A device as the Alexa app shows it. A value that no answer has told yet is None.

    `power` is ON or OFF, `brightness` 0 to 100, `temperature` and `target` `{"value": ..., "scale": ...}`;
    `reachable` is false after ENDPOINT_UNREACHABLE, until an answer tells a state again.
    """

    endpoint_id: str
    friendly_name: str
    category: str
    controls: tuple[str, ...]
    power: str | None = None
    brightness: int | None = None
    temperature: Mapping[str, Any] | None = None
    target: Mapping[str, Any] | None = None
    reachable: bool = True


_SHOWN = {
    ("Alexa.PowerController", "powerState"): "power",
    ("Alexa.BrightnessController", "brightness"): "brightness",
    ("Alexa.TemperatureSensor", "temperature"): "temperature",
    ("Alexa.ThermostatController", "targetSetpoint"): "target",
}


@dataclass(frozen=True)
class Answered:
    """One directive and what came of it.

    `directive` is the event that the function got, None when Alexa sent nothing; `response` what it returned. `error`
    is set for an ErrorResponse. `problems`: what Alexa refuses, drops or misses; `remarks`: what works and is worth a
    look.
    """

    directive: Mapping[str, Any] | None
    reply: Reply | None
    error: DeviceError | None = None
    properties: tuple[Property, ...] = ()
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def response(self) -> Any:
        """What the function returned; None when it returned nothing."""
        return self.reply.value if self.reply and not self.reply.failure else None

    @property
    def log(self) -> str:
        """What the function logged."""
        return self.reply.log if self.reply else ""

    @property
    def fine(self) -> bool:
        """Whether Alexa could do what was asked: no problem, and no ErrorResponse."""
        return self.directive is not None and not self.problems and self.error is None

    def value(self, namespace: str, name: str) -> Any:
        """The reported value of a property, None when it was not reported."""
        found = [item.value for item in self.properties if (item.namespace, item.name) == (namespace, name)]
        return found[-1] if found else None


@dataclass(frozen=True)
class _Wish:
    """What a property should be after a directive; None where that depends on the device."""

    namespace: str
    name: str
    value: Any = field(default=None)


class SmartHome:
    """A home with one smart-home skill, and Alexa's idea of its devices.

    Args:
        session: a session of the backend, or a `Cloud`.
        function: the skill's endpoint: a function's name or ARN, with or without `:alias`.
        skill_id: the skill's id, `amzn1.ask.skill.` and a UUID.
        token: the access token of the linked account; a random one when it is not given.
        time_limit: seconds that Alexa waits for an answer.
        asks_permission: false on LocalStack 4.14.0, which refuses Amazon's principals in AddPermission.
        now: the time, with a time zone.
    """

    def __init__(
        self,
        session: Session | Cloud,
        function: str,
        *,
        skill_id: str,
        token: str = "",
        time_limit: float = TIME_LIMIT,
        asks_permission: bool = True,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.skill_id = skill_id
        self.token = token or f"Atza|{secrets.token_urlsafe(48)}"
        self.endpoints: dict[str, DiscoveredEndpoint] = {}
        self._shown: dict[str, Shown] = {}
        self._endpoint = Endpoint(
            session, function, Caller(PRINCIPAL, skill_id), time_limit=time_limit, asks_permission=asks_permission
        )
        self._used_ids: set[str] = set()
        self._now = now

    def refusal(self) -> str:
        """Why Amazon would refuse the function as the skill's endpoint, in words; empty when it takes it."""
        return self._refused(self._endpoint.permission())

    def _refused(self, permission: Permission) -> str:
        why = permission.refusal
        if not why:
            return ""
        return (
            f"Please make sure that Alexa Smart Home is selected for the event source type of {self._endpoint.function}"
            f": {why}. Amazon needs lambda:InvokeFunction for the principal {PRINCIPAL} with EventSourceToken "
            f"{self.skill_id}"
        )

    def app(self) -> list[Shown]:
        """The devices as the Alexa app shows them, in the order of the discovery."""
        return list(self._shown.values())

    def shown(self, endpoint_id: str) -> Shown | None:
        """One device as the Alexa app shows it; None when Alexa knows no such device."""
        return self._shown.get(endpoint_id)

    def discover(self) -> Answered:
        """Alexa looks for devices. What it finds replaces what it knew; what it drops is told in `problems`."""
        found = Findings()
        answered, event = self._send(directives.discover(self.token), found)
        if event and event.name == "Discover.Response":
            self.endpoints = read_discovery(event.payload, found)
            self._shown = {
                item.endpoint_id: Shown(
                    item.endpoint_id, item.friendly_name, item.category, tuple(sorted(item.capabilities))
                )
                for item in self.endpoints.values()
            }
        return _with(answered, found)

    def accept_grant(self, code: str = "") -> Answered:
        """The user enables the skill: Alexa sends a code that the skill exchanges for tokens of its own."""
        found = Findings()
        code = code or f"AN{secrets.token_hex(9)}"
        answered, _event = self._send(directives.accept_grant(code, self.token), found)
        return _with(answered, found)

    def turn_on(self, endpoint_id: str) -> Answered:
        """Alexa.PowerController TurnOn."""
        return self._control(
            endpoint_id, "Alexa.PowerController", "TurnOn", {}, _Wish("Alexa.PowerController", "powerState", "ON")
        )

    def turn_off(self, endpoint_id: str) -> Answered:
        """Alexa.PowerController TurnOff."""
        return self._control(
            endpoint_id, "Alexa.PowerController", "TurnOff", {}, _Wish("Alexa.PowerController", "powerState", "OFF")
        )

    def set_brightness(self, endpoint_id: str, percent: int) -> Answered:
        """Alexa.BrightnessController SetBrightness, 0 to 100."""
        wish = _Wish("Alexa.BrightnessController", "brightness", percent)
        return self._control(endpoint_id, wish.namespace, "SetBrightness", {"brightness": percent}, wish)

    def adjust_brightness(self, endpoint_id: str, delta: int) -> Answered:
        """Alexa.BrightnessController AdjustBrightness, -100 to 100; a lamp stays between 0 and 100."""
        before = self._shown[endpoint_id].brightness if endpoint_id in self._shown else None
        after = None if before is None else max(0, min(100, before + delta))
        wish = _Wish("Alexa.BrightnessController", "brightness", after)
        return self._control(endpoint_id, wish.namespace, "AdjustBrightness", {"brightnessDelta": delta}, wish)

    def set_temperature(self, endpoint_id: str, value: float, scale: str = "CELSIUS") -> Answered:
        """Alexa.ThermostatController SetTargetTemperature."""
        wish = _Wish("Alexa.ThermostatController", "targetSetpoint", {"value": value, "scale": scale})
        payload = {"targetSetpoint": {"value": value, "scale": scale}}
        return self._control(endpoint_id, wish.namespace, "SetTargetTemperature", payload, wish)

    def report_state(self, endpoint_id: str) -> Answered:
        """Alexa ReportState, as when the device is opened in the app."""
        endpoint = self.endpoints.get(endpoint_id)
        if endpoint and not endpoint.retrievable:
            return _unsent(f"Alexa never sends ReportState to `{endpoint_id}`: it has no retrievable property")
        answered = self._control(endpoint_id, "Alexa", "ReportState", {}, None)
        if endpoint is None or answered.error or answered.directive is None:
            return answered
        told = {(item.namespace, item.name) for item in answered.properties}
        missed = sorted(f"{namespace}.{name}" for namespace, name in endpoint.retrievable - told)
        text = f"the StateReport leaves out what its discovery calls retrievable: {', '.join(missed)}"
        return replace(answered, problems=(*answered.problems, text)) if missed and not answered.problems else answered

    def _control(
        self, endpoint_id: str, namespace: str, name: str, payload: Mapping[str, Any], wish: _Wish | None
    ) -> Answered:
        endpoint = self.endpoints.get(endpoint_id)
        if endpoint is None:
            known = ", ".join(f"`{item}`" for item in self.endpoints) or "none: discover first"
            return _unsent(f"Alexa knows no device `{endpoint_id}` (it knows {known})")
        if namespace not in endpoint.capabilities:
            return _unsent(
                f"Alexa sends no {name}: its discovery of `{endpoint.friendly_name}` has no capability `{namespace}`, "
                "or Alexa dropped it"
            )
        found = Findings()
        directive = directives.for_endpoint(namespace, name, endpoint_id, self.token, endpoint.cookie, payload)
        answered, event = self._send(directive, found)
        if event:
            self._learn(endpoint, name, wish, event, found)
        return _with(answered, found)

    def _send(self, directive: dict[str, Any], found: Findings) -> tuple[Answered, Event | None]:
        """Invoke the function with a directive and read its answer."""
        permission = self._endpoint.permission()
        if why := self._refused(permission):
            return _unsent(why), None
        if permission.open_to_all:
            found.remark(
                f"the permission names no EventSourceToken: every skill of {PRINCIPAL} may invoke the function"
            )
        reply = self._endpoint.invoke(directive)
        if reply.failure:
            late = " (Alexa counts it as SKILL_RESPONSE_TIMEOUT_EXCEPTION)" if reply.timed_out else ""
            found.problem(f"{reply.failure}{late}; Alexa says that the device is not responding")
            return Answered(directive, reply), None
        event = read_event(reply.value, directive["directive"], self._used_ids, self._now(), found)
        self._used_ids.add(directive["directive"]["header"]["messageId"])
        if event is None:
            return Answered(directive, reply), None
        told = reply.value["event"]["header"].get("messageId")
        if isinstance(told, str):
            self._used_ids.add(told)
        return Answered(directive, reply, event.error, event.properties), event

    def _learn(
        self, endpoint: DiscoveredEndpoint, name: str, wish: _Wish | None, event: Event, found: Findings
    ) -> None:
        """Bring the app up to date with what an answer tells, where Alexa takes the answer."""
        before = self._shown[endpoint.endpoint_id]
        if event.error:
            unreachable = event.error.type in ("ENDPOINT_UNREACHABLE", "BRIDGE_UNREACHABLE")
            self._shown[endpoint.endpoint_id] = replace(before, reachable=before.reachable and not unreachable)
            return
        for item in event.properties:
            capability = endpoint.capabilities.get(item.namespace)
            if capability is None or item.name not in capability.properties:
                found.remark(
                    f"Alexa drops the reported `{item.namespace}.{item.name}`: the device's discovery has no such thing"
                )
        if wish and event.name == "Response":
            _check_wish(wish, name, event, found)
        if found.problems:
            return
        told = {
            _SHOWN[item.namespace, item.name]: item.value
            for item in event.properties
            if (item.namespace, item.name) in _SHOWN and item.namespace in endpoint.capabilities
        }
        healthy = [item.value for item in event.properties if item.namespace == "Alexa.EndpointHealth"]
        reachable = not any(value.get("value") == "UNREACHABLE" for value in healthy)
        self._shown[endpoint.endpoint_id] = replace(before, **told, reachable=reachable)


def _check_wish(wish: _Wish, name: str, event: Event, found: Findings) -> None:
    values = [item.value for item in event.properties if (item.namespace, item.name) == (wish.namespace, wish.name)]
    if not values:
        found.problem(f"the answer to {name} does not report `{wish.namespace}.{wish.name}`, the property it changed")
    elif wish.value is not None and values[-1] != wish.value:
        found.problem(f"after {name} the answer reports {wish.name} {values[-1]!r}, and {wish.value!r} was asked for")


def _unsent(problem: str) -> Answered:
    return Answered(None, None, problems=(problem,))


def _with(answered: Answered, found: Findings) -> Answered:
    return replace(
        answered,
        problems=(*answered.problems, *found.problems),
        remarks=(*answered.remarks, *found.remarks),
    )
