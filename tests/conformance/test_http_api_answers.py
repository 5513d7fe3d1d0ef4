"""What a client of an HTTP API gets for what a function returns, raises, or takes too long for.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
"""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from http_apis import RETURN, HttpApi

from lambda_workshop.emulator.host.handle import EmbeddedBackend

pytestmark = pytest.mark.trigger("http-api")
PIXEL = b"\x89PNG\r\n\x1a\n\x00\xff"


@pytest.fixture(scope="module")
def api(backend: EmbeddedBackend) -> Iterator[HttpApi]:
    """An API whose function returns what it is sent: in format 2.0, under /v1 in 1.0, under /fast for 200 ms."""
    account = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    made = HttpApi(backend.session(account), account, backend.endpoint_url)
    made.add_function()
    made.add_function("busy", "def handler(event, context):\n    return 'done'\n")
    made.session.client("lambda").put_function_concurrency(FunctionName="busy", ReservedConcurrentExecutions=0)
    made.route("ANY /{path+}", made.integrate())
    made.route("ANY /v1", made.integrate(version="1.0"))
    made.route("ANY /fast", made.integrate(TimeoutInMillis=200))
    made.route("ANY /busy", made.integrate("busy"))
    made.route("ANY /gone", made.integrate("nobody"))
    made.stage()
    yield made
    backend.reset(account)


class TestFormat2:
    @pytest.mark.parametrize(
        ("returned", "body"),
        [
            ({"id": 7, "note": "žluť"}, '{"id":7,"note":"žluť"}'),
            ([1, 2], "[1,2]"),
            ("printed", "printed"),
            (7, "7"),
            (True, "true"),
            (None, "null"),
            ({"headers": {"x-shop": "inkwell"}, "body": "no status"}, None),
        ],
    )
    def test_a_value_without_a_status_is_the_body_of_200(self, api: HttpApi, returned: object, body: str) -> None:
        answer = api.returned(returned, "/any")
        assert (answer.status, answer.header("content-type")) == (200, "application/json")
        assert body is None or answer.text == body

    def test_a_value_with_a_status_is_an_answer(self, api: HttpApi) -> None:
        answer = api.returned(
            {"statusCode": 201, "headers": {"X-Shop": "inkwell", "X-Pages": 7}, "body": "žluť"}, "/any"
        )
        assert (answer.status, answer.text) == (201, "žluť")
        assert (answer.header("x-shop"), answer.header("x-pages")) == ("inkwell", "7")
        assert answer.header("content-type") == "text/plain;charset=UTF-8"

    def test_each_cookie_is_a_header_of_its_own(self, api: HttpApi) -> None:
        cookies = ["basket=7; HttpOnly", "theme=dark; Path=/"]
        answer = api.returned({"statusCode": 200, "cookies": cookies}, "/any")
        assert answer.all("set-cookie") == cookies

    def test_base64_is_decoded_for_the_client(self, api: HttpApi) -> None:
        sent = {"statusCode": 200, "headers": {"content-type": "image/png"}, "isBase64Encoded": True}
        answer = api.returned({**sent, "body": base64.b64encode(PIXEL).decode()}, "/any")
        assert (answer.content, answer.header("content-type")) == (PIXEL, "image/png")

    @pytest.mark.parametrize("status", [204, 304])
    def test_an_answer_without_content_has_none(self, api: HttpApi, status: int) -> None:
        answer = api.returned({"statusCode": status, "body": "lost"}, "/any")
        assert (answer.status, answer.content) == (status, b"")

    def test_a_status_may_be_text(self, api: HttpApi) -> None:
        assert api.returned({"statusCode": "404", "body": "{}"}, "/any").status == 404

    @pytest.mark.parametrize(
        "returned",
        [
            {"statusCode": "created"},
            {"statusCode": None},
            {"statusCode": 42},
            {"statusCode": 200, "body": {"id": 7}},
            {"statusCode": 200, "headers": ["x"]},
            {"statusCode": 200, "headers": {"x": {"y": 1}}},
            {"statusCode": 200, "headers": {"x": "one\r\ntwo: 2"}},
            {"statusCode": 200, "cookies": "basket=7"},
            {"statusCode": 200, "body": "no base64!", "isBase64Encoded": True},
        ],
    )
    def test_a_malformed_answer_is_500_without_a_reason(self, api: HttpApi, returned: object) -> None:
        answer = api.returned(returned, "/any")
        assert (answer.status, answer.value) == (500, {"message": "Internal Server Error"})
        assert answer.header("content-type") == "application/json"


class TestFormat1:
    def test_an_answer_needs_the_full_form(self, api: HttpApi) -> None:
        for returned in ({"id": 7}, "text", None, [1]):
            answer = api.returned(returned, "/v1")
            assert (answer.status, answer.value) == (500, {"message": "Internal Server Error"})

    def test_headers_with_several_values_come_one_by_one(self, api: HttpApi) -> None:
        several = {"set-cookie": ["a=1", "b=2"], "x-shop": ["inkwell"]}
        answer = api.returned({"statusCode": 200, "multiValueHeaders": several, "body": "{}"}, "/v1")
        assert answer.all("set-cookie") == ["a=1", "b=2"]
        assert (answer.header("x-shop"), answer.header("content-type")) == ("inkwell", "text/plain;charset=UTF-8")

    def test_base64_is_decoded_for_the_client(self, api: HttpApi) -> None:
        body = base64.b64encode(PIXEL).decode()
        assert api.returned({"statusCode": 200, "isBase64Encoded": True, "body": body}, "/v1").content == PIXEL


class TestFailures:
    def test_an_exception_is_500_and_its_text_stays_within(self, api: HttpApi) -> None:
        answer = api.call("/any", headers=[("X-Do", "raise")])
        assert (answer.status, answer.value) == (500, {"message": "Internal Server Error"})
        assert "hunter2" not in str(answer.headers)

    @pytest.mark.parametrize("path", ["/busy", "/gone"])
    def test_a_function_that_is_busy_or_missing_is_500(self, api: HttpApi, path: str) -> None:
        answer = api.call(path)
        assert (answer.status, answer.value) == (500, {"message": "Internal Server Error"})

    def test_a_function_that_takes_longer_than_its_integration_is_503(self, api: HttpApi) -> None:
        started = time.monotonic()
        answer = api.call("/fast", "POST", body="25", headers=[("X-Do", "sleep"), ("Content-Type", "text/plain")])
        assert (answer.status, answer.value) == (503, {"message": "Service Unavailable"})
        assert time.monotonic() - started < 20

    def test_a_body_of_more_than_ten_megabytes_is_413(self, api: HttpApi) -> None:
        answer = api.call("/any", "POST", body=b"x" * (10 * 1024 * 1024 + 1), headers=[("Content-Type", "text/plain")])
        assert (answer.status, answer.value) == (413, {"message": "Request Entity Too Large"})

    def test_every_answer_names_its_request(self, api: HttpApi) -> None:
        event = api.call("/any")
        failed = api.call("/any", headers=[("X-Do", "raise")])
        assert event.header("apigw-requestid") == event.value["requestContext"]["requestId"]
        assert len(failed.header("apigw-requestid")) == 16

    def test_head_answers_without_a_body(self, api: HttpApi) -> None:
        answer = api.call("/any", "HEAD")
        assert (answer.status, answer.content) == (200, b"")


class TestAccessLog:
    FORMAT = (
        '{"id": "$context.requestId", "route": "$context.routeKey", "status": $context.status, "from": '
        '"$context.identity.sourceIp", "why": "$context.integrationErrorMessage", "length": $context.responseLength}'
    )

    @pytest.fixture
    def lines(self, api: HttpApi) -> Callable[[], list[dict[str, Any]]]:
        """Gives the lines of the access log so far; the stage writes one from now on."""
        arn = f"arn:aws:logs:us-east-1:{api.account}:log-group:/inkwell/access"
        settings = {"DestinationArn": arn, "Format": self.FORMAT}
        api.gateway.update_stage(ApiId=api.id, StageName="$default", AccessLogSettings=settings)
        logs = api.session.client("logs")

        def read() -> list[dict[str, Any]]:
            found = logs.filter_log_events(logGroupName="/inkwell/access")["events"]
            return [json.loads(event["message"]) for event in found]

        return read

    def test_it_says_what_no_client_reads(self, api: HttpApi, lines: Callable[[], list[dict[str, Any]]]) -> None:
        good = api.call("/any", "POST", body='"printed"', headers=RETURN)
        requests = [api.call(*request) for request in (("/gone",), ("/any", "GET"))]
        raised = api.call("/any", headers=[("X-Do", "raise")])
        told = {line["id"]: line for line in lines()}
        assert told[good.header("apigw-requestid")] == {
            "id": good.header("apigw-requestid"),
            "route": "ANY /{path+}",
            "status": 200,
            "from": "127.0.0.1",
            "why": "-",
            "length": len("printed"),
        }
        assert "There is no function" in told[requests[0].header("apigw-requestid")]["why"]
        assert "RuntimeError" in told[raised.header("apigw-requestid")]["why"]

    def test_it_names_a_missing_permission(self, api: HttpApi, lines: Callable[[], list[dict[str, Any]]]) -> None:
        functions = api.session.client("lambda")
        functions.remove_permission(FunctionName="busy", StatementId=f"api-{api.id}")
        answer = api.call("/busy")
        assert (answer.status, answer.value) == (500, {"message": "Internal Server Error"})
        assert "doesn't have permissions to call the integration" in lines()[-1]["why"]
        api.permit("busy")

    def test_its_destination_is_a_log_group(self, api: HttpApi) -> None:
        settings = {"DestinationArn": f"arn:aws:sqs:us-east-1:{api.account}:jobs", "Format": "$context.requestId"}
        with pytest.raises(ClientError, match="BadRequestException"):
            api.gateway.update_stage(ApiId=api.id, StageName="$default", AccessLogSettings=settings)
