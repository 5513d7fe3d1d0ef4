"""What a check reads of an HTTP API, and how it calls one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from http_apis import HttpApi

from lambda_workshop.cloud import Cloud, TimedOut, cleanup, http_apis, web
from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("http-api")


@pytest.fixture
def api(backend: EmbeddedBackend, session: Session, account: str) -> HttpApi:
    made = HttpApi(session, account, backend.endpoint_url, Name="inkwell-a", Tags={"made-by": "test"})
    made.add_function()
    made.route("GET /orders/{id}", made.integrate(version="1.0"))
    made.stage()
    return made


def test_an_api_is_read_whole(api: HttpApi) -> None:
    cloud = Cloud(api.session)
    (found,) = http_apis.named(cloud, "inkwell-a")
    route = found.routes["GET /orders/{id}"]
    assert (found.id, dict(found.tags)) == (api.id, {"made-by": "test"})
    assert (route.function, route.payload, dict(route.authorizer)) == (api.arn(), "1.0", {})
    assert found.stages["$default"]["AutoDeploy"] is True
    assert http_apis.named(cloud, "inkwell-b") == []


def test_a_permission_for_every_api_is_too_wide(api: HttpApi) -> None:
    cloud = Cloud(api.session)
    assert http_apis.too_wide(cloud, "obedient") is None
    api.session.client("lambda").add_permission(
        FunctionName="obedient",
        StatementId="everybody",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
    )
    found = http_apis.too_wide(cloud, "obedient")
    assert found is not None
    assert found.sid == "everybody"


def test_a_request_carries_its_headers_as_given(api: HttpApi) -> None:
    path = f"{api.address()}/orders/pří loha?q=ž"
    reply = web.request(path, headers=[("X-Tag", "1"), ("X-Tag", "2"), ("Cookie", "a=1")])
    event = reply.value
    assert (reply.status, event["pathParameters"]) == (200, {"id": "pří loha"})
    assert (event["multiValueHeaders"]["x-tag"], event["queryStringParameters"]) == (["1", "2"], {"q": "ž"})


def test_apis_go_with_their_section(api: HttpApi) -> None:
    cloud = Cloud(api.session)
    removed = cleanup.remove(cloud, ("inkwell-a",), ("apigatewayv2",))
    assert [(item.kind, item.name) for item in removed] == [("HTTP or WebSocket API", "inkwell-a")]
    assert http_apis.named(cloud, "inkwell-a") == []


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes requests and says nothing until the test is over."""
    over = threading.Event()

    class Silent(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            over.wait(5)

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is pytest's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Silent) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        over.set()
        server.shutdown()


def test_a_server_that_says_nothing_times_out(silent: str) -> None:
    with pytest.raises(TimedOut, match=r"0\.2 s"):
        web.request(silent, timeout=0.2)
