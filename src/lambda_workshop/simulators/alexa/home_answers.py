"""What a smart-home skill may answer to a directive, and what Alexa says about an answer that is wrong.

https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-response.html
https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-statereport.html
https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-errorresponse.html
The patterns are those of Amazon's message schema, github.com/alexa-samples/alexa-smarthome.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from lambda_workshop.simulators.alexa.interfaces import ERROR_TYPES, INTERFACES, THERMOSTAT_ERRORS
from lambda_workshop.simulators.problems import Findings, kind, nearest

_MESSAGE_ID = re.compile(r"[A-Za-z0-9-]{1,127}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z")
_AHEAD = timedelta(seconds=60)
"""A sample from the future is wrong; clocks may differ by a minute."""


@dataclass(frozen=True)
class Property:
    """One reported property of a device."""

    namespace: str
    name: str
    value: Any
    time_of_sample: str


@dataclass(frozen=True)
class DeviceError:
    """An ErrorResponse: its type (`ENDPOINT_UNREACHABLE`...), and the message for the developer."""

    type: str
    message: str


@dataclass(frozen=True)
class Event:
    """A skill's answer, read: its name, its properties, its error where it is one, its payload."""

    name: str
    properties: tuple[Property, ...] = ()
    error: DeviceError | None = None
    payload: Any = None


def expected_answer(header: Mapping[str, str]) -> tuple[str, str]:
    """The namespace and name of the answer that a directive wants."""
    return {
        "Discover": ("Alexa.Discovery", "Discover.Response"),
        "AcceptGrant": ("Alexa.Authorization", "AcceptGrant.Response"),
        "ReportState": ("Alexa", "StateReport"),
    }.get(header["name"], ("Alexa", "Response"))


def read_event(
    value: Any, directive: Mapping[str, Any], used_ids: Set[str], now: datetime, found: Findings
) -> Event | None:
    """Judge and read an answer to this directive; None when it is not to be read at all.

    Args:
        value: what the function returned.
        directive: what was sent, without its envelope.
        used_ids: the message ids of earlier messages.
        now: the time of the answer, with a time zone.
        found: gets what is wrong.
    """
    event = value.get("event") if isinstance(value, dict) else None
    if not isinstance(event, dict):
        hint = " (the answer has `directive`: that is what Alexa sends)" if _has(value, "directive") else ""
        found.problem(f"the answer is {kind(value)} without `event`{hint}, and Alexa expects `event` in an object")
        return None
    header = event.get("header")
    if not isinstance(header, dict):
        found.problem("`event.header` is missing")
        return None
    name = _check_header(header, directive["header"], used_ids, found)
    _check_endpoint(event.get("endpoint"), directive, name, found)
    payload = event.get("payload")
    if not isinstance(payload, dict):
        found.problem(
            f"`event.payload` is {'missing' if payload is None else kind(payload)}; it is an object, perhaps {{}}"
        )
        payload = {}
    for key in value.keys() - {"event", "context"}:
        found.problem(f"`{key}` is no key that Alexa knows{nearest(key, ('event', 'context'))}, so it is ignored")
    if name == "ErrorResponse":
        return Event(name, error=_error(payload, str(header.get("namespace")), found), payload=payload)
    return Event(name, _properties(value.get("context"), name, now, found), payload=payload)


def _has(value: Any, key: str) -> bool:
    return isinstance(value, dict) and key in value


def _check_header(header: Mapping[str, Any], sent: Mapping[str, str], used_ids: Set[str], found: Findings) -> str:
    """Judge the header; returns the answer's name."""
    namespace, name = str(header.get("namespace")), str(header.get("name"))
    wanted = expected_answer(sent)
    own_errors = {("Alexa", "ErrorResponse"), (sent["namespace"], "ErrorResponse")}
    deferred = ("Alexa", "DeferredResponse")
    told = f"{namespace} {name}"
    if (namespace, name) == deferred and wanted == ("Alexa", "Response"):
        found.remark("a DeferredResponse: on AWS the real answer would have to reach Alexa's event gateway later")
    elif (namespace, name) not in own_errors and (namespace, name) != wanted:
        found.problem(f"the answer is `{told}`, and to {sent['name']} Alexa expects `{wanted[0]} {wanted[1]}`")
    if header.get("payloadVersion") != "3":
        found.problem(f'`payloadVersion` is {header.get("payloadVersion")!r}, and Alexa expects the text "3"')
    message_id = header.get("messageId")
    if not isinstance(message_id, str) or not _MESSAGE_ID.fullmatch(message_id):
        found.problem(f"`messageId` is {message_id!r}: it is a text of 1 to 127 letters, digits and hyphens")
    elif message_id == sent["messageId"]:
        found.problem("`messageId` is the directive's own: every message has a new one, such as str(uuid.uuid4())")
    elif message_id in used_ids:
        found.problem(f"`messageId` {message_id} was used before: every message has a new one")
    token, echoed = sent.get("correlationToken"), header.get("correlationToken")
    if token and echoed is None:
        found.problem("`correlationToken` is missing: Alexa cannot tell which directive this answers")
    elif token and echoed != token:
        found.problem("`correlationToken` is not the directive's: Alexa cannot tell which directive this answers")
    return name


def _check_endpoint(endpoint: Any, directive: Mapping[str, Any], name: str, found: Findings) -> None:
    sent = directive.get("endpoint")
    if not sent:
        return
    if not isinstance(endpoint, dict):
        if name != "ErrorResponse":
            found.problem("`event.endpoint` with the endpointId is missing")
        return
    if endpoint.get("endpointId") != sent["endpointId"]:
        found.problem(
            f"`event.endpoint.endpointId` is {endpoint.get('endpointId')!r}, and the directive was for "
            f"`{sent['endpointId']}`"
        )


def _error(payload: Mapping[str, Any], namespace: str, found: Findings) -> DeviceError:
    known = {"Alexa.ThermostatController": ERROR_TYPES | THERMOSTAT_ERRORS}.get(namespace, ERROR_TYPES)
    if namespace == "Alexa.Authorization":
        known = frozenset({"ACCEPT_GRANT_FAILED"})
    told = payload.get("type")
    if told not in known:
        found.problem(f"the error type {told!r} is none that {namespace} knows{nearest(told, known)}")
    if not isinstance(payload.get("message"), str):
        found.problem("an ErrorResponse needs `payload.message`, a text for your own logs")
    return DeviceError(str(told), str(payload.get("message", "")))


def _properties(context: Any, name: str, now: datetime, found: Findings) -> tuple[Property, ...]:
    listed = context.get("properties") if isinstance(context, dict) else None
    if listed is None:
        if name in ("StateReport", "Response"):
            found.problem("`context.properties` is missing: Alexa does not learn what state the device is in")
        return ()
    if not isinstance(listed, list):
        found.problem(f"`context.properties` is {kind(listed)}, not a list")
        return ()
    read = [_property(item, f"`context.properties[{index}]`", now, found) for index, item in enumerate(listed)]
    return tuple(item for item in read if item)


def _property(item: Any, where: str, now: datetime, found: Findings) -> Property | None:
    if not isinstance(item, dict):
        found.problem(f"{where} is {kind(item)}, not an object")
        return None
    known = ("namespace", "name", "value", "timeOfSample", "uncertaintyInMilliseconds", "instance")
    for key in known[:-1]:
        if key not in item:
            found.problem(f"{where} has no `{key}`")
    for key in item.keys() - set(known):
        found.problem(f"{where} has `{key}`, which Alexa does not know{nearest(key, known)}")
    if not item.keys() >= set(known[:-1]):
        return None
    _check_time(item["timeOfSample"], where, now, found)
    uncertain = item["uncertaintyInMilliseconds"]
    if isinstance(uncertain, bool) or not isinstance(uncertain, int) or uncertain < 0:
        found.problem(f"{where}.uncertaintyInMilliseconds is {uncertain!r}: a whole number from 0 on is expected")
    interface = INTERFACES.get(str(item["namespace"]))
    if interface is None:
        found.problem(f"{where} is of `{item['namespace']}`, no interface{nearest(item['namespace'], INTERFACES)}")
        return None
    judge = interface.properties.get(str(item["name"]))
    if judge is None:
        hint = nearest(item["name"], interface.properties)
        found.problem(f"{where}: `{interface.name}` has no property `{item['name']}`{hint}")
        return None
    if why := judge(item["value"]):
        found.problem(f"{where}: the value of `{interface.name}.{item['name']}` is wrong: {why}")
        return None
    return Property(interface.name, str(item["name"]), item["value"], str(item["timeOfSample"]))


def _check_time(told: Any, where: str, now: datetime, found: Findings) -> None:
    if not isinstance(told, str) or not _TIME.fullmatch(told):
        found.problem(
            f"{where}.timeOfSample is {told!r}: UTC as `2026-11-23T10:15:00Z` is expected, with three digits of a "
            "second at most (Python's isoformat() writes more, and `+00:00`)"
        )
        return
    try:
        sampled = datetime.fromisoformat(told)
    except ValueError:
        found.problem(f"{where}.timeOfSample is {told!r}: there is no such time")
        return
    if sampled - now > _AHEAD:
        found.problem(f"{where}.timeOfSample is {told!r}, which lies in the future")
