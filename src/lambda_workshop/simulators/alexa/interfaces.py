"""The capability interfaces of smart-home devices that the simulator knows, and what their properties hold.

https://developer.amazon.com/en-US/docs/alexa/device-apis/list-of-interfaces.html
https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-property-schemas.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.simulators.problems import kind

Judge = Callable[[Any], str]
"""Says in words why a property's value is wrong; an empty string when it is right."""


def _one_of(*values: str) -> Judge:
    return lambda value: "" if value in values else f"{value!r} is none of {', '.join(values)}"


def _whole(low: int, high: int) -> Judge:
    def judge(value: Any) -> str:
        if isinstance(value, bool) or not isinstance(value, int):
            return f"{value!r} is {kind(value)}, not a whole number"
        return "" if low <= value <= high else f"{value} is not between {low} and {high}"

    return judge


def _temperature(value: Any) -> str:
    if not isinstance(value, dict) or value.keys() != {"value", "scale"}:
        return f'{value!r} is not of the form {{"value": 21.5, "scale": "CELSIUS"}}'
    if isinstance(value["value"], bool) or not isinstance(value["value"], int | float):
        return f"its value {value['value']!r} is {kind(value['value'])}, not a number"
    return _one_of("CELSIUS", "FAHRENHEIT", "KELVIN")(value["scale"])


def _connectivity(value: Any) -> str:
    if not isinstance(value, dict) or "value" not in value:
        return f'{value!r} is not of the form {{"value": "OK"}}'
    return _one_of("OK", "UNREACHABLE")(value["value"])


def _color(value: Any) -> str:
    if not isinstance(value, dict) or value.keys() != {"hue", "saturation", "brightness"}:
        return f"{value!r} has not the three keys hue, saturation and brightness"
    return ""


def _anything(_value: Any) -> str:
    return ""


@dataclass(frozen=True)
class Interface:
    """A capability interface: the versions that Alexa takes, and how each property is judged."""

    name: str
    properties: Mapping[str, Judge] = field(default_factory=dict)
    versions: tuple[str, ...] = ("3",)


INTERFACES: Mapping[str, Interface] = {
    item.name: item
    for item in (
        Interface("Alexa"),
        Interface("Alexa.PowerController", {"powerState": _one_of("ON", "OFF")}),
        Interface("Alexa.BrightnessController", {"brightness": _whole(0, 100)}),
        Interface("Alexa.TemperatureSensor", {"temperature": _temperature}),
        Interface(
            "Alexa.ThermostatController",
            {
                "targetSetpoint": _temperature,
                "lowerSetpoint": _temperature,
                "upperSetpoint": _temperature,
                "thermostatMode": _one_of("AUTO", "COOL", "HEAT", "ECO", "OFF", "CUSTOM"),
                "adaptiveRecoveryStatus": _one_of("PREHEATING", "PRECOOLING", "INACTIVE"),
            },
            ("3", "3.1", "3.2"),
        ),
        Interface("Alexa.EndpointHealth", {"connectivity": _connectivity, "battery": _anything}, ("3", "3.1", "3.2")),
        Interface("Alexa.ColorController", {"color": _color}),
        Interface("Alexa.ColorTemperatureController", {"colorTemperatureInKelvin": _whole(1000, 10000)}),
        Interface("Alexa.PercentageController", {"percentage": _whole(0, 100)}),
        Interface("Alexa.PowerLevelController", {"powerLevel": _whole(0, 100)}),
        Interface("Alexa.HumiditySensor", {"relativeHumidity": _anything}),
        Interface("Alexa.ContactSensor", {"detectionState": _one_of("DETECTED", "NOT_DETECTED")}),
        Interface("Alexa.MotionSensor", {"detectionState": _one_of("DETECTED", "NOT_DETECTED")}),
        Interface("Alexa.LockController", {"lockState": _one_of("LOCKED", "UNLOCKED", "JAMMED")}),
        Interface("Alexa.ModeController", {"mode": _anything}),
        Interface("Alexa.RangeController", {"rangeValue": _anything}),
        Interface("Alexa.ToggleController", {"toggleState": _one_of("ON", "OFF")}),
        Interface("Alexa.Speaker", {"volume": _whole(0, 100), "muted": _anything}),
        Interface("Alexa.SceneController"),
        Interface("Alexa.StepSpeaker"),
        Interface("Alexa.PlaybackController"),
        Interface("Alexa.DoorbellEventSource"),
    )
}
"""By name. A name that is not here is one that Alexa does not know either, or one the simulator has not."""

NEEDS_INSTANCE = frozenset({"Alexa.ModeController", "Alexa.RangeController", "Alexa.ToggleController"})

CATEGORIES = frozenset(
    [
        "ACTIVITY_TRIGGER",
        "AIR_CONDITIONER",
        "AIR_FRESHENER",
        "AIR_PURIFIER",
        "AIR_QUALITY_MONITOR",
        "ALEXA_VOICE_ENABLED",
        "AUTO_ACCESSORY",
        "BLUETOOTH_SPEAKER",
        "CAMERA",
        "CHRISTMAS_TREE",
        "COFFEE_MAKER",
        "COMPUTER",
        "CONTACT_SENSOR",
        "DISHWASHER",
        "DOOR",
        "DOORBELL",
        "DRYER",
        "EXTERIOR_BLIND",
        "FAN",
        "GAME_CONSOLE",
        "GARAGE_DOOR",
        "HEADPHONES",
        "HUB",
        "INTERIOR_BLIND",
        "LAPTOP",
        "LIGHT",
        "MICROWAVE",
        "MOBILE_PHONE",
        "MOTION_SENSOR",
        "MUSIC_SYSTEM",
        "NETWORK_HARDWARE",
        "OTHER",
        "OVEN",
        "PHONE",
        "PRINTER",
        "REMOTE",
        "ROUTER",
        "SCENE_TRIGGER",
        "SCREEN",
        "SECURITY_PANEL",
        "SECURITY_SYSTEM",
        "SLOW_COOKER",
        "SMARTLOCK",
        "SMARTPLUG",
        "SPEAKER",
        "STREAMING_DEVICE",
        "SWITCH",
        "TABLET",
        "TEMPERATURE_SENSOR",
        "THERMOSTAT",
        "TV",
        "VACUUM_CLEANER",
        "VEHICLE",
        "WASHER",
        "WATER_HEATER",
        "WEARABLE",
    ]
)
"""https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-discovery-objects.html#display-categories"""

ERROR_TYPES = frozenset(
    [
        "ALREADY_IN_OPERATION",
        "BRIDGE_UNREACHABLE",
        "CLOUD_CONTROL_DISABLED",
        "ENDPOINT_BUSY",
        "ENDPOINT_LOW_POWER",
        "ENDPOINT_UNREACHABLE",
        "EXPIRED_AUTHORIZATION_CREDENTIAL",
        "FIRMWARE_OUT_OF_DATE",
        "HARDWARE_MALFUNCTION",
        "INSUFFICIENT_PERMISSIONS",
        "INTERNAL_ERROR",
        "INVALID_AUTHORIZATION_CREDENTIAL",
        "INVALID_DIRECTIVE",
        "INVALID_VALUE",
        "NO_SUCH_ENDPOINT",
        "NOT_CALIBRATED",
        "NOT_IN_OPERATION",
        "NOT_SUPPORTED_IN_CURRENT_MODE",
        "NOT_SUPPORTED_WITH_CURRENT_BATTERY_CHARGE_STATE",
        "PARTNER_APPLICATION_REDIRECTION",
        "POWER_LEVEL_NOT_SUPPORTED",
        "RATE_LIMIT_EXCEEDED",
        "TEMPERATURE_VALUE_OUT_OF_RANGE",
        "TOO_MANY_FAILED_ATTEMPTS",
        "VALUE_OUT_OF_RANGE",
    ]
)
"""https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-errorresponse.html#error-type-values"""

THERMOSTAT_ERRORS = frozenset(
    [
        "DUAL_SETPOINTS_UNSUPPORTED",
        "REQUESTED_SETPOINTS_TOO_CLOSE",
        "THERMOSTAT_IS_OFF",
        "TRIPLE_SETPOINTS_UNSUPPORTED",
        "UNSUPPORTED_THERMOSTAT_MODE",
        "UNWILLING_TO_SET_VALUE",
    ]
)
"""Error types of Alexa.ThermostatController's own ErrorResponse."""
