"""An event source mapping: what it joins, and with which settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.checks import NotYet, Passed
from lambda_workshop.cloud import Cloud, functions
from lambda_workshop.cloud.functions import EventSourceMapping


def expect_mapping(cloud: Cloud, function: str, source: str, *, what: str, twice: str) -> Passed:
    """One mapping, which is Enabled, joins the source to the function, and nobody else reads the source.

    Args:
        cloud: where.
        function: the function's name.
        source: the source's ARN.
        what: the source in words: `queue`, `stream`.
        twice: what a second mapping means: `each of them sees only a part of the jobs`.

    Raises:
        NotYet: it is not so.
    """
    found = functions.mappings(cloud, function=function)
    ours = [item for item in found if item.source_arn == source]
    if not ours:
        sources = ", ".join(f"`{item.source_arn}`" for item in found)
        raise NotYet(
            f"the function is mapped to {sources}" if found else "the function has no event source mapping",
            expected=f"a mapping with `{source}`",
            advice=f"call `create_event_source_mapping` with the ARN of the {what}",
        )
    if others := [item for item in functions.mappings(cloud, source_arn=source) if item.uuid != ours[0].uuid]:
        raise NotYet(
            f"`{others[0].function_arn}` reads the {what} as well, so {twice}",
            expected=f"one mapping, to `{function}`",
            advice="delete the other mapping with `delete_event_source_mapping(UUID=...)`",
        )
    enabled = functions.settled(cloud, ours[0])
    if enabled.state != "Enabled":
        raise NotYet(
            f"the mapping is {enabled.state}",
            expected="Enabled",
            advice="call `update_event_source_mapping(UUID=..., Enabled=True)`",
        )
    return Passed(enabled, found=f"mapping {enabled.uuid} is enabled")


@dataclass(frozen=True)
class Setting:
    """One setting that a task asks for.

    Attributes:
        name: as AWS calls it, with dots where it is inside another: `ScalingConfig.MaximumConcurrency`.
        right: whether a value will do; it gets None for a setting that is not there.
        wanted: what will do, and why.
        advice: what to do; by default to set it.
    """

    name: str
    right: Callable[[Any], bool]
    wanted: str
    advice: str = ""


def at_most(limit: float) -> Callable[[Any], bool]:
    """A number up to this one."""
    return lambda value: _number(value) and value <= limit


def exactly(wanted: Any) -> Callable[[Any], bool]:
    """This value, and of this kind."""
    return lambda value: type(value) is type(wanted) and value == wanted


def has(wanted: str) -> Callable[[Any], bool]:
    """A list with this in it."""
    return lambda value: isinstance(value, list) and wanted in value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def expect_settings(thing: Mapping[str, Any] | EventSourceMapping, *settings: Setting, of: str) -> Passed:
    """The settings of a thing, as AWS describes it, are as wanted; `of` is the thing in words. Raises NotYet."""
    values = thing.settings if isinstance(thing, EventSourceMapping) else thing
    told = []
    for setting in settings:
        value: Any = values
        for part in setting.name.split("."):
            value = value.get(part) if isinstance(value, Mapping) else None
        if not setting.right(value):
            raise NotYet(
                f"`{setting.name}` is {'not set' if value is None else value}",
                expected=setting.wanted,
                advice=setting.advice or f"set `{setting.name.partition('.')[0]}` of the {of}",
            )
        told.append(f"{setting.name} {value}")
    return Passed(thing, found=", ".join(told))
