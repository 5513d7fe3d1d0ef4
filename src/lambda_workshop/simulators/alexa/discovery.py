"""What a discovery answer tells Alexa: the devices it takes, and what it drops without a word.

https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-discovery.html
https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-discovery-objects.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.simulators.alexa.interfaces import CATEGORIES, INTERFACES, NEEDS_INSTANCE
from lambda_workshop.simulators.problems import Findings, kind, nearest

MOST_ENDPOINTS = 300
MOST_COOKIE_BYTES = 5000
_ENDPOINT_ID = re.compile(r"[A-Za-z0-9_\-=#;:?@& ]{1,256}")
_TEXTS = {"manufacturerName": 128, "friendlyName": 128, "description": 128}


@dataclass(frozen=True)
class Capability:
    """A capability that Alexa took. `retrievable`: whether Alexa asks for its state with ReportState."""

    interface: str
    properties: tuple[str, ...] = ()
    retrievable: bool = False


@dataclass(frozen=True)
class DiscoveredEndpoint:
    """A device that Alexa took, with the capabilities that it did not drop, by interface."""

    endpoint_id: str
    friendly_name: str
    category: str
    capabilities: Mapping[str, Capability] = field(default_factory=dict)
    cookie: Mapping[str, str] = field(default_factory=dict)

    @property
    def retrievable(self) -> set[tuple[str, str]]:
        """The (interface, property) pairs that a StateReport must have."""
        return {
            (item.interface, name)
            for item in self.capabilities.values()
            if item.retrievable
            for name in item.properties
        }


def read_discovery(payload: Any, found: Findings) -> dict[str, DiscoveredEndpoint]:
    """The devices of a Discover.Response's payload that Alexa takes, by id; what it drops is told in `found`."""
    listed = payload.get("endpoints") if isinstance(payload, dict) else None
    if not isinstance(listed, list):
        found.problem(f"`payload.endpoints` is {kind(listed)}, and Alexa expects a list")
        return {}
    if len(listed) > MOST_ENDPOINTS:
        found.problem(f"`payload.endpoints` has {len(listed)} devices, and Alexa takes {MOST_ENDPOINTS}")
    taken: dict[str, DiscoveredEndpoint] = {}
    for index, item in enumerate(listed):
        endpoint = _endpoint(item, f"`endpoints[{index}]`", found)
        if endpoint and endpoint.endpoint_id in taken:
            found.problem(f"Alexa would drop the second device with the endpointId `{endpoint.endpoint_id}`")
        elif endpoint:
            taken[endpoint.endpoint_id] = endpoint
    return taken


def _endpoint(item: Any, where: str, found: Findings) -> DiscoveredEndpoint | None:
    if not isinstance(item, dict):
        found.problem(f"Alexa would drop {where}: it is {kind(item)}, not an object")
        return None
    faults = [*_identity(item), *_categories(item.get("displayCategories")), *_cookie(item.get("cookie"))]
    if not isinstance(item.get("capabilities"), list) or not item["capabilities"]:
        faults.append("`capabilities` is missing or empty")
    name = item.get("friendlyName") or item.get("endpointId") or where
    if faults:
        found.problem(f"Alexa would drop the device `{name}`: {'; '.join(faults)}")
        return None
    capabilities: dict[str, Capability] = {}
    for told in item["capabilities"]:
        capability = _capability(told, str(name), capabilities, found)
        if capability:
            capabilities[capability.interface] = capability
    if "Alexa" not in capabilities:
        found.problem(
            f"the device `{name}` has no capability `Alexa`: Alexa expects the base interface in every device, and "
            "asks one without it for no state"
        )
    return DiscoveredEndpoint(
        item["endpointId"], item["friendlyName"], item["displayCategories"][0], capabilities, item.get("cookie") or {}
    )


def _identity(item: Mapping[str, Any]) -> list[str]:
    faults = []
    if not isinstance(item.get("endpointId"), str) or not _ENDPOINT_ID.fullmatch(item["endpointId"]):
        faults.append("`endpointId` must be a text of 1 to 256 letters, digits, spaces and _ - = # ; : ? @ &")
    for key, most in _TEXTS.items():
        text = item.get(key)
        if not isinstance(text, str) or not text.strip():
            faults.append(f"`{key}` is missing")
        elif len(text) > most:
            faults.append(f"`{key}` has {len(text)} characters, and Alexa takes {most}")
    known = {*_TEXTS, "endpointId", "displayCategories", "capabilities", "cookie"}
    known |= {"additionalAttributes", "connections", "relationships", "registration"}
    faults += [f"`{key}` is no key of a device{hint}" for key in item.keys() - known if (hint := nearest(key, known))]
    return faults


def _categories(told: Any) -> list[str]:
    if not isinstance(told, list) or not told:
        return ['`displayCategories` is missing or empty; a list such as ["LIGHT"] is expected']
    return [
        f"`{item}` is no display category{nearest(item, CATEGORIES)}"
        for item in told
        if not isinstance(item, str) or item not in CATEGORIES
    ]


def _cookie(told: Any) -> list[str]:
    if told is None:
        return []
    if not isinstance(told, dict) or not all(isinstance(value, str) for value in told.values()):
        return ["`cookie` must hold texts only"]
    size = len(json.dumps(told).encode())
    return [f"`cookie` has {size} bytes, and Alexa takes {MOST_COOKIE_BYTES}"] if size > MOST_COOKIE_BYTES else []


def _capability(told: Any, device: str, taken: Mapping[str, Capability], found: Findings) -> Capability | None:
    """The capability as Alexa takes it, or None when it is dropped."""
    if not isinstance(told, dict):
        found.problem(f"Alexa would drop a capability of `{device}`: it is {kind(told)}, not an object")
        return None
    name = told.get("interface")
    interface = INTERFACES.get(name) if isinstance(name, str) else None
    faults = []
    if told.get("type") != "AlexaInterface":
        faults.append(f'`type` is {told.get("type")!r}, and Alexa expects "AlexaInterface"')
    if interface is None:
        faults.append(f"`{name}` is no interface that Alexa knows{nearest(name, INTERFACES)}")
    elif told.get("version") not in interface.versions:
        expected = " or ".join(f'"{version}"' for version in interface.versions)
        faults.append(f"`version` is {told.get('version')!r}, and Alexa expects the text {expected}")
    if str(name) in NEEDS_INSTANCE and not told.get("instance"):
        faults.append("`instance` is missing")
    elif str(name) in taken and not told.get("instance"):
        faults.append("the interface is there already")
    names, flags = _properties(told.get("properties"), interface.properties if interface else {}, faults)
    if faults or interface is None:
        found.problem(f"Alexa would drop the capability `{name}` of `{device}` in silence: {'; '.join(faults)}")
        return None
    if names and not flags.get("retrievable"):
        found.remark(f"`{name}` of `{device}` is not retrievable: Alexa never asks for its state")
    return Capability(interface.name, names, flags.get("retrievable") is True)


def _properties(told: Any, known: Mapping[str, Any], faults: list[str]) -> tuple[tuple[str, ...], Mapping[str, Any]]:
    """The names of a capability's properties, and its flags; what is wrong is added to `faults`."""
    if told is None:
        if known:
            faults.append("`properties` with `supported` is missing")
        return (), {}
    if not isinstance(told, dict):
        faults.append(f"`properties` is {kind(told)}, not an object")
        return (), {}
    for flag in ("retrievable", "proactivelyReported"):
        if not isinstance(told.get(flag, False), bool):
            faults.append(f"`properties.{flag}` is {kind(told[flag])}, not true or false")
    supported = told.get("supported")
    if not isinstance(supported, list) or not all(isinstance(item, dict) for item in supported):
        faults.append('`properties.supported` must be a list such as [{"name": "powerState"}]')
        return (), told
    names = [str(item.get("name")) for item in supported]
    faults += [f"it has no property `{name}`{nearest(name, known)}" for name in names if name not in known]
    return tuple(names), told
