"""Which backend a lesson runs against.

WORKSHOP_BACKEND=embedded, localstack or auto (the default): LocalStack when one answers, else the embedded one.
Either way a lesson whose services LocalStack lacks runs on the embedded backend, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.backends import Backend, BackendError, BackendNotFound, localstack

CHOICES = ("auto", "embedded", "localstack")


@dataclass(frozen=True)
class Choice:
    """A backend, and in a sentence why it is this one."""

    backend: Backend
    reason: str


def choose(
    services: frozenset[str] = frozenset(),
    env: Mapping[str, str] = os.environ,
    *,
    home: Path | None = None,
    start: Callable[[Path | None], Backend] | None = None,
) -> Choice:
    """The backend for a lesson that needs these services (boto3's names); the embedded one is started if need be.

    `home` is the embedded backend's state folder, `start` what starts it. Raises BackendNotFound when
    WORKSHOP_BACKEND asks for a LocalStack that does not answer, BackendError for any other mistake in it.
    """
    wanted = (env.get("WORKSHOP_BACKEND") or "auto").strip().lower()
    if wanted not in CHOICES:
        raise BackendError(f"WORKSHOP_BACKEND is {wanted!r}; it must be one of {', '.join(CHOICES)}.")
    embedded = start or _start_embedded
    if wanted == "embedded":
        return Choice(embedded(home), "WORKSHOP_BACKEND=embedded.")
    found = localstack.find(env, seconds=0.3 if wanted == "auto" else 3.0)
    if found is None:
        endpoint = localstack.endpoint_of(env)
        if wanted == "localstack":
            raise BackendNotFound(
                f"WORKSHOP_BACKEND=localstack, and no LocalStack answers at {endpoint}. Start it with "
                "`docker compose up -d --wait`, or unset WORKSHOP_BACKEND to use the embedded backend."
            )
        return Choice(embedded(home), f"No LocalStack answers at {endpoint}.")
    if lacking := sorted(services - found.services()):
        reason = f"{found.title} has no {_and(lacking)}, which this section needs."
        return Choice(embedded(home), reason)
    return Choice(found, f"LocalStack answers at {found.endpoint_url}.")


def _start_embedded(home: Path | None) -> Backend:
    # Imported here: with LocalStack nothing of the embedded backend is needed.
    from lambda_workshop.backends.embedded.process import find_or_start

    return find_or_start(home)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
