"""The events that an HTTP API hands to its functions, key by key.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
That a function is called only with its permission is in test_resource_policies.py.
"""

from __future__ import annotations

import base64
import secrets
import time
from collections.abc import Iterator
from typing import Any

import pytest
from golden import shape
from http_apis import HttpApi

from lambda_workshop.emulator.host.handle import EmbeddedBackend

pytestmark = pytest.mark.trigger("http-api")
QUERY = "?paper=matt&paper=gloss&size=A4&note="
SENT = [("User-Agent", "curl/8.5"), ("X-Shop", "inkwell"), ("X-Tag", "one"), ("x-tag", "two")]
COOKIES = [("Cookie", "basket=7; theme=dark")]


@pytest.fixture(scope="module")
def api(backend: EmbeddedBackend) -> Iterator[HttpApi]:
    """An API with routes of both payload formats, on $default and on the stage `dev`."""
    account = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    made = HttpApi(backend.session(account), account, backend.endpoint_url)
    made.add_function()
    two, one = made.integrate(), made.integrate(version="1.0")
    for key in ("GET /orders/{id}", "POST /orders", "ANY /files/{path+}", "$default"):
        made.route(key, two)
    for key in ("GET /v1/orders/{id}", "POST /v1/orders"):
        made.route(key, one)
    made.stage()
    made.stage("dev", StageVariables={"table": "orders-dev"})
    yield made
    backend.reset(account)


class TestFormat2:
    def test_an_event_has_every_documented_key_and_no_other(self, api: HttpApi) -> None:
        event = api.event(f"/orders/7{QUERY}", headers=[*SENT, *COOKIES], stage="dev")
        assert shape(event) == {
            "version": "str",
            "routeKey": "str",
            "rawPath": "str",
            "rawQueryString": "str",
            "cookies": ["str"],
            "headers": dict.fromkeys(event["headers"], "str"),
            "queryStringParameters": {"paper": "str", "size": "str", "note": "str"},
            "requestContext": {
                "accountId": "str",
                "apiId": "str",
                "domainName": "str",
                "domainPrefix": "str",
                "http": dict.fromkeys(("method", "path", "protocol", "sourceIp", "userAgent"), "str"),
                "requestId": "str",
                "routeKey": "str",
                "stage": "str",
                "time": "str",
                "timeEpoch": "number",
            },
            "pathParameters": {"id": "str"},
            "stageVariables": {"table": "str"},
            "isBase64Encoded": "bool",
        }

    def test_its_values_tell_of_the_request(self, api: HttpApi) -> None:
        before = int(time.time() * 1000)
        event = api.event(f"/orders/7{QUERY}", headers=SENT)
        context = event["requestContext"]
        assert (event["version"], event["routeKey"]) == ("2.0", "GET /orders/{id}")
        assert (event["rawPath"], event["rawQueryString"]) == ("/orders/7", QUERY[1:])
        assert event["queryStringParameters"] == {"paper": "matt,gloss", "size": "A4", "note": ""}
        assert event["pathParameters"] == {"id": "7"}
        assert event["isBase64Encoded"] is False
        assert (context["accountId"], context["apiId"]) == (api.account, api.id)
        assert context["domainName"] == f"{api.id}.execute-api.us-east-1.amazonaws.com"
        assert context["domainPrefix"] == api.id
        assert context["http"] == {
            "method": "GET",
            "path": "/orders/7",
            "protocol": "HTTP/1.1",
            "sourceIp": "127.0.0.1",
            "userAgent": "curl/8.5",
        }
        assert (context["routeKey"], context["stage"]) == ("GET /orders/{id}", "$default")
        assert before <= context["timeEpoch"] <= int(time.time() * 1000)
        assert len(context["requestId"]) == 16
        time.strptime(context["time"], "%d/%b/%Y:%H:%M:%S +0000")

    def test_header_names_are_lower_case_and_repeated_values_joined(self, api: HttpApi) -> None:
        headers = api.event("/orders/7", headers=SENT)["headers"]
        assert (headers["x-shop"], headers["x-tag"]) == ("inkwell", "one,two")
        assert headers["host"] == f"{api.id}.execute-api.us-east-1.amazonaws.com"
        assert headers["content-length"] == "0"
        forwarded = [headers[f"x-forwarded-{name}"] for name in ("for", "port", "proto")]
        assert forwarded == ["127.0.0.1", "443", "https"]
        assert headers["x-amzn-trace-id"].startswith("Root=1-")
        assert list(headers) == sorted(headers)

    def test_cookies_leave_the_headers_for_a_list_of_their_own(self, api: HttpApi) -> None:
        event = api.event("/orders/7", headers=[*COOKIES, ("cookie", "lang=cs")])
        assert event["cookies"] == ["basket=7", "theme=dark", "lang=cs"]
        assert "cookie" not in event["headers"]

    def test_what_a_request_has_not_is_left_out(self, api: HttpApi) -> None:
        event = api.event("/nothing/of/it")
        assert event.keys() == {
            "version", "routeKey", "rawPath", "rawQueryString", "headers", "requestContext", "isBase64Encoded",
        }  # fmt: skip
        assert (event["routeKey"], event["rawQueryString"]) == ("$default", "")

    def test_a_named_stage_is_part_of_the_path_and_the_default_one_is_not(self, api: HttpApi) -> None:
        named, unnamed = api.event("/orders/7", stage="dev"), api.event("/orders/7")
        assert (named["rawPath"], named["requestContext"]["stage"]) == ("/dev/orders/7", "dev")
        assert named["requestContext"]["http"]["path"] == "/dev/orders/7"
        assert named["stageVariables"] == {"table": "orders-dev"}
        assert unnamed["rawPath"] == "/orders/7"
        assert "stageVariables" not in unnamed

    @pytest.mark.parametrize("kind", ["application/json", "text/plain; charset=utf-8", "application/xml"])
    def test_text_stays_text(self, api: HttpApi, kind: str) -> None:
        event = api.event("/orders", "POST", body='{"paper": "žluťoučký"}', headers=[("Content-Type", kind)])
        assert (event["body"], event["isBase64Encoded"]) == ('{"paper": "žluťoučký"}', False)

    @pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "application/x-www-form-urlencoded", ""])
    def test_anything_else_comes_as_base64(self, api: HttpApi, kind: str) -> None:
        headers = [("Content-Type", kind)] if kind else []
        event = api.event("/orders", "POST", body=b"\x89PNG\r\n\x1a\n", headers=headers)
        assert (event["body"], event["isBase64Encoded"]) == (base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(), True)

    @pytest.mark.parametrize(
        ("sent", "path", "variable"),
        [
            ("/files/a%20b/c", "/files/a b/c", "a b/c"),
            ("/files/p%C5%99%C3%ADloha", "/files/příloha", "příloha"),
        ],
    )
    def test_paths_come_decoded(self, api: HttpApi, sent: str, path: str, variable: str) -> None:
        event = api.event(sent)
        assert (event["rawPath"], event["pathParameters"]) == (path, {"path": variable})

    def test_the_address_without_a_slash_at_its_end_is_the_root(self, api: HttpApi) -> None:
        assert api.event("")["rawPath"] == "/"
        assert api.event("", stage="dev")["rawPath"] == "/dev/"


class TestFormat1:
    def test_an_event_has_every_documented_key_and_no_other(self, api: HttpApi) -> None:
        event = api.event(f"/v1/orders/7{QUERY}", headers=[*SENT, *COOKIES], stage="dev")
        headers, found = event.pop("headers"), shape(event)
        assert isinstance(found, dict)
        assert found.pop("multiValueHeaders") == {name: ["str"] for name in headers}
        identity = dict.fromkeys(
            ("accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType",
             "cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "user", "userArn"), "NoneType",
        )  # fmt: skip
        context = dict.fromkeys(
            ("accountId", "apiId", "domainName", "domainPrefix", "extendedRequestId", "httpMethod", "path", "protocol",
             "requestId", "requestTime", "resourcePath", "stage"), "str",
        )  # fmt: skip
        assert found == {
            "version": "str",
            "resource": "str",
            "path": "str",
            "httpMethod": "str",
            "queryStringParameters": {"paper": "str", "size": "str", "note": "str"},
            "multiValueQueryStringParameters": {"paper": ["str"], "size": ["str"], "note": ["str"]},
            "requestContext": {
                **context,
                "authorizer": {"claims": "NoneType", "scopes": "NoneType"},
                "identity": {**identity, "sourceIp": "str", "userAgent": "str"},
                "requestTimeEpoch": "number",
                "resourceId": "NoneType",
            },
            "pathParameters": {"id": "str"},
            "stageVariables": {"table": "str"},
            "body": "NoneType",
            "isBase64Encoded": "bool",
        }

    def test_its_values_tell_of_the_request(self, api: HttpApi) -> None:
        event = api.event(f"/v1/orders/7{QUERY}", headers=[*SENT, *COOKIES])
        assert (event["version"], event["httpMethod"]) == ("1.0", "GET")
        assert (event["resource"], event["path"]) == ("/v1/orders/{id}", "/v1/orders/7")
        assert event["multiValueQueryStringParameters"] == {"paper": ["matt", "gloss"], "size": ["A4"], "note": [""]}
        assert event["multiValueHeaders"]["x-tag"] == ["one", "two"]
        assert event["headers"]["cookie"] == "basket=7; theme=dark"
        assert event["requestContext"]["resourcePath"] == "/v1/orders/{id}"
        assert event["stageVariables"] is None

    def test_what_a_request_has_not_is_null(self, api: HttpApi) -> None:
        event: dict[str, Any] = api.event("/v1/orders", "POST")
        absent = (
            "queryStringParameters",
            "multiValueQueryStringParameters",
            "pathParameters",
            "stageVariables",
            "body",
        )
        assert {name: event[name] for name in absent} == dict.fromkeys(absent)
