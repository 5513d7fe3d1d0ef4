"""What a Lambda proxy integration makes of a function's answer, of its failure and of its silence.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest
from deployed import eventually
from rest_api import RETURN, Answer, RestApi

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("rest-api")

# The function answers with what the request's body says.
ANSWER = "import json\n\n\ndef handler(event, context):\n    return json.loads(event['body'])\n"


@pytest.fixture
def api(session: Session, account: str) -> RestApi:
    made = RestApi(session, account, ANSWER, binaryMediaTypes=["image/png"])
    made.proxy("/orders", "POST")
    made.deploy()
    return made


def answered(api: RestApi, value: Any, **options: Any) -> Answer:
    """What the client gets when the function returns this."""
    return api.call("/orders", "POST", body=json.dumps(value), **options)


def is_bad_gateway(answer: Answer) -> bool:
    return answer.status == 502 and answer.value == {"message": "Internal server error"}


def test_status_headers_and_body_reach_the_client(api: RestApi) -> None:
    answer = answered(api, {"statusCode": 201, "headers": {"X-Order": "7", "Content-Type": "text/plain"}, "body": "ok"})
    assert (answer.status, answer.text) == (201, "ok")
    assert (answer.header("X-Order"), answer.header("Content-Type")) == ("7", "text/plain")


def test_json_is_the_content_type_unless_the_function_names_another(api: RestApi) -> None:
    assert answered(api, {"statusCode": 200, "body": "{}"}).header("Content-Type") == "application/json"


def test_several_cookies_are_several_headers(api: RestApi) -> None:
    answer = answered(api, {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}})
    assert answer.all("set-cookie") == ["a=1", "b=2"]


def test_both_kinds_of_headers_are_merged_without_repeating_a_value(api: RestApi) -> None:
    headers = {"headers": {"X-Tag": "paper"}, "multiValueHeaders": {"X-Tag": ["paper", "ink"]}}
    answer = answered(api, {"statusCode": 200, **headers})
    assert sorted(set(answer.all("x-tag"))) == ["ink", "paper"]


@pytest.mark.differs(localstack="sends a header's value twice when it stands in both kinds of headers")
def test_a_value_in_both_kinds_of_headers_is_sent_once(api: RestApi) -> None:
    headers = {"headers": {"X-Tag": "paper"}, "multiValueHeaders": {"X-Tag": ["paper", "ink"]}}
    assert answered(api, {"statusCode": 200, **headers}).all("x-tag") == ["paper", "ink"]


def test_a_boolean_header_is_text(api: RestApi) -> None:
    answer = answered(api, {"statusCode": 200, "headers": {"Access-Control-Allow-Credentials": True}})
    assert answer.header("Access-Control-Allow-Credentials") == "true"


@pytest.mark.parametrize("value", [{"body": "hello"}, {"statusCode": "200", "body": "hello"}])
def test_the_status_is_200_when_none_is_given_and_may_be_text(api: RestApi, value: dict[str, Any]) -> None:
    answer = answered(api, value)
    assert (answer.status, answer.text) == (200, "hello")


@pytest.mark.parametrize("value", [{}, {"statusCode": 204}, {"statusCode": 204, "body": None}])
def test_an_answer_needs_no_body(api: RestApi, value: dict[str, Any]) -> None:
    answer = answered(api, value)
    assert (answer.status, answer.content) == (value.get("statusCode", 200), b"")


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("hello", id="a string"),
        pytest.param(["hello"], id="a list"),
        pytest.param({"message": "hello"}, id="an unknown key"),
        pytest.param({"statusCode": 200, "body": "hello", "cookies": []}, id="a key of HTTP APIs"),
        pytest.param({"statusCode": "created"}, id="a status that is no number"),
        pytest.param({"statusCode": 200, "headers": {"X-Count": 5}}, id="a header that is no string"),
        pytest.param({"statusCode": 200, "multiValueHeaders": {"X-Count": "5"}}, id="a multi-value header as text"),
    ],
)
def test_a_malformed_answer_is_a_bad_gateway(api: RestApi, value: Any) -> None:
    assert is_bad_gateway(answered(api, value))


@pytest.mark.differs(
    localstack="does not answer 502 to a body that is no string, to a status that HTTP lacks or to `null`"
)
@pytest.mark.parametrize("body", [{"id": 7}, [7]])
def test_a_body_that_is_no_string_is_a_bad_gateway(api: RestApi, body: Any) -> None:
    assert is_bad_gateway(answered(api, {"statusCode": 200, "body": body}))


@pytest.mark.differs(
    localstack="does not answer 502 to a body that is no string, to a status that HTTP lacks or to `null`"
)
def test_a_status_that_http_does_not_have_is_a_bad_gateway(api: RestApi) -> None:
    assert is_bad_gateway(answered(api, {"statusCode": 4200}))


@pytest.mark.differs(
    localstack="does not answer 502 to a body that is no string, to a status that HTTP lacks or to `null`"
)
def test_a_function_that_returns_nothing_is_a_bad_gateway(api: RestApi) -> None:
    assert is_bad_gateway(answered(api, None))


def test_a_functions_error_stays_between_it_and_its_log(api: RestApi) -> None:
    api.add_function("secretive", "def handler(event, context):\n    raise ValueError('password is 1234')\n")
    where = api.method("/broken")
    api.integrate(where, uri=api.uri("secretive"))
    api.deploy()
    answer = api.call("/broken")
    assert is_bad_gateway(answer)
    assert b"1234" not in answer.content
    assert answer.header("x-amzn-ErrorType") == "InternalServerErrorException"


def test_a_function_that_runs_out_of_time_is_a_bad_gateway(api: RestApi) -> None:
    api.add_function("slow", "def handler(event, context):\n    while True:\n        pass\n", Timeout=1)
    api.integrate(api.method("/slow"), uri=api.uri("slow"))
    api.deploy()
    assert is_bad_gateway(api.call("/slow"))


@pytest.mark.differs(localstack="does not keep an integration's time-out")
def test_an_integration_that_runs_out_of_time_is_a_gateway_timeout(api: RestApi) -> None:
    api.add_function("late", "import time\n\n\ndef handler(e, c):\n    time.sleep(3)\n    return {}\n", Timeout=10)
    api.integrate(api.method("/late"), uri=api.uri("late"), timeoutInMillis=300)
    api.deploy()
    answer = api.call("/late")
    assert (answer.status, answer.value) == (504, {"message": "Endpoint request timed out"})


def test_a_function_that_does_not_exist_is_an_internal_error(api: RestApi) -> None:
    api.integrate(api.method("/gone"), uri=api.uri("gone"))
    api.deploy()
    answer = api.call("/gone")
    assert answer.status >= 500
    assert answer.value == {"message": "Internal server error"}


def test_what_is_not_deployed_asks_for_a_token(api: RestApi) -> None:
    answer = api.call("/nowhere")
    assert (answer.status, answer.value) == (403, {"message": "Missing Authentication Token"})


def test_a_binary_answer_is_decoded_for_a_client_that_accepts_its_type(api: RestApi) -> None:
    picture = b"\x89PNG\r\n\x1a\n\xff\x00"
    value = {"headers": {"Content-Type": "image/png"}, "body": base64.b64encode(picture).decode()}
    value |= {"isBase64Encoded": True}  # type: ignore[dict-item]
    assert answered(api, value, headers=[("Accept", "image/png")]).content == picture
    assert answered(api, value, headers=[("Accept", "text/html")]).text == value["body"]


def test_the_first_type_that_a_client_accepts_decides(api: RestApi) -> None:
    value = {"body": base64.b64encode(b"\xff\x00").decode(), "isBase64Encoded": True}
    assert answered(api, value, headers=[("Accept", "image/png,*/*")]).content == b"\xff\x00"
    assert answered(api, value, headers=[("Accept", "text/html,image/png")]).text == value["body"]


def test_a_throttled_function_is_an_internal_error(session: Session, account: str) -> None:
    api = RestApi(session, account, RETURN)
    api.proxy("/orders")
    session.client("lambda").put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=0)
    api.deploy()
    answer = api.call("/orders")
    assert answer.value == {"message": "Internal server error"}
    assert answer.status >= 500


@pytest.mark.differs(localstack="writes no execution logs")
def test_a_stage_that_logs_says_why_an_answer_was_malformed(api: RestApi) -> None:
    patch = [{"op": "replace", "path": "/*/*/logging/loglevel", "value": "ERROR"}]
    api.gateway.update_stage(restApiId=api.id, stageName="dev", patchOperations=patch)
    answered(api, "hello")
    logs, group = api.session.client("logs"), f"API-Gateway-Execution-Logs_{api.id}/dev"
    eventually(lambda: bool(logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]), "the execution log")
    lines = [event["message"] for event in logs.filter_log_events(logGroupName=group)["events"]]
    assert any("Malformed Lambda proxy response" in line for line in lines)
