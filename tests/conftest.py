"""Where tests run when several processes do (pytest-xdist)."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)  # before pytest-xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What uses LocalStack runs in one process, one test after the other.

    A learner has it alone, too. Its DynamoDB refuses writes for half a minute (InternalFailure) when several accounts
    change tables with streams at once.
    """
    for item in items:
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        if "localstack" in [*parameters.values(), *getattr(item, "fixturenames", ())]:
            item.add_marker(pytest.mark.xdist_group("localstack"))
