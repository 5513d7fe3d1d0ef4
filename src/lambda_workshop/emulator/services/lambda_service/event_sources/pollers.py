"""Keeps a poller running for every enabled mapping, and none for the others."""

from __future__ import annotations

import logging
from typing import Protocol

from lambda_workshop.emulator.fallback import lambda_functions
from lambda_workshop.emulator.services.lambda_service.event_sources.mappings import source_of
from lambda_workshop.emulator.services.lambda_service.event_sources.sqs import QueuePoller
from lambda_workshop.emulator.services.lambda_service.event_sources.streams import StreamPoller
from lambda_workshop.emulator.services.lambda_service.event_sources.worker import Mapping

_log = logging.getLogger(__name__)
_LOOK_SECONDS = 0.25


class Poller(Protocol):
    """Reads one source for one mapping, in threads of its own."""

    def start(self) -> None:
        """Begin."""

    def wake(self) -> None:
        """Something may have arrived."""

    def stop(self) -> None:
        """End after what is running; returns at once."""


def _poller(mapping: Mapping, source: str) -> Poller:
    return QueuePoller(mapping) if source == "sqs" else StreamPoller(mapping, source)


def loop() -> None:
    """Replace `lambda_svc._poll_loop`: start, wake and stop pollers for as long as the server runs."""
    running: dict[tuple[str, str, str], Poller] = {}
    while True:
        lambda_functions.mapping_signal().wait(_LOOK_SECONDS)
        lambda_functions.mapping_signal().clear()
        try:
            _reconcile(running)
        except Exception:
            # This thread serves every mapping: one broken record must not end it.
            _log.exception("event source mappings could not be looked at")
        for poller in running.values():
            poller.wake()


def _reconcile(running: dict[tuple[str, str, str], Poller]) -> None:
    wanted = {
        (account, region, record["UUID"]): source
        for account, region, record in lambda_functions.mappings_everywhere()
        if record.get("Enabled", True) and (source := source_of(str(record.get("EventSourceArn", ""))))
    }
    for key in [key for key in running if key not in wanted]:
        running.pop(key).stop()
    for key, source in wanted.items():
        if key not in running:
            running[key] = _poller(Mapping(*key), source)
            running[key].start()
