"""Where AWS calls go: the embedded backend or LocalStack; which of them, its health, its end.

Nothing here knows about sections, checks or notebooks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lambda_workshop.emulator.host.errors import BackendError, BackendStartError, BackendUnreachable

if TYPE_CHECKING:
    from localstack_client.session import Session


__all__ = [
    "Backend",
    "BackendError",
    "BackendNotFound",
    "BackendStartError",
    "BackendUnreachable",
    "BackendUnsupported",
]


class BackendNotFound(BackendError):
    """The backend that was asked for by name does not answer: why, and the command that helps."""


class BackendUnsupported(BackendError):
    """This backend cannot do what was asked, such as LocalStack emptying one account."""


class Backend(Protocol):
    """An AWS-compatible endpoint that the notebooks run against."""

    @property
    def name(self) -> str:
        """`embedded` or `localstack`."""

    @property
    def endpoint_url(self) -> str:
        """Where it answers, such as `http://127.0.0.1:41234`."""

    def services(self) -> frozenset[str]:
        """The AWS services that it has, by boto3's names."""

    def describe(self) -> str:
        """One line for the learner: what runs, which version, where."""

    def session(self, account: str | None = None) -> Session:
        """A session whose clients reach this backend as a 12-digit account (WORKSHOP_ACCOUNT, else twelve zeros)."""

    def environment(self, account: str | None = None) -> dict[str, str]:
        """The AWS_* variables with which plain boto3 and the AWS CLI reach it."""

    def health(self) -> dict[str, object]:
        """What it says about itself; raises BackendUnreachable."""

    def reset(self, account: str | None = None) -> None:
        """Remove all resources, or those of one account; raises BackendUnsupported where that is not possible."""

    def stop(self) -> None:
        """End it, where it is ours to end; raises BackendUnsupported where it is not."""
