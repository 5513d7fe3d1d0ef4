"""The backends under test, and an account of its own for every test.

A test of a trigger runs on the embedded backend, and on LocalStack where that has the trigger and one is named in
WORKSHOP_TEST_LOCALSTACK_URL. Every such test, or its module, carries two kinds of markers:

    pytestmark = pytest.mark.trigger("sns")            # the section's id; takes the test to LocalStack too
    @pytest.mark.differs(localstack="what it does")    # it is expected to fail there, and must
    @pytest.mark.differs(embedded="what it does")      # the same for us, where we differ from AWS on purpose

A test without `trigger` runs on the embedded backend only. `python tests/conformance/differences.py` writes the
README's table from these markers, and a test holds the two against each other.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from triggers import LOCALSTACK_LACKS

from lambda_workshop.backends import Backend, localstack_state
from lambda_workshop.emulator.host.handle import EmbeddedBackend, find_or_start

if TYPE_CHECKING:
    from localstack_client.session import Session

LOCALSTACK = "WORKSHOP_TEST_LOCALSTACK_URL"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a trigger for every backend that has the trigger."""
    found = metafunc.definition.get_closest_marker("trigger")
    if "backend" not in metafunc.fixturenames:
        return
    names = ["embedded"]
    if found and found.args[0] not in LOCALSTACK_LACKS:
        names.append("localstack")
    metafunc.parametrize("backend", names, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test is expected to fail, and must, on a backend of which a marker says that it differs."""
    for item in items:
        parameters = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        for mark in list(item.iter_markers("differs")):
            if parameters.get("backend") in mark.kwargs:
                reason = mark.kwargs[parameters["backend"]]
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBackend]:
    """A private server: the learner's own, if one runs on this machine, is not touched."""
    home: Path = tmp_path_factory.mktemp("workshop-home")
    started = find_or_start(home)
    yield started
    started.stop()


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> Backend:
    """The backend that the test runs on."""
    if request.param == "embedded":
        started: EmbeddedBackend = request.getfixturevalue("embedded")
        return started
    url = os.environ.get(LOCALSTACK, "")
    if not url:
        pytest.skip(f"no LocalStack was named in {LOCALSTACK}")
    seen = localstack_state.wait({"LOCALSTACK_HOST": url.partition("://")[2]})
    assert seen.backend is not None, str(seen)
    return seen.backend


@pytest.fixture
def account() -> str:
    """A 12-digit account that no other test uses."""
    return f"{secrets.randbelow(9 * 10**11) + 10**11}"


@pytest.fixture
def session(backend: Backend, account: str) -> Iterator[Session]:
    """Clients of that account, which is emptied afterwards: on LocalStack of what costs processes and polls."""
    made = backend.session(account)
    yield made
    if isinstance(backend, EmbeddedBackend):
        backend.reset(account)
        return
    functions = made.client("lambda")
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.delete_event_source_mapping(UUID=mapping["UUID"])
    for function in functions.list_functions()["Functions"]:
        functions.delete_function(FunctionName=function["FunctionName"])
