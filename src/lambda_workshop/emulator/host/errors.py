"""What is raised where a backend cannot be used."""

from __future__ import annotations


class BackendError(Exception):
    """The backend cannot be used; the message says what to do.

    BackendError
    +-- BackendStartError    the embedded backend did not start: its log's last lines are in the message
    +-- BackendUnreachable   a backend that was there does not answer (any more)
    +-- BackendNotFound, BackendUnsupported   in `backends`, where one is chosen
    """


class BackendStartError(BackendError):
    """The embedded backend did not start."""


class BackendUnreachable(BackendError):
    """A backend that was there does not answer: its resources are gone with it, or Docker is paused."""
