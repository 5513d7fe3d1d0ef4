"""A backend that somebody else runs: a grader's. Notebooks use it, and can neither empty nor end it."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lambda_workshop.backends import BackendError, BackendUnreachable, BackendUnsupported
from lambda_workshop.emulator.host.access import make_environment, make_session
from lambda_workshop.emulator.host.settings import SERVICES

if TYPE_CHECKING:
    from localstack_client.session import Session


def given(endpoint_url: str, secret_file: str) -> GivenBackend:
    """The backend at this address, whose secret stands in this file; raises BackendError."""
    if not secret_file:
        raise BackendError("WORKSHOP_ENDPOINT needs WORKSHOP_ENDPOINT_SECRET_FILE, a file with that backend's secret.")
    try:
        return GivenBackend(endpoint_url, Path(secret_file).read_text("utf-8").strip())
    except (OSError, ValueError) as error:
        raise BackendError(f"WORKSHOP_ENDPOINT_SECRET_FILE cannot be read: {error}") from error


@dataclass(frozen=True)
class GivenBackend:
    """An embedded backend by its address and its secret, with which requests to it are signed."""

    endpoint_url: str
    secret: str = field(repr=False)

    name = "embedded"

    def services(self) -> frozenset[str]:
        """The AWS services that it has, by boto3's names."""
        return SERVICES

    def describe(self) -> str:
        """One line: what runs, and where."""
        return f"embedded, given at {self.endpoint_url}"

    def session(self, account: str | None = None) -> Session:
        """A session whose clients reach this backend as a 12-digit account (WORKSHOP_ACCOUNT, else twelve zeros)."""
        return make_session(self.endpoint_url, account, SERVICES, self.secret)

    def environment(self, account: str | None = None) -> dict[str, str]:
        """The AWS_* variables with which plain boto3 and the AWS CLI reach it."""
        return make_environment(self.endpoint_url, account, self.secret)

    def health(self) -> dict[str, object]:
        """Whether anything answers there; raises BackendUnreachable."""
        connection = http.client.HTTPConnection(self.endpoint_url.partition("://")[2], timeout=2.0)
        try:
            connection.request("GET", "/_workshop/health")
            return {"status": connection.getresponse().status}
        except (OSError, http.client.HTTPException) as error:
            raise BackendUnreachable(f"The backend does not answer at {self.endpoint_url} ({error}).") from error
        finally:
            connection.close()

    def reset(self, account: str | None = None) -> None:
        """Not ours to empty: raises BackendUnsupported."""
        raise BackendUnsupported("This backend is given: `cleanup()` removes what the section made.")

    def stop(self) -> None:
        """Not ours to end: raises BackendUnsupported."""
        raise BackendUnsupported("This backend is given, and ends with whoever gave it.")
