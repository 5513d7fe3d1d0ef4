"""LocalStack, in Docker or wherever it runs: health, services, edition, sessions. It is never started or ended here."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lambda_workshop.backends import BackendError, BackendUnreachable, BackendUnsupported
from lambda_workshop.emulator.host.access import make_environment, make_session

if TYPE_CHECKING:
    from localstack_client.session import Session

DEFAULT_PORT = 4566
HEALTH = "/_localstack/health"
# boto3 has two clients for these, LocalStack's health one name.
_COMPANIONS = {"apigatewayv2": "apigatewaymanagementapi", "iot": "iot-data"}


@dataclass(frozen=True)
class LocalStackBackend:
    """A LocalStack that answered its health endpoint."""

    endpoint_url: str
    version: str
    edition: str
    available: frozenset[str]

    name = "localstack"

    @classmethod
    def of(cls, endpoint_url: str, health: Mapping[str, Any]) -> LocalStackBackend:
        """The LocalStack at this address which gave this health answer."""
        return cls(
            endpoint_url=endpoint_url,
            version=str(health.get("version", "of an unknown version")),
            edition="" if health.get("edition") in (None, "unknown") else str(health["edition"]),
            available=services_of(health),
        )

    def services(self) -> frozenset[str]:
        """The AWS services that this edition has, by boto3's names."""
        return self.available

    def describe(self) -> str:
        """One line: what runs, which version and edition, where."""
        return f"localstack: {self.title} at {self.endpoint_url}"

    @property
    def title(self) -> str:
        """Its name with its version, and its edition where it names one."""
        return f"LocalStack {self.version}" + (f" ({self.edition})" if self.edition else "")

    def session(self, account: str | None = None) -> Session:
        """A session whose clients reach this LocalStack as a 12-digit account (WORKSHOP_ACCOUNT, else twelve zeros)."""
        return make_session(self.endpoint_url, account, self.available)

    def environment(self, account: str | None = None) -> dict[str, str]:
        """The AWS_* variables with which plain boto3 and the AWS CLI reach it."""
        return make_environment(self.endpoint_url, account)

    def health(self) -> dict[str, object]:
        """What its health endpoint says; raises BackendUnreachable."""
        found = read_health(self.endpoint_url, seconds=2.0)
        if found is None:
            raise BackendUnreachable(
                f"LocalStack does not answer at {self.endpoint_url}. Look at `docker compose ps`; start it with "
                "`docker compose up -d --wait`."
            )
        return found

    def reset(self, account: str | None = None) -> None:
        """Remove all resources of all accounts; raises BackendUnsupported for one account."""
        if account is not None:
            raise BackendUnsupported("LocalStack cannot empty one account only. Leave the account out to empty all.")
        request = urllib.request.Request(f"{self.endpoint_url}/_localstack/state/reset", method="POST", data=b"")
        try:
            with urllib.request.urlopen(request, timeout=60):
                return
        except urllib.error.HTTPError as error:
            raise BackendUnsupported(
                f"LocalStack {self.version} answers {error.code} to a reset. Start it afresh: `docker compose restart`."
            ) from error
        except OSError as error:
            raise BackendUnreachable(f"LocalStack does not answer at {self.endpoint_url}: {error}") from error

    def stop(self) -> None:
        """Raises BackendUnsupported: whoever started it ends it."""
        raise BackendUnsupported("LocalStack is not ours to stop. End it where it was started: `docker compose down`.")


def endpoint_of(env: Mapping[str, str] = os.environ) -> str:
    """Where LocalStack would be: LOCALSTACK_HOST (`host` or `host:port`), else port 4566 of this machine.

    Raises BackendError when LOCALSTACK_HOST is neither.
    """
    host, colon, port = env.get("LOCALSTACK_HOST", "").strip().partition(":")
    if colon and not port.isdigit():
        raise BackendError(f"LOCALSTACK_HOST is {host}:{port}; it must be a host, or a host and a port number.")
    return f"http://{host or '127.0.0.1'}:{port or DEFAULT_PORT}"


def read_health(endpoint_url: str, *, seconds: float) -> dict[str, Any] | None:
    """What the health endpoint answers within the seconds; None when nothing answers, or something else does."""
    try:
        # Without the environment's proxies: this address is on this machine or beside it.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(endpoint_url + HEALTH, timeout=seconds) as answer:
            health = json.loads(answer.read())
    except (OSError, ValueError):
        return None
    # MiniStack answers at this address too, and LocalStack has no such entry.
    is_localstack = isinstance(health, dict) and "services" in health and "ready_scripts" not in health
    return health if is_localstack else None


def services_of(health: Mapping[str, Any]) -> frozenset[str]:
    """The services that a health answer offers, by boto3's names."""
    usable = {name for name, state in health["services"].items() if state in ("available", "running", "initialized")}
    return frozenset(usable | {companion for name, companion in _COMPANIONS.items() if name in usable})
