"""Which backend a lesson runs against.

WORKSHOP_BACKEND=embedded, localstack or auto (the default): LocalStack when one answers, else the embedded one.
Either way a lesson whose services LocalStack lacks runs on the embedded backend, and says so.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.backends import Backend, BackendError, BackendNotFound, localstack_state
from lambda_workshop.backends.localstack_state import State

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
    tell: Callable[[str], None] = lambda line: None,
) -> Choice:
    """The backend for a lesson that needs these services (boto3's names); the embedded one is started if need be.

    `home` is the embedded backend's state folder, `start` what starts it. A LocalStack that is starting is waited for,
    8 seconds at most; `tell` is given what is waited for. Raises BackendNotFound when
    WORKSHOP_BACKEND asks for a LocalStack that does not answer, BackendError for any other mistake in it.
    """
    if endpoint := env.get("WORKSHOP_ENDPOINT"):
        from lambda_workshop.backends.given import given

        return Choice(given(endpoint, env.get("WORKSHOP_ENDPOINT_SECRET_FILE") or ""), "WORKSHOP_ENDPOINT names it.")
    wanted = (env.get("WORKSHOP_BACKEND") or "auto").strip().lower()
    if wanted not in CHOICES:
        raise BackendError(f"WORKSHOP_BACKEND is {wanted!r}; it must be one of {', '.join(CHOICES)}.")
    embedded = start or _start_embedded
    if wanted == "embedded":
        return Choice(embedded(home), "WORKSHOP_BACKEND=embedded.")
    # Docker is asked only where somebody expects a LocalStack: it takes longer than the embedded backend's start.
    expected = wanted == "localstack" or bool(env.get("LOCALSTACK_HOST"))
    seen = localstack_state.wait(env, tell=tell, ask_docker=expected)
    found = seen.backend
    if found is None:
        if wanted == "localstack":
            without = "Without LocalStack: `export WORKSHOP_BACKEND=embedded`."
            raise BackendNotFound(f"WORKSHOP_BACKEND asks for LocalStack. {seen} {without}")
        # Nobody need start a LocalStack; but what is wrong with one that is there is worth a command.
        plain = seen.state is State.STOPPED and not expected
        return Choice(embedded(home), seen.sentence if plain else str(seen))
    if lacking := sorted(services - found.services()):
        reason = f"{found.title} has no {_and(lacking)}, which this section needs."
        return Choice(embedded(home), reason)
    return Choice(found, seen.sentence)


def _start_embedded(home: Path | None) -> Backend:
    # Imported here: with LocalStack nothing of the embedded backend is needed.
    from lambda_workshop.emulator.host.handle import find_or_start

    return find_or_start(home)


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
