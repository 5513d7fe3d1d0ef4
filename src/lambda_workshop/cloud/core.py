"""The cloud as checks see it: cached clients, the account and the region."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any, Protocol

from botocore.exceptions import ClientError


class SessionLike(Protocol):
    """What is needed of a session: boto3's own, localstack_client's, or a fake's."""

    def client(self, service_name: str) -> Any:
        """A boto3 client."""

    def get_credentials(self) -> Any:
        """What its clients sign with, as botocore's `Credentials`."""


@dataclass(frozen=True)
class Cloud:
    """One account on one backend. `prefix` is what the section's resources start with."""

    session: SessionLike
    prefix: str = ""
    _clients: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    _overheads: list[float] = field(default_factory=lambda: [0.0], repr=False, compare=False)

    def client(self, service: str) -> Any:
        """The boto3 client of this service, made once."""
        if service not in self._clients:
            self._clients[service] = self.session.client(service)
        return self._clients[service]

    @functools.cached_property
    def account(self) -> str:
        """The 12-digit account."""
        return str(self.client("sts").get_caller_identity()["Account"])

    @property
    def region(self) -> str:
        """The region of the clients."""
        return str(self.client("lambda").meta.region_name)

    def note_overhead(self, seconds: float) -> None:
        """Keep how long a call took beside the function's own run: a new environment, a busy machine."""
        self._overheads[0] = max(self._overheads[0], seconds)

    def patience(self, seconds: float) -> float:
        """How long to wait for what takes at most `seconds` on a quick backend, in seconds.

        Each call on the way may meet what the slowest one met so far: the wait is longer by four of those, and at most
        five times as long.
        """
        return min(seconds + 4 * self._overheads[0], 5 * seconds)


_MISSING = frozenset(
    {
        "404",
        "NoSuchBucket",
        "NoSuchDistribution",
        "NoSuchEntity",
        "NoSuchKey",
        "NotFound",
        "NotFoundException",
        "QueueDoesNotExist",
        "AWS.SimpleQueueService.NonExistentQueue",
        "ResourceNotFoundException",
    }
)


def missing(error: ClientError) -> bool:
    """Whether AWS says that the thing does not exist."""
    return error.response.get("Error", {}).get("Code", "") in _MISSING
