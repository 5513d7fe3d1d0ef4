"""The event of a Lambda proxy integration, key by key.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from rest_api import RestApi

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("rest-api")

TOP = {
    "resource": str, "path": str, "httpMethod": str, "headers": dict, "multiValueHeaders": dict,
    "queryStringParameters": dict, "multiValueQueryStringParameters": dict, "pathParameters": dict,
    "stageVariables": dict, "requestContext": dict, "body": str, "isBase64Encoded": bool,
}  # fmt: skip
CONTEXT = {
    "accountId": str, "apiId": str, "domainName": str, "domainPrefix": str, "extendedRequestId": str,
    "httpMethod": str, "identity": dict, "path": str, "protocol": str, "requestId": str, "requestTime": str,
    "requestTimeEpoch": int, "resourceId": str, "resourcePath": str, "stage": str,
    # Not in the documentation's example, but in its list of context variables, and in real events.
    "deploymentId": str,
}  # fmt: skip
IDENTITY = {
    "accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType",
    "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "sourceIp", "user", "userAgent", "userArn",
}  # fmt: skip


@pytest.fixture
def api(session: Session, account: str) -> RestApi:
    made = RestApi(session, account, binaryMediaTypes=["image/png"])
    made.proxy("/orders/{id}", "POST")
    made.proxy("/orders")
    made.proxy("/files/{proxy+}")
    made.deploy(variables={"table": "orders-dev"})
    return made


def full(api: RestApi) -> Any:
    """The event of a request that fills every key."""
    headers = [("X-CUSTOM-Header", "a"), ("content-type", "text/plain"), ("User-Agent", "me")]
    path = "/orders/7?colour=red&colour=blue&size=A4"
    return api.call(path, "POST", body="two copies", headers=headers).value


def test_the_keys_and_types_are_those_that_aws_documents(api: RestApi) -> None:
    event = full(api)
    assert {key: type(value) for key, value in event.items()} == TOP
    assert {key: type(value) for key, value in event["requestContext"].items()} == CONTEXT
    assert set(event["requestContext"]["identity"]) == IDENTITY


def test_there_is_no_version_key(api: RestApi) -> None:
    assert "version" not in api.call("/orders").value


def test_the_values_are_those_of_the_request(api: RestApi) -> None:
    event = full(api)
    assert (event["resource"], event["path"], event["httpMethod"]) == ("/orders/{id}", "/orders/7", "POST")
    assert event["queryStringParameters"] == {"colour": "blue", "size": "A4"}
    assert event["multiValueQueryStringParameters"] == {"colour": ["red", "blue"], "size": ["A4"]}
    assert event["pathParameters"] == {"id": "7"}
    assert event["stageVariables"] == {"table": "orders-dev"}
    assert (event["body"], event["isBase64Encoded"]) == ("two copies", False)


def test_what_a_request_does_not_have_is_null(api: RestApi) -> None:
    event = api.call("/orders").value
    absent = ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "body")
    assert {key: event[key] for key in absent} == dict.fromkeys(absent)


def test_no_stage_variables_are_null(api: RestApi) -> None:
    api.deploy("bare")
    assert api.call("/orders", stage="bare").value["stageVariables"] is None


def test_header_names_keep_the_case_that_the_client_sent(api: RestApi) -> None:
    event = full(api)
    assert event["headers"]["X-CUSTOM-Header"] == "a"
    assert event["headers"]["content-type"] == "text/plain"
    assert event["multiValueHeaders"]["X-CUSTOM-Header"] == ["a"]


@pytest.mark.differs(localstack="gives the first value of a repeated header in `headers`, not the last")
def test_a_repeated_header_keeps_all_its_values_and_its_last_one(api: RestApi) -> None:
    event = api.call("/orders", headers=[("X-Colour", "red"), ("X-Colour", "blue")]).value
    assert event["headers"]["X-Colour"] == "blue"
    assert event["multiValueHeaders"]["X-Colour"] == ["red", "blue"]


@pytest.mark.differs(
    localstack="names its own port and protocol in `X-Forwarded-*`, and its own address as `domainName`"
)
def test_the_gateway_says_where_the_request_came_from(api: RestApi) -> None:
    headers = full(api)["headers"]
    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert (headers["X-Forwarded-Port"], headers["X-Forwarded-Proto"]) == ("443", "https")


def test_the_trace_has_an_id_of_xrays_form(api: RestApi) -> None:
    assert re.match(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24}", full(api)["headers"]["X-Amzn-Trace-Id"])


def test_headers_of_the_connection_are_not_passed_on(api: RestApi) -> None:
    event = api.call("/orders", headers=[("Connection", "keep-alive"), ("TE", "trailers")]).value
    assert not {"connection", "te", "content-length"} & {name.lower() for name in event["headers"]}


def test_the_context_names_the_api_the_stage_and_the_resource(api: RestApi, account: str) -> None:
    context = full(api)["requestContext"]
    assert (context["accountId"], context["apiId"], context["stage"]) == (account, api.id, "dev")
    assert (context["path"], context["resourcePath"]) == ("/dev/orders/7", "/orders/{id}")
    assert context["resourceId"] == api.resource("/orders/{id}")
    assert context["identity"]["sourceIp"] == "127.0.0.1"
    assert context["identity"]["userAgent"] == "me"


@pytest.mark.differs(
    localstack="names its own port and protocol in `X-Forwarded-*`, and its own address as `domainName`"
)
def test_the_domain_is_the_apis_own(api: RestApi) -> None:
    context = full(api)["requestContext"]
    assert context["domainName"] == f"{api.id}.execute-api.us-east-1.amazonaws.com"
    assert context["domainPrefix"] == api.id


@pytest.mark.differs(localstack="leaves the time zone out of `requestTime`")
def test_the_time_is_the_same_in_both_forms(api: RestApi) -> None:
    context = full(api)["requestContext"]
    moment = datetime.strptime(context["requestTime"], "%d/%b/%Y:%H:%M:%S %z")
    assert int(moment.timestamp()) == context["requestTimeEpoch"] // 1000
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 60


def test_the_answer_carries_the_events_request_id(api: RestApi) -> None:
    answer = api.call("/orders")
    assert answer.header("x-amzn-RequestId") == answer.value["requestContext"]["requestId"]
    assert answer.header("x-amz-apigw-id")


def test_a_greedy_path_is_one_parameter(api: RestApi) -> None:
    event = api.call("/files/2026/11/photo.jpg").value
    assert event["pathParameters"] == {"proxy": "2026/11/photo.jpg"}
    assert event["resource"] == "/files/{proxy+}"


def test_query_strings_are_decoded(api: RestApi) -> None:
    event = api.call("/orders?name=J%C3%BCrgen%20%26%20S%C3%B6hne&empty=").value
    assert event["queryStringParameters"] == {"name": "Jürgen & Söhne", "empty": ""}


def test_a_body_of_a_binary_media_type_is_base64(api: RestApi) -> None:
    picture = b"\x89PNG\r\n\x1a\n\xff\x00"
    event = api.call("/orders/7", "POST", body=picture, headers=[("Content-Type", "image/png")]).value
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == picture
