"""Which backend a lesson runs against, and what it is told about that."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lambda_workshop.backends import (
    BackendError,
    BackendNotFound,
    BackendUnreachable,
    BackendUnsupported,
    localstack_state,
)
from lambda_workshop.backends.choose import choose
from lambda_workshop.backends.localstack import LocalStackBackend
from lambda_workshop.emulator.host.handle import EmbeddedBackend

FREE = {
    "services": {"lambda": "available", "s3": "running", "iot": "available", "ses": "disabled"},
    "version": "4.14.0",
}
SOMEWHERE = "127.0.0.1:9"
"""The port "discard", where nothing answers."""


def embedded(home: Path | None) -> EmbeddedBackend:
    """An embedded backend that nobody had to start."""
    return EmbeddedBackend(home or Path(), 4000, 1, "token", "secret")


@pytest.fixture
def served() -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """A health endpoint in LocalStack's place: the environment that names it, and what it answers (to be changed)."""
    health: dict[str, Any] = {**FREE, "edition": "community"}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(health).encode()
            self.send_response(200 if self.path == "/_localstack/health" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the test's output is the test's."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield {"LOCALSTACK_HOST": f"127.0.0.1:{server.server_port}"}, health
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def test_a_localstack_that_answers_is_taken(served: tuple[dict[str, str], Any]) -> None:
    choice = choose(frozenset({"lambda", "s3"}), served[0], start=embedded)
    assert isinstance(choice.backend, LocalStackBackend)
    assert choice.backend.describe().startswith("localstack: LocalStack 4.14.0 (community) at http://127.0.0.1:")
    assert "answers" in choice.reason


def test_without_one_the_embedded_backend_is_taken() -> None:
    choice = choose(frozenset({"lambda"}), {"LOCALSTACK_HOST": SOMEWHERE}, start=embedded)
    assert choice.backend.name == "embedded"
    assert choice.reason.startswith(f"No LocalStack answers at http://{SOMEWHERE}")


@pytest.mark.parametrize("wanted", ["auto", "localstack"])
def test_a_section_that_localstack_cannot_carry_runs_embedded_and_says_so(
    served: tuple[dict[str, str], Any], wanted: str
) -> None:
    needs = frozenset({"lambda", "cognito-idp", "elbv2", "ses"})
    choice = choose(needs, {**served[0], "WORKSHOP_BACKEND": wanted}, start=embedded)
    assert choice.backend.name == "embedded"
    assert choice.reason == (
        "LocalStack 4.14.0 (community) has no cognito-idp, elbv2 or ses, which this section needs."
    )


def test_the_embedded_backend_is_taken_when_it_is_asked_for(served: tuple[dict[str, str], Any]) -> None:
    choice = choose(frozenset(), {**served[0], "WORKSHOP_BACKEND": "embedded"}, start=embedded)
    assert choice.backend.name == "embedded"


def test_a_localstack_that_was_asked_for_and_is_not_there_is_an_error_with_the_command_to_run() -> None:
    with pytest.raises(BackendNotFound, match="docker compose up"):
        choose(frozenset(), {"LOCALSTACK_HOST": SOMEWHERE, "WORKSHOP_BACKEND": "localstack"}, start=embedded)


def test_a_backend_of_another_name_is_an_error_that_lists_the_names() -> None:
    with pytest.raises(BackendError, match="auto, embedded, localstack"):
        choose(frozenset(), {"WORKSHOP_BACKEND": "moto"}, start=embedded)


def test_a_host_that_is_none_is_an_error() -> None:
    with pytest.raises(BackendError, match="LOCALSTACK_HOST"):
        choose(frozenset(), {"LOCALSTACK_HOST": "localhost:http"}, start=embedded)


def test_a_ministack_at_localstacks_address_is_not_taken_for_one(served: tuple[dict[str, str], Any]) -> None:
    served[1]["ready_scripts"] = {}
    assert choose(frozenset(), served[0], start=embedded).backend.name == "embedded"


def test_companions_of_a_service_come_with_it(served: tuple[dict[str, str], Any]) -> None:
    found = localstack_state.look(served[0]).backend
    assert found is not None
    assert found.services() == {"lambda", "s3", "iot", "iot-data"}


def test_what_localstack_cannot_do_says_what_to_do_instead(served: tuple[dict[str, str], Any]) -> None:
    found = localstack_state.look(served[0]).backend
    assert found is not None
    with pytest.raises(BackendUnsupported, match="docker compose down"):
        found.stop()
    with pytest.raises(BackendUnsupported, match="one account only"):
        found.reset("123456789012")


def test_a_localstack_that_is_gone_is_unreachable() -> None:
    gone = LocalStackBackend(f"http://{SOMEWHERE}", "4.14.0", "", frozenset())
    with pytest.raises(BackendUnreachable, match="docker compose up"):
        gone.health()


class TestSessions:
    def test_clients_use_this_backend_whatever_the_environment_says(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
        monkeypatch.setenv("LOCALSTACK_HOST", "elsewhere:2")
        client = embedded(None).session("123456789012").client("sqs")
        assert client.meta.endpoint_url == "http://127.0.0.1:4000"
        assert client.meta.region_name == "us-east-1"
        assert client._request_signer._credentials.access_key == "123456789012"

    @pytest.mark.parametrize("service", sorted(embedded(None).services()))
    def test_every_service_has_a_client(self, service: str) -> None:
        assert embedded(None).session().client(service).meta.endpoint_url == "http://127.0.0.1:4000"

    def test_a_websocket_apis_own_address_is_kept(self) -> None:
        address = "http://127.0.0.1:4000/_aws/execute-api/abcd1234/dev"
        client = embedded(None).session().client("apigatewaymanagementapi", endpoint_url=address)
        assert client.meta.endpoint_url == address

    def test_the_account_is_the_workshops(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("WORKSHOP_ACCOUNT", "210987654321")
        assert embedded(None).environment()["AWS_ACCESS_KEY_ID"] == "210987654321"
        monkeypatch.delenv("WORKSHOP_ACCOUNT")
        assert embedded(None).environment()["AWS_ACCESS_KEY_ID"] == "000000000000"

    @pytest.mark.parametrize("account", ["12345", "12345678901x", "１２３４５６７８９０１２"])  # noqa: RUF001
    def test_an_account_that_is_none_is_refused(self, account: str) -> None:
        with pytest.raises(BackendError, match="12 digits"):
            embedded(None).session(account)

    def test_the_environment_points_plain_boto3_at_the_backend(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import boto3

        for name, value in embedded(None).environment("123456789012").items():
            monkeypatch.setenv(name, value)
        assert boto3.Session().client("s3").meta.endpoint_url == "http://127.0.0.1:4000"
