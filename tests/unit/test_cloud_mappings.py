"""Event source mappings as checks and cleaning up see them, while they come and go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from lambda_workshop.cloud import Cloud, TimedOut, cleanup, functions

ARN = "arn:aws:lambda:us-east-1:000000000000:function:inkwell-printer"


@dataclass
class Lambda:
    """A Lambda client with one mapping, whose state is the next of `states` at each look; the last one stays."""

    states: list[str]
    calls: list[str] = field(default_factory=list)

    def _mapping(self) -> dict[str, Any]:
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return {"UUID": "u-1", "FunctionArn": ARN, "EventSourceArn": "arn:aws:sqs:::jobs", "State": state}

    def get_event_source_mapping(self, UUID: str) -> dict[str, Any]:
        return self._mapping()

    def list_event_source_mappings(self, **_: str) -> dict[str, Any]:
        mapping = self._mapping()
        return {"EventSourceMappings": [] if mapping["State"] == "gone" else [mapping]}

    def get_paginator(self, operation: str) -> Lambda:
        return self

    def paginate(self) -> Iterator[dict[str, Any]]:
        yield self.list_event_source_mappings()

    def update_event_source_mapping(self, UUID: str, Enabled: bool) -> None:
        self.calls.append("enable" if Enabled else "disable")

    def delete_event_source_mapping(self, UUID: str) -> None:
        self.calls.append("delete")


@dataclass
class Session:
    made: Lambda

    def client(self, service_name: str) -> Any:
        return self.made


def test_a_mapping_that_is_being_deleted_is_no_mapping() -> None:
    assert functions.mappings(Cloud(Session(Lambda(["Deleting"])))) == []


def test_a_mapping_settles_after_the_states_between() -> None:
    cloud = Cloud(Session(Lambda(["Creating", "Enabling", "Enabled"])))
    (mapping,) = functions.mappings(cloud)
    assert functions.settled(cloud, mapping).state == "Enabled"


def test_a_mapping_that_never_settles_is_said_to_be_late() -> None:
    cloud = Cloud(Session(Lambda(["Updating"])))
    (mapping,) = functions.mappings(cloud)
    with pytest.raises(TimedOut, match="the mapping to be Enabled"):
        functions.settled(cloud, mapping, timeout=0)


def test_cleaning_up_waits_until_the_mapping_is_gone() -> None:
    client = Lambda(["Enabled", "Enabled", "Deleting", "Deleting", "gone"])
    cleanup._remove_mapping(Cloud(Session(client)), "u-1")
    assert client.calls == ["delete"]
    assert client.states == ["gone"]


def test_a_disabled_mapping_is_enabled_before_it_is_deleted() -> None:
    client = Lambda(["Disabled", "gone"])
    cleanup._remove_mapping(Cloud(Session(client)), "u-1")
    assert client.calls == ["enable", "delete"]
