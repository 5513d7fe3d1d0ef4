"""What an API's owner can do with its connections, from a function and from a notebook; and how connections end.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
"""

from __future__ import annotations

import contextlib
import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from deployed import eventually
from websocket_apis import SocketApi, socket_api
from websockets.exceptions import ConnectionClosed

from lambda_workshop.emulator.host.handle import EmbeddedBackend, find_or_start

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("websockets")
GONE = "GoneException"


@pytest.fixture
def api(backend: EmbeddedBackend, session: Session, account: str) -> SocketApi:
    """An API whose function tells its log what it was called with."""
    return socket_api(session, account, backend.endpoint_url, routes=("$connect", "$disconnect", "$default"))


def connection_of(api: SocketApi) -> str:
    """The id of the first client."""
    return str(api.event("CONNECT")["requestContext"]["connectionId"])


def refusal(call: Any, **arguments: Any) -> tuple[str, int]:
    """The error code and HTTP status of a refused call."""
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    answer = refused.value.response
    return answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]


class TestManagement:
    def test_a_posted_message_reaches_the_client_as_it_is(self, api: SocketApi) -> None:
        with api.connect() as client:
            for data in (b"plain", '{"text": "Zdravíčko"}'.encode(), b""):
                api.management.post_to_connection(ConnectionId=connection_of(api), Data=data)
            assert [client.recv(10), client.recv(10)] == ["plain", '{"text": "Zdravíčko"}']

    def test_get_connection_tells_what_is_known_of_the_client(self, api: SocketApi) -> None:
        with api.connect(user_agent_header="inkwell/1.0") as client:
            known = api.management.get_connection(ConnectionId=connection_of(api))
            assert known["Identity"] == {"SourceIp": "127.0.0.1", "UserAgent": "inkwell/1.0"}
            now = datetime.now(UTC)
            assert now - timedelta(seconds=20) < known["ConnectedAt"] <= known["LastActiveAt"] <= now
            client.send("hello")
            api.event("MESSAGE")
            later = api.management.get_connection(ConnectionId=connection_of(api))
        assert later["ConnectedAt"] == known["ConnectedAt"]
        assert later["LastActiveAt"] > known["LastActiveAt"]

    def test_a_deleted_connection_is_closed_normally_and_reported(self, api: SocketApi) -> None:
        with api.connect() as client:
            api.management.delete_connection(ConnectionId=connection_of(api))
            with pytest.raises(ConnectionClosed) as end:
                client.recv(10)
        assert end.value.rcvd is not None and end.value.rcvd.code == 1000
        context = api.event("DISCONNECT")["requestContext"]
        told = (context["disconnectStatusCode"], context["disconnectReason"])
        assert told == (1000, "Connection Closed Normally")

    @pytest.mark.parametrize("operation", ["post_to_connection", "get_connection", "delete_connection"])
    def test_a_connection_that_is_not_open_is_gone(self, api: SocketApi, operation: str) -> None:
        with api.connect():
            known = connection_of(api)
        api.event("DISCONNECT")
        data = {"Data": b"hello"} if operation == "post_to_connection" else {}
        for connection in (known, "BFaT_fALIAMCKug="):
            assert refusal(getattr(api.management, operation), ConnectionId=connection, **data) == (GONE, 410)

    def test_a_message_of_128_kb_is_posted_and_a_longer_one_is_too_large(self, api: SocketApi) -> None:
        with api.connect() as client:
            post = api.management.post_to_connection
            post(ConnectionId=connection_of(api), Data=b"x" * 128 * 1024)
            frames = list(client.recv_streaming())
            assert [len(frame) for frame in frames] == [32 * 1024] * 4
            too_large = refusal(post, ConnectionId=connection_of(api), Data=b"x" * (128 * 1024 + 1))
        assert too_large == ("PayloadTooLargeException", 413)

    def test_another_stage_api_or_account_is_forbidden(
        self, backend: EmbeddedBackend, api: SocketApi, account: str
    ) -> None:
        stranger = f"{(int(account) + 1) % 10**12:012d}"
        with api.connect():
            connection = connection_of(api)
            for session, url in (
                (api.session, api.callback_url.replace("/dev", "/prod")),
                (api.session, api.callback_url.replace(api.id, secrets.token_hex(4))),
                (backend.session(stranger), api.callback_url),
            ):
                client = session.client("apigatewaymanagementapi", endpoint_url=url)
                assert refusal(client.get_connection, ConnectionId=connection) == ("ForbiddenException", 403)

    def test_the_plain_address_of_the_backend_works_too(self, api: SocketApi) -> None:
        url = f"{api.endpoint_url}/_aws/execute-api/{api.id}/dev"
        with api.connect() as client:
            plain = api.session.client("apigatewaymanagementapi", endpoint_url=url)
            plain.post_to_connection(ConnectionId=connection_of(api), Data=b"hello")
            assert client.recv(10) == "hello"


REPLIES = (
    "import boto3\n"
    "def handler(event, context):\n"
    "    told = event['requestContext']\n"
    "    address = f\"https://{told['domainName']}/{told['stage']}\"\n"
    "    client = boto3.client('apigatewaymanagementapi', endpoint_url=address)\n"
    "    try:\n"
    "        client.post_to_connection(ConnectionId=told['connectionId'], Data=told['routeKey'].encode())\n"
    "    except client.exceptions.GoneException:\n"
    "        print('gone at', told['routeKey'])\n"
    "    return {'statusCode': 200}\n"
)


def test_a_function_cannot_write_to_its_client_before_the_handshake_is_over_nor_after_the_end(
    backend: EmbeddedBackend, session: Session, account: str
) -> None:
    routes = ("$connect", "$disconnect", "$default")
    api = socket_api(session, account, backend.endpoint_url, REPLIES, routes)
    with api.connect() as client:
        client.send("hello")
        assert client.recv(10) == "$default"

    def lines() -> set[str]:
        return {line for stream in api.function.streams().values() for line in stream if line.startswith("gone")}

    eventually(lambda: lines() == {"gone at $connect", "gone at $disconnect"}, "two connections that are gone")


class TestEnd:
    @pytest.mark.parametrize("what", ["api", "stage"])
    def test_the_connections_end_with_their_api_or_stage(self, api: SocketApi, what: str) -> None:
        with api.connect() as client:
            if what == "api":
                api.gateway.delete_api(ApiId=api.id)
            else:
                api.gateway.delete_stage(ApiId=api.id, StageName="dev")
            with pytest.raises(ConnectionClosed):
                client.recv(10)

    def test_the_connections_end_when_the_account_is_emptied(self, backend: EmbeddedBackend, api: SocketApi) -> None:
        with api.connect() as client:
            backend.reset(api.account)
            with pytest.raises(ConnectionClosed):
                client.recv(10)

    @pytest.mark.parametrize(
        ("variable", "busy"),
        [("WORKSHOP_WEBSOCKET_IDLE_SECONDS", False), ("WORKSHOP_WEBSOCKET_DURATION_SECONDS", True)],
        ids=["idle", "old"],
    )
    def test_an_idle_or_old_connection_is_sent_away(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: str, variable: str, busy: bool
    ) -> None:
        # Ten minutes and two hours on AWS; a backend of its own, whose settings say a second.
        monkeypatch.setenv(variable, "1")
        own = find_or_start(tmp_path)
        try:
            api = socket_api(own.session(account), account, own.endpoint_url, routes=("$disconnect", "$default"))
            with api.connect() as client, pytest.raises(ConnectionClosed) as end:
                while True:
                    if busy:
                        client.send("still here")
                    try:
                        client.recv(0.3 if busy else 10)
                    except TimeoutError:
                        assert busy
            assert end.value.rcvd is not None and end.value.rcvd.code == 1001
            context = api.event("DISCONNECT")["requestContext"]
            assert (context["disconnectStatusCode"], context["disconnectReason"]) == (1001, "Going away")
        finally:
            own.stop()

    def test_a_ping_keeps_a_connection_from_being_idle(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: str
    ) -> None:
        monkeypatch.setenv("WORKSHOP_WEBSOCKET_IDLE_SECONDS", "1")
        own = find_or_start(tmp_path)
        try:
            api = socket_api(own.session(account), account, own.endpoint_url, routes=("$default",))
            api.two_way("$default")
            with api.connect() as client:
                until = time.monotonic() + 2
                while time.monotonic() < until:
                    assert client.ping().wait(5)
                    with pytest.raises(TimeoutError):
                        client.recv(0.2)
                client.send("hello")
                assert client.recv(10) == "heard hello"
        finally:
            own.stop()


class TestConfiguration:
    def test_an_api_needs_a_route_selection_expression(self, session: Session) -> None:
        create = session.client("apigatewayv2").create_api
        assert refusal(create, Name="chat", ProtocolType="WEBSOCKET") == ("BadRequestException", 400)

    def test_the_address_of_an_api_is_a_websockets(self, api: SocketApi) -> None:
        assert api.gateway.get_api(ApiId=api.id)["ApiEndpoint"].startswith("ws")

    def test_a_route_is_there_once(self, api: SocketApi) -> None:
        create = api.gateway.create_route
        assert refusal(create, ApiId=api.id, RouteKey="$connect") == ("ConflictException", 409)
        other = api.route("order")
        update = {"ApiId": api.id, "RouteId": other, "RouteKey": "$default"}
        assert refusal(api.gateway.update_route, **update) == ("ConflictException", 409)

    @pytest.mark.parametrize("target", ["integrations/none", "elsewhere/1"])
    def test_a_route_leads_to_an_integration_that_exists(self, api: SocketApi, target: str) -> None:
        create = api.gateway.create_route
        assert refusal(create, ApiId=api.id, RouteKey="order", Target=target) == ("BadRequestException", 400)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"TimeoutInMillis": 29001},
            {"IntegrationType": "LAMBDA"},
            {"IntegrationUri": ""},
        ],
    )
    def test_an_integration_that_aws_refuses_is_refused(self, api: SocketApi, wrong: dict[str, Any]) -> None:
        with pytest.raises(ClientError) as refused:
            api.integrate(**wrong)
        assert refused.value.response["Error"]["Code"] == "BadRequestException"

    def test_an_integration_waits_29_seconds_unless_it_says_otherwise(self, api: SocketApi) -> None:
        made = api.gateway.get_integration(ApiId=api.id, IntegrationId=api.integrate())
        assert made["TimeoutInMillis"] == 29000

    @pytest.mark.parametrize(
        ("route", "kind"), [("order", "AWS_IAM"), ("$default", "CUSTOM"), ("$disconnect", "AWS_IAM")]
    )
    def test_only_connect_can_be_authorized(self, api: SocketApi, route: str, kind: str) -> None:
        create = api.gateway.create_route if route == "order" else api.gateway.update_route
        which = {"RouteKey": route} if route == "order" else {"RouteId": api.routes[route]}
        assert refusal(create, ApiId=api.id, AuthorizationType=kind, **which) == ("BadRequestException", 400)

    def test_a_jwt_authorizer_is_none_for_websockets(self, api: SocketApi) -> None:
        create = api.gateway.create_authorizer
        arguments = {"ApiId": api.id, "Name": "jwt", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.A"]}
        assert refusal(create, **arguments) == ("BadRequestException", 400)

    def test_a_route_has_the_default_response_only(self, api: SocketApi) -> None:
        arguments = {"ApiId": api.id, "RouteId": api.routes["$default"], "RouteResponseKey": "other"}
        assert refusal(api.gateway.create_route_response, **arguments) == ("BadRequestException", 400)

    def test_a_stage_is_there_once(self, api: SocketApi) -> None:
        assert refusal(api.gateway.create_stage, ApiId=api.id, StageName="dev") == ("ConflictException", 409)


def test_a_client_that_talks_no_sense_does_not_harm_the_others(backend: EmbeddedBackend, api: SocketApi) -> None:
    api.two_way("$default")
    with api.connect() as sane:
        for rubbish in (b"\xff" * 64, b"\x81\xfe\xff\xff", b"\x88\x01x", b"\x00" * 3):
            with api.connect() as client:
                client.socket.sendall(rubbish)
                # Whoever was sent away at once has no socket any more.
                with contextlib.suppress(OSError):
                    client.socket.shutdown(1)
        sane.send("hello")
        assert sane.recv(10) == "heard hello"
