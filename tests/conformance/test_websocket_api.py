"""Clients of a WebSocket API: the events of their functions, the routes of their messages, the replies they get.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html
That a function is called only with its permission is in test_resource_policies.py.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from deployed import deploy, eventually
from websocket_apis import TELLS, SocketApi, permit, socket_api
from websockets.exceptions import ConnectionClosed, InvalidStatus

from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("websockets")
EVERY_ROUTE = ("$connect", "$disconnect", "$default")
Make = Callable[..., SocketApi]


@pytest.fixture
def make(backend: EmbeddedBackend, session: Session, account: str) -> Make:
    """Makes the API of a test: `make(source, routes)`."""

    def made(source: str = TELLS, routes: tuple[str, ...] = ()) -> SocketApi:
        return socket_api(session, account, backend.endpoint_url, source, routes)

    return made


def answers(expression: str) -> str:
    """A function that returns this."""
    return f"import json\ndef handler(event, context):\n    return {expression}\n"


class TestEvents:
    def test_connect_brings_the_handshake_and_the_place_of_the_call(self, make: Make) -> None:
        api = make(routes=EVERY_ROUTE)
        with api.connect("/dev?who=ada&who=bob&empty=", additional_headers={"X-Shop": "inkwell"}):
            pass
        event = api.event("CONNECT")
        context = event.pop("requestContext")
        assert set(event) == {
            "headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters",
            "isBase64Encoded",
        }  # fmt: skip
        assert event["isBase64Encoded"] is False
        assert event["headers"].keys() == event["multiValueHeaders"].keys()
        assert {"Host", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "X-Amzn-Trace-Id"} <= event["headers"].keys()
        assert event["headers"]["Host"] == context["domainName"]
        assert [event["headers"][f"X-Forwarded-{name}"] for name in ("For", "Port", "Proto")] == [
            "127.0.0.1", "443", "https",
        ]  # fmt: skip
        assert event["multiValueHeaders"]["X-Forwarded-Proto"] == ["https"]
        assert {"connection", "upgrade"}.isdisjoint(name.lower() for name in event["headers"])
        assert event["queryStringParameters"] == {"who": "bob", "empty": ""}
        assert event["multiValueQueryStringParameters"] == {"who": ["ada", "bob"], "empty": [""]}
        assert set(context) == {
            "routeKey", "eventType", "extendedRequestId", "requestTime", "messageDirection", "stage", "connectedAt",
            "requestTimeEpoch", "identity", "requestId", "domainName", "connectionId", "apiId",
        }  # fmt: skip
        assert (context["routeKey"], context["eventType"], context["messageDirection"]) == ("$connect", "CONNECT", "IN")
        assert (context["stage"], context["apiId"]) == ("dev", api.id)
        assert context["domainName"] == f"{api.id}.execute-api.us-east-1.amazonaws.com"
        assert context["identity"]["sourceIp"] == "127.0.0.1"
        assert context["requestId"] == context["extendedRequestId"]
        time.strptime(context["requestTime"], "%d/%b/%Y:%H:%M:%S +0000")

    def test_connect_without_a_query_has_no_query_keys(self, make: Make) -> None:
        api = make(routes=("$connect",))
        api.visit()
        assert not [key for key in api.event("CONNECT") if "ueryString" in key]

    def test_a_message_brings_its_body_and_no_headers(self, make: Make) -> None:
        api = make(routes=EVERY_ROUTE)
        with api.connect() as client:
            client.send('{"action": "hello", "text": "Zdravíčko"}')
            event = api.event("MESSAGE")
        assert set(event) == {"requestContext", "body", "isBase64Encoded"}
        assert (event["body"], event["isBase64Encoded"]) == ('{"action": "hello", "text": "Zdravíčko"}', False)
        context = event["requestContext"]
        assert (context["routeKey"], context["eventType"]) == ("$default", "MESSAGE")
        assert context["messageId"] not in (context["requestId"], context["connectionId"])
        assert isinstance(context["requestTimeEpoch"], int)

    def test_the_time_and_the_id_of_the_connection_stay_the_same_in_all_its_events(self, make: Make) -> None:
        api = make(routes=EVERY_ROUTE)
        with api.connect() as client:
            client.send("one")
            api.event("MESSAGE")
        api.event("DISCONNECT")
        contexts = [event["requestContext"] for event in api.events()]
        assert len(contexts) == 3
        assert len({context["connectedAt"] for context in contexts}) == 1
        assert len({context["connectionId"] for context in contexts}) == 1
        assert len({context["requestId"] for context in contexts}) == 3

    @pytest.mark.parametrize(
        ("code", "said", "reason"),
        [
            (1000, "", "Connection Closed Normally"),
            (1001, "", "Going away"),
            (4001, "the print is ready", "the print is ready"),
        ],
    )
    def test_disconnect_brings_the_clients_code_and_reason(self, make: Make, code: int, said: str, reason: str) -> None:
        api = make(routes=EVERY_ROUTE)
        with api.connect() as client:
            client.close(code, said)
        event = api.event("DISCONNECT")
        assert set(event) == {"headers", "multiValueHeaders", "requestContext", "isBase64Encoded"}
        assert event["headers"] == {
            "Host": event["requestContext"]["domainName"], "x-api-key": "", "X-Forwarded-For": "", "x-restapi": "",
        }  # fmt: skip
        assert event["multiValueHeaders"]["x-api-key"] == [""]
        context = event["requestContext"]
        assert (context["routeKey"], context["eventType"]) == ("$disconnect", "DISCONNECT")
        assert (context["disconnectStatusCode"], context["disconnectReason"]) == (code, reason)

    def test_a_client_that_vanishes_is_reported_as_closed_abnormally(self, make: Make) -> None:
        api = make(routes=EVERY_ROUTE)
        with api.connect() as client:
            client.socket.shutdown(2)
            assert api.event("DISCONNECT")["requestContext"]["disconnectStatusCode"] == 1006

    def test_the_stages_variables_are_told(self, make: Make) -> None:
        api = make(routes=("$connect",))
        api.gateway.update_stage(ApiId=api.id, StageName="dev", StageVariables={"shop": "inkwell"})
        api.visit()
        assert api.event("CONNECT")["stageVariables"] == {"shop": "inkwell"}


class TestRoutes:
    @pytest.mark.parametrize(
        ("message", "route"),
        [
            ('{"action": "order"}', "order"),
            ('{"action": "other"}', "$default"),
            ('{"text": "no action"}', "$default"),
            ('{"action": {"deep": 1}}', "$default"),
            ("no JSON", "$default"),
            ('["order"]', "$default"),
            ("", "$default"),
            ('{"action": "$connect"}', "$default"),
            ('{"action": "$disconnect"}', "$default"),
            ('{"action": 7}', "7"),
        ],
    )
    def test_a_message_takes_the_route_that_its_action_names(self, make: Make, message: str, route: str) -> None:
        api = make(routes=(*EVERY_ROUTE, "order", "7"))
        with api.connect() as client:
            client.send(message)
            assert api.event("MESSAGE")["requestContext"]["routeKey"] == route

    def test_the_default_route_is_for_messages_only(self, make: Make) -> None:
        api = make(routes=("$default",))
        with api.connect() as client:
            client.send("hello")
            api.event("MESSAGE")
        with api.connect() as client:
            client.send("hello again")
            eventually(lambda: len(api.events("MESSAGE")) == 2, "the second message")
        assert {event["requestContext"]["eventType"] for event in api.events()} == {"MESSAGE"}

    def test_a_message_that_no_route_takes_is_forbidden(self, make: Make) -> None:
        api = make(routes=("$connect", "order"))
        with api.connect() as client:
            client.send('{"action": "unknown"}')
            told = json.loads(client.recv(10))
            client.send('{"action": "order"}')
            api.event("MESSAGE")
        assert set(told) == {"message", "connectionId", "requestId"}
        assert told["message"] == "Forbidden"
        assert told["connectionId"] == api.event("CONNECT")["requestContext"]["connectionId"]

    @pytest.mark.parametrize("expression", ["${request.body.kind}-${request.body.version}", "$request.body.a.b"])
    def test_the_selection_expression_may_join_fields_and_reach_into_them(self, make: Make, expression: str) -> None:
        api = make(routes=("chat-2", "deep"))
        api.gateway.update_api(ApiId=api.id, RouteSelectionExpression=expression)
        with api.connect() as client:
            client.send(json.dumps({"kind": "chat", "version": 2, "a": {"b": "deep"}}))
            assert api.event("MESSAGE")["requestContext"]["routeKey"] in ("chat-2", "deep")

    @pytest.mark.parametrize("path", ["/prod", "/", "/dev2"])
    def test_a_stage_that_does_not_exist_is_forbidden(self, make: Make, path: str) -> None:
        api = make(routes=("$connect",))
        with pytest.raises(InvalidStatus) as refusal:
            api.visit(path)
        assert refusal.value.response.status_code == 403
        assert json.loads(refusal.value.response.body)["message"] == "Forbidden"
        assert not api.has_run()


class TestHandshake:
    @pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
    def test_the_functions_status_refuses_the_client(self, make: Make, status: int) -> None:
        api = make(answers(f"{{'statusCode': {status}, 'body': 'secret'}}"), ("$connect",))
        with pytest.raises(InvalidStatus) as refusal:
            api.visit()
        assert refusal.value.response.status_code == status
        assert b"secret" not in refusal.value.response.body

    @pytest.mark.parametrize("wrong", ["1 / 0", "None", "'ok'", "{'statusCode': 'fine'}"])
    def test_a_function_that_fails_or_answers_badly_refuses_with_502(self, make: Make, wrong: str) -> None:
        api = make(answers(wrong), ("$connect",))
        with pytest.raises(InvalidStatus) as refusal:
            api.visit()
        assert refusal.value.response.status_code == 502
        assert json.loads(refusal.value.response.body)["message"] == "Internal server error"

    def test_a_function_that_does_not_exist_refuses_with_500(self, make: Make) -> None:
        api = make(routes=("$connect",))
        api.function.functions.delete_function(FunctionName="chat")
        with pytest.raises(InvalidStatus) as refusal:
            api.visit()
        assert refusal.value.response.status_code == 500

    def test_the_subprotocol_that_the_function_chooses_is_spoken(self, make: Make) -> None:
        api = make(answers("{'statusCode': 200, 'headers': {'Sec-WebSocket-Protocol': 'chat.v2'}}"), ("$connect",))
        with api.connect(subprotocols=["chat.v1", "chat.v2"]) as client:
            assert client.subprotocol == "chat.v2"

    def test_an_api_that_takes_too_long_is_given_up(self, make: Make) -> None:
        api = make("import time\ndef handler(event, context):\n    time.sleep(1)\n    return {'statusCode': 200}\n")
        api.route("$connect", api.integrate(TimeoutInMillis=50))
        with pytest.raises(InvalidStatus) as refusal:
            api.visit()
        assert refusal.value.response.status_code == 504


class TestAuthorizer:
    def authorize(self, session: Session, account: str, api: SocketApi, expression: str) -> None:
        deploy(session, account, "import json\ndef handler(event, context):\n"
               f"    print('event', json.dumps(event))\n    return {expression}\n", name="door")  # fmt: skip
        permit(api, "door")
        arn = f"arn:aws:lambda:us-east-1:{account}:function:door"
        made = api.gateway.create_authorizer(
            ApiId=api.id,
            Name="door",
            AuthorizerType="REQUEST",
            IdentitySource=["route.request.querystring.token"],
            AuthorizerUri=f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations",
        )
        api.route("$connect", AuthorizationType="CUSTOM", AuthorizerId=made["AuthorizerId"])

    def policy(self, effect: str) -> str:
        statement = f"{{'Effect': '{effect}', 'Action': 'execute-api:Invoke', 'Resource': event['methodArn']}}"
        document = f"{{'Version': '2012-10-17', 'Statement': [{statement}]}}"
        return f"{{'principalId': 'ada', 'policyDocument': {document}, 'context': {{'shop': 'inkwell', 'n': 3}}}}"

    @pytest.mark.parametrize(("path", "effect", "status"), [("/dev", "Allow", 401), ("/dev?token=t", "Deny", 403)])
    def test_it_refuses_with_its_own_codes(
        self, session: Session, account: str, make: Make, path: str, effect: str, status: int
    ) -> None:
        api = make()
        self.authorize(session, account, api, self.policy(effect))
        with pytest.raises(InvalidStatus) as refusal:
            api.visit(path)
        assert refusal.value.response.status_code == status
        assert not api.has_run()

    @pytest.mark.parametrize(
        ("wrong", "status"), [("1 / 0", 500), ("{}", 500), ("(_ for _ in ()).throw(Exception('Unauthorized'))", 401)]
    )
    def test_one_that_fails_refuses_with_500_and_one_that_says_unauthorized_with_401(
        self, session: Session, account: str, make: Make, wrong: str, status: int
    ) -> None:
        api = make()
        self.authorize(session, account, api, wrong)
        with pytest.raises(InvalidStatus) as refusal:
            api.visit("/dev?token=t")
        assert refusal.value.response.status_code == status

    def test_what_it_says_of_the_client_is_in_every_event(self, session: Session, account: str, make: Make) -> None:
        api = make(routes=("$default",))
        self.authorize(session, account, api, self.policy("Allow"))
        with api.connect("/dev?token=t") as client:
            client.send("hello")
            told = {"principalId": "ada", "shop": "inkwell", "n": "3"}
            assert api.event("MESSAGE")["requestContext"]["authorizer"] == told
        assert api.event("CONNECT")["requestContext"]["authorizer"] == told


class TestReplies:
    def test_the_body_reaches_the_client_only_by_a_route_response(self, make: Make) -> None:
        api = make(routes=("$default", "two-way", "end"))
        api.two_way("two-way")
        api.two_way("end")
        with api.connect() as client:
            client.send("one-way")
            api.event("MESSAGE")
            client.send('{"action": "two-way"}')
            assert client.recv(10) == 'heard {"action": "two-way"}'

    def test_a_failing_function_tells_the_client_no_more_than_that_it_failed(self, make: Make) -> None:
        api = make("def handler(event, context):\n    raise ValueError('the secret')\n", ("$default",))
        with api.connect() as client:
            client.send("hello")
            told = json.loads(client.recv(10))
        assert set(told) == {"message", "connectionId", "requestId"}
        assert told["message"] == "Internal server error"

    @pytest.mark.parametrize("wrong", ["None", "{'statusCode': 200, 'body': {'a': 1}}", "'text'"])
    def test_an_answer_that_is_no_proxy_answer_is_a_failure(self, make: Make, wrong: str) -> None:
        api = make(answers(wrong), ("$default",))
        with api.connect() as client:
            client.send("hello")
            assert json.loads(client.recv(10))["message"] == "Internal server error"

    def test_a_function_that_takes_too_long_is_given_up(self, make: Make) -> None:
        api = make("import time\ndef handler(event, context):\n    time.sleep(1)\n    return {'statusCode': 200}\n")
        api.route("$default", api.integrate(TimeoutInMillis=50))
        with api.connect() as client:
            client.send("hello")
            assert json.loads(client.recv(10))["message"] == "Endpoint request timed out"

    def test_a_slow_message_does_not_hold_up_the_next(self, make: Make) -> None:
        source = (
            "import time\n"
            "def handler(event, context):\n"
            "    if event['body'] == 'slow':\n"
            "        time.sleep(3)\n"
            "    return {'statusCode': 200, 'body': event['body']}\n"
        )
        api = make(source, ("$default",))
        api.two_way("$default")
        with api.connect() as client:
            client.send("slow")
            client.send("quick")
            assert [client.recv(10), client.recv(10)] == ["quick", "slow"]

    def test_a_mock_integration_answers_with_its_template(self, make: Make) -> None:
        api = make()
        mock = api.gateway.create_integration(ApiId=api.id, IntegrationType="MOCK")["IntegrationId"]
        api.gateway.create_integration_response(
            ApiId=api.id, IntegrationId=mock, IntegrationResponseKey="$default", ResponseTemplates={"$default": "pong"}
        )
        api.route("ping", mock)
        api.two_way("ping")
        with api.connect() as client:
            client.send('{"action": "ping"}')
            assert client.recv(10) == "pong"


class TestLimits:
    def ending(self, client: Any) -> int:
        with pytest.raises(ConnectionClosed) as end:
            client.recv(10)
        assert end.value.rcvd is not None
        return int(end.value.rcvd.code)

    def test_a_frame_of_32_kb_is_taken_and_a_larger_one_ends_the_connection(self, make: Make) -> None:
        api = make(answers("{'statusCode': 200, 'body': str(len(event['body']))}"), ("$default", "$disconnect"))
        api.two_way("$default")
        with api.connect() as client:
            client.send("x" * 32 * 1024)
            assert client.recv(10) == str(32 * 1024)
            client.send("x" * (32 * 1024 + 1))
            assert self.ending(client) == 1009

    def test_a_message_of_128_kb_comes_in_several_frames_and_a_larger_one_ends_the_connection(self, make: Make) -> None:
        api = make(routes=("$default", "$disconnect"))
        with api.connect() as client:
            client.send(["y" * 32 * 1024] * 4)
            assert len(api.event("MESSAGE")["body"]) == 128 * 1024
            client.send(["y" * 32 * 1024] * 4 + ["!"])
            assert self.ending(client) == 1009
        assert api.event("DISCONNECT")["requestContext"]["disconnectStatusCode"] == 1009

    def test_a_binary_frame_ends_the_connection(self, make: Make) -> None:
        api = make(routes=("$default", "$disconnect"))
        with api.connect() as client:
            client.send(b"\x89PNG")
            assert self.ending(client) == 1003
        assert api.event("DISCONNECT")["requestContext"]["disconnectStatusCode"] == 1003
