"""What the guard lets through, request by request, without a server behind it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from lambda_workshop.emulator.gateway import guard
from lambda_workshop.emulator.gateway.guard import Guard, Plane, Refused, Request
from lambda_workshop.emulator.host.access import secret_key

TOKEN, SECRET = "t0ken", "s3cret"
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=000000000000/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0"
)
API = "/_aws/execute-api/abcd1234/dev/orders"
PRESIGNED = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=0%2Fx&X-Amz-Signature=0&X-Amz-Expires=60"
EVIL = "http://evil.example"


def request(
    path: str, method: str = "GET", *, query: str = "", host: str = "127.0.0.1:4000", **headers: str
) -> Request:
    """A request as the guard sees it."""
    return Request(scope(path, method, query=query, host=host, **headers))


def scope(
    path: str, method: str = "GET", *, query: str = "", host: str = "127.0.0.1:4000", kind: str = "http", **headers: str
) -> dict[str, Any]:
    """An ASGI scope; underscores in header names become hyphens."""
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return {
        "type": kind,
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in named.items() if value],
    }


def judged(asked: Request) -> Plane | None:
    """The plane that the guard grants; None when it refuses."""
    try:
        return Guard(_nothing, token=TOKEN, secret=SECRET).judge(asked)
    except Refused:
        return None


def signed(asked: dict[str, Any], service: str, body: bytes = b"", *, secret: str = SECRET) -> dict[str, Any]:
    """The ASGI scope with the signature of an account of the guard's backend."""
    headers = {name.decode(): value.decode() for name, value in asked["headers"]}
    made = AWSRequest(asked["method"], f"http://{headers['host']}{asked['path']}", headers, body)
    key = Credentials("000000000000", secret_key(secret, "000000000000"))
    (S3SigV4Auth if service == "s3" else SigV4Auth)(key, service, "us-east-1").add_auth(made)
    return {**asked, "headers": [(name.lower().encode(), value.encode()) for name, value in made.headers.items()]}


async def _nothing(*_arguments: Any) -> None:
    raise AssertionError("the application was reached")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:4000", "localhost:1", "[::1]:80", "s3.localhost:4000", "LOCALHOST"]
)
def test_names_of_this_machine_are_let_in(host: str) -> None:
    assert judged(request("/", "POST", host=host, authorization=SIGNED)) is Plane.CONTROL


@pytest.mark.parametrize(
    "host",
    ["", "rebind.evil.example:4000", "127.0.0.1.evil.example", "localhost.evil.example", "192.168.1.7:4000",
     "evil-localhost", "127.0.0.1:4000@evil.example", "amazonaws.com.evil.example", "localhost:4000:evil"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/", API, "/_workshop/health", "/bucket/key"])
def test_other_names_are_refused_everywhere(host: str, path: str) -> None:
    headers = {"authorization": SIGNED, "x_workshop_token": TOKEN}
    assert judged(request(path, "POST", host=host, **headers)) is None


def test_two_host_headers_are_refused() -> None:
    asked = scope("/", "POST", authorization=SIGNED)
    asked["headers"].append((b"host", b"localhost"))
    assert judged(Request(asked)) is None


def test_an_unsigned_control_call_is_refused() -> None:
    assert judged(request("/2015-03-31/functions", "POST")) is None
    assert judged(request("/2015-03-31/functions", "POST", authorization="Bearer x")) is None
    assert judged(request("/", "POST", x_amz_target="AmazonSQS.SendMessage")) is None


@pytest.mark.parametrize("page", [{"origin": EVIL}, {"origin": "null"}, {"sec_fetch_site": "cross-site"},
                                  {"sec_fetch_site": "same-site"}, {"origin": "http://localhost:8888"}])  # fmt: skip
def test_a_web_page_cannot_make_a_control_call_even_signed(page: dict[str, str]) -> None:
    assert judged(request("/2015-03-31/functions", "POST", authorization=SIGNED, **page)) is None


@pytest.mark.parametrize(
    "path",
    [
        API,
        "/_aws/lambda-url/abc/",
        "/_alb/shop/cart",
        "/restapis/abcd1234/dev/_user_request_/orders",
        "/_aws/cloudfront/e1/x",
    ],
)
@pytest.mark.parametrize("page", [{}, {"origin": EVIL, "sec_fetch_site": "cross-site"}])
def test_the_data_plane_answers_everybody(path: str, page: dict[str, str]) -> None:
    assert judged(request(path, "POST", **page)) is Plane.DATA


@pytest.mark.parametrize(
    "host",
    ["abcd1234.execute-api.localhost:4000", "x.lambda-url.us-east-1.on.aws", "shop-1.us-east-1.elb.amazonaws.com",
     "shop.alb.localhost:4000", "e123.cloudfront.net", "e123.cloudfront.localhost"],
)  # fmt: skip
def test_the_data_plane_answers_by_its_host_name_too(host: str) -> None:
    assert judged(request("/orders", host=host, origin=EVIL)) is Plane.DATA


@pytest.mark.parametrize(
    "path", ["/_ministack/reset", "/_workshop/reset", "/iceberg/v1/x", "/v20180820/bucket/x", "/v2/email/x"]
)
def test_a_data_plane_host_name_opens_no_other_door(path: str) -> None:
    assert judged(request(path, "POST", host="shop.alb.localhost:4000")) is None


def test_the_connections_of_a_websocket_api_need_a_signature() -> None:
    path = "/_aws/execute-api/abcd1234/dev/@connections/xyz"
    assert judged(request(path, "POST")) is None
    assert judged(request(path, "POST", authorization=SIGNED)) is Plane.CONTROL


@pytest.mark.parametrize("path", ["/_workshop/reset", "/_workshop/holders", "/_ministack/reset", "/_ministack/config"])
def test_administration_needs_the_token(path: str) -> None:
    assert judged(request(path, "POST")) is None
    assert judged(request(path, "POST", x_workshop_token="wrong")) is None
    assert judged(request(path, "POST", x_workshop_token=TOKEN)) is Plane.OPEN
    assert judged(request(path, "POST", x_workshop_token=TOKEN, origin=EVIL)) is None


def test_health_is_open_to_the_learner_and_not_to_pages() -> None:
    assert judged(request("/_workshop/health")) is Plane.OPEN
    assert judged(request("/_workshop/health", sec_fetch_site="none")) is Plane.OPEN
    assert judged(request("/_workshop/health", origin=EVIL)) is None


def test_what_aws_leaves_unsigned_is_let_in() -> None:
    sign_up = "AWSCognitoIdentityProviderService.SignUp"
    assert judged(request("/", "POST", x_amz_target=sign_up)) is Plane.USER_POOL
    assert judged(request("/", "POST", x_amz_target=sign_up, origin="http://shop.example")) is Plane.USER_POOL
    assert judged(request("/us-east-1_abc/.well-known/jwks.json")) is Plane.USER_POOL
    assert judged(request("/oauth2/token", "POST")) is Plane.USER_POOL


def test_what_aws_signs_in_a_user_pool_is_not() -> None:
    admin = "AWSCognitoIdentityProviderService.AdminCreateUser"
    assert judged(request("/", "POST", x_amz_target=admin)) is None
    sign_up = "AWSCognitoIdentityProviderService.SignUp"
    assert judged(request("/2015-03-31/functions", "POST", x_amz_target=sign_up)) is None


def test_a_presigned_object_can_be_read_and_put_by_a_page() -> None:
    for method in ("GET", "PUT", "HEAD"):
        assert judged(request("/bucket/key.jpg", method, query=PRESIGNED, origin=EVIL)) is Plane.PRESIGNED
    old = "AWSAccessKeyId=0&Signature=x&Expires=1"
    assert judged(request("/bucket/key.jpg", query=old)) is Plane.PRESIGNED


@pytest.mark.parametrize(
    ("path", "method", "query"),
    [
        ("/", "GET", "Action=CreateQueue&QueueName=q"),
        ("/bucket", "GET", ""),
        ("/bucket/", "PUT", ""),
        ("/bucket/key", "POST", ""),
        ("/", "GET", ""),
        ("/_ministack/x", "GET", ""),
        ("/bucket/key", "DELETE", ""),
        ("/bucket", "PUT", "notification="),
        ("/bucket/key", "GET", "Action=Publish"),
        ("/iceberg/v1/x", "GET", ""),
    ],
)
def test_a_page_that_writes_a_signature_into_an_address_gets_no_further(path: str, method: str, query: str) -> None:
    asked = request(path, method, query=f"{PRESIGNED}&{query}", sec_fetch_site="cross-site")
    assert judged(asked) is None


def websocket(path: str, host: str = "127.0.0.1:4000", **headers: str) -> Plane | None:
    """What the guard grants a WebSocket."""
    try:
        return Guard(_nothing, token=TOKEN, secret=SECRET).judge_websocket(
            Request(scope(path, host=host, kind="websocket", **headers))
        )
    except Refused:
        return None


def test_websocket_apis_answer_everybody_by_a_name_of_this_machine() -> None:
    assert websocket(API) is Plane.DATA
    assert websocket(API, origin=EVIL) is Plane.DATA
    assert websocket("/dev", host="abcd1234.execute-api.localhost:4000") is Plane.DATA
    assert websocket(API, host="rebind.evil.example") is None
    assert websocket("/anything") is None


def test_mqtt_is_for_clients_and_not_for_foreign_pages() -> None:
    host = "iot.us-east-1.localhost:4000"
    assert websocket("/mqtt", host=host) is Plane.DATA
    assert websocket("/mqtt", host=host, origin="https://127.0.0.1:4000") is Plane.DATA
    assert websocket("/mqtt", host=host, origin=EVIL) is None


def answer(
    asked: dict[str, Any], application: Any, body: list[bytes] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Run one request through a guard; returns status, headers and body."""
    sent: list[dict[str, Any]] = []
    parts = list(body or [b""])

    async def receive() -> dict[str, Any]:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    asyncio.run(Guard(application, token=TOKEN, secret=SECRET)(asked, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])


async def _open_to_all(asked: Any, receive: Any, send: Any) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        more = message.get("more_body", False)
    headers = [(b"access-control-allow-origin", b"*"), (b"x-kept", b"1")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"done"})


def test_a_refusal_says_what_to_do() -> None:
    status, headers, body = answer(scope("/2015-03-31/functions", "POST"), _nothing)
    assert status == 403
    assert headers["content-type"] == "application/json"
    assert "not signed" in json.loads(body)["message"]
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("service", ["lambda", "s3"])
def test_only_the_secret_of_the_backend_signs_rightly(service: str) -> None:
    asked, body = scope("/2015-03-31/functions", "POST"), b"{}"
    assert answer(signed(asked, service, body), _open_to_all, [body])[0] == 200
    assert answer(signed(asked, service, body, secret="workshop"), _nothing, [body])[0] == 403
    assert answer(signed(asked, service, body), _nothing, [b"[]"])[0] in (400, 403)
    elsewhere = signed(asked, service, body) | {"path": "/other", "raw_path": b"/other"}
    assert answer(elsewhere, _nothing, [body])[0] == 403


def test_a_page_asks_the_bucket_before_it_asks_for_an_object() -> None:
    asked = request("/bucket/key", "OPTIONS", origin=EVIL, access_control_request_method="PUT")
    assert judged(asked) is Plane.PREFLIGHT


def test_no_page_may_read_the_control_plane() -> None:
    _, headers, _ = answer(signed(scope("/", "POST"), "sns"), _open_to_all)
    assert headers == {"x-kept": "1"}


def test_an_api_keeps_its_own_cross_origin_headers() -> None:
    _, headers, _ = answer(scope(API), _open_to_all)
    assert headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch, declared: bool) -> None:
    monkeypatch.setattr(guard, "DATA_PLANE_LIMIT", 10)
    length = {"content_length": "12"} if declared else {}
    status, _, body = answer(scope(API, "POST", **length), _open_to_all, [b"123456", b"123456"])
    assert status == 413
    assert "10 bytes" in json.loads(body)["message"]


def test_an_object_may_be_larger_than_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "BODY_LIMIT", 10)
    large = b"x" * 100
    assert answer(signed(scope("/bucket/key", "PUT"), "s3", large), _open_to_all, [large])[0] == 200
    assert answer(signed(scope("/", "POST"), "lambda", large), _open_to_all, [large])[0] == 413
