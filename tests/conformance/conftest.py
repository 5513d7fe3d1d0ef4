"""One embedded backend for the whole run, and an account of its own for every test."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lambda_workshop.backends.embedded.process import EmbeddedBackend, find_or_start

if TYPE_CHECKING:
    from localstack_client.session import Session


@pytest.fixture(scope="session")
def backend(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBackend]:
    """A private server: the learner's own, if one runs on this machine, is not touched."""
    home: Path = tmp_path_factory.mktemp("workshop-home")
    started = find_or_start(home)
    yield started
    started.stop()


@pytest.fixture
def account() -> str:
    """A 12-digit account that no other test uses."""
    return f"{secrets.randbelow(9 * 10**11) + 10**11}"


@pytest.fixture
def session(backend: EmbeddedBackend, account: str) -> Iterator[Session]:
    """Clients of that account, which is emptied afterwards."""
    yield backend.session(account)
    backend.reset(account)
