"""Every section of the course, on one embedded backend of its own, or on the LocalStack that is named."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambda_workshop.emulator.host.handle import find


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A learner's state folder for this run, and its backend, ended afterwards."""
    folder = tmp_path_factory.mktemp("learner")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORKSHOP_HOME", str(folder))
        patch.setenv("WORKSHOP_BACKEND", "embedded")
        patch.delenv("NBGRADER_EXECUTION", raising=False)
        yield folder
        if started := find(folder):
            started.stop()


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> str:
    """An account that nothing else uses."""
    chosen = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    monkeypatch.setenv("WORKSHOP_ACCOUNT", chosen)
    return chosen


@pytest.fixture
def localstack(monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a running LocalStack; the test is skipped when none was named."""
    url = os.environ.get("WORKSHOP_TEST_LOCALSTACK_URL", "")
    if not url:
        pytest.skip("no LocalStack was named in WORKSHOP_TEST_LOCALSTACK_URL")
    monkeypatch.setenv("WORKSHOP_BACKEND", "localstack")
    monkeypatch.setenv("LOCALSTACK_HOST", url.partition("://")[2])
    return url
