"""Who may call a route of an HTTP API: tokens of a user pool, and functions that decide.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

from __future__ import annotations

import base64
import json
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from golden import shape
from http_apis import HttpApi

from lambda_workshop.emulator.host.handle import EmbeddedBackend

pytestmark = pytest.mark.trigger("http-api")
PASSWORD = "Tulips-and-1-press"
DECIDES = """
import json

def handler(event, context):
    print("event", json.dumps(event))
    word = (event.get("headers") or {}).get("authorization", "")
    if word == "break":
        raise RuntimeError("no")
    if word == "nonsense":
        return {"isAuthorized": "true"}
    if event["version"] == "1.0" or word.startswith("policy"):
        effect = "Allow" if word.endswith("let me in") else "Deny"
        arn = event.get("routeArn") or event.get("methodArn")
        action = "lambda:InvokeFunction" if "another action" in word else "execute-api:Invoke"
        statement = {"Action": action, "Effect": effect, "Resource": arn}
        policy = {"Version": "2012-10-17", "Statement": [statement]}
        return {"principalId": "ana", "policyDocument": policy, "context": {"plan": "gold", "orders": 7}}
    return {"isAuthorized": word == "let me in", "context": {"plan": "gold", "orders": 7, "event": event}}
"""


@dataclass
class Guarded:
    """An API whose routes ask first, and a user's tokens."""

    api: HttpApi
    issuer: str
    audience: str
    id_token: str
    access_token: str


@pytest.fixture(scope="module")
def guarded(backend: EmbeddedBackend) -> Iterator[Guarded]:
    account = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    session = backend.session(account)
    api = HttpApi(
        session, account, backend.endpoint_url, CorsConfiguration={"AllowOrigins": ["https://inkwell.example"]}
    )
    api.add_function()
    api.add_function("decides", DECIDES)
    pool, client, tokens = signed_in(session)
    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"
    target = api.integrate()
    jwt = authorizer(api, "JWT", JwtConfiguration={"Issuer": issuer, "Audience": [client]})
    api.route("GET /orders", target, AuthorizationType="JWT", AuthorizerId=jwt)
    api.route("GET /v1/orders", api.integrate(version="1.0"), AuthorizationType="JWT", AuthorizerId=jwt)
    api.route("ANY /any", target, AuthorizationType="JWT", AuthorizerId=jwt)
    api.route("GET /admin", target, AuthorizationType="JWT", AuthorizerId=jwt, AuthorizationScopes=["inkwell/admin"])
    me = "aws.cognito.signin.user.admin"
    api.route("GET /me", target, AuthorizationType="JWT", AuthorizerId=jwt, AuthorizationScopes=["other", me])
    foreign = authorizer(api, "JWT", JwtConfiguration={"Issuer": issuer, "Audience": ["another-app"]}, Name="foreign")
    api.route("GET /foreign", target, AuthorizationType="JWT", AuthorizerId=foreign)
    request = {"AuthorizerUri": lambda_uri(api), "AuthorizerPayloadFormatVersion": "2.0"}
    simple = authorizer(api, "REQUEST", **request, EnableSimpleResponses=True, Name="simple")
    policy = authorizer(api, "REQUEST", **request, Name="policy")
    old = authorizer(api, "REQUEST", **request | {"AuthorizerPayloadFormatVersion": "1.0"}, Name="old")
    for path, number in (("simple", simple), ("policy", policy), ("old", old)):
        api.route(f"GET /{path}/{{id}}", target, AuthorizationType="CUSTOM", AuthorizerId=number)
    api.stage()
    yield Guarded(api, issuer, client, tokens["IdToken"], tokens["AccessToken"])
    backend.reset(account)


def signed_in(session: Any) -> tuple[str, str, dict[str, str]]:
    """A user pool with an app, and the tokens of a user who signed in."""
    users = session.client("cognito-idp")
    pool = users.create_user_pool(PoolName="inkwell")["UserPool"]["Id"]
    client = users.create_user_pool_client(
        UserPoolId=pool, ClientName="shop", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    users.admin_create_user(UserPoolId=pool, Username="ana", MessageAction="SUPPRESS")
    users.admin_set_user_password(UserPoolId=pool, Username="ana", Password=PASSWORD, Permanent=True)
    tokens = users.admin_initiate_auth(
        UserPoolId=pool,
        ClientId=client,
        AuthFlow="ADMIN_USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ana", "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    return pool, client, tokens


def lambda_uri(api: HttpApi) -> str:
    return f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{api.arn('decides')}/invocations"


def authorizer(api: HttpApi, kind: str, **settings: Any) -> str:
    """An authorizer that looks at the header Authorization; returns its id."""
    wanted = {"Name": kind.lower(), "IdentitySource": ["$request.header.Authorization"], **settings}
    return str(api.gateway.create_authorizer(ApiId=api.id, AuthorizerType=kind, **wanted)["AuthorizerId"])


def bearer(token: str) -> list[tuple[str, str]]:
    return [("Authorization", f"Bearer {token}")]


def claims_of(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


class TestTokens:
    @pytest.mark.parametrize("prefix", ["Bearer ", ""])
    def test_a_valid_token_opens_the_route_and_its_claims_come_along(self, guarded: Guarded, prefix: str) -> None:
        event = guarded.api.event("/orders", headers=[("Authorization", prefix + guarded.id_token)])
        told = event["requestContext"]["authorizer"]["jwt"]
        assert told["scopes"] is None
        assert told["claims"]["aud"] == guarded.audience
        assert told["claims"]["cognito:username"] == "ana"
        # Every claim is text, numbers too.
        assert {type(value) for value in told["claims"].values()} == {str}
        assert told["claims"]["exp"] == str(claims_of(guarded.id_token)["exp"])

    def test_format_1_has_the_claims_at_its_own_place(self, guarded: Guarded) -> None:
        event = guarded.api.event("/v1/orders", headers=bearer(guarded.id_token))
        assert event["requestContext"]["authorizer"]["claims"]["cognito:username"] == "ana"

    def test_a_request_without_a_token_is_401(self, guarded: Guarded) -> None:
        answer = guarded.api.call("/orders")
        assert (answer.status, answer.value) == (401, {"message": "Unauthorized"})
        assert answer.header("www-authenticate") == "Bearer"

    @pytest.mark.parametrize("token", ["nonsense", "a.b.c", "e30.e30.e30"])
    def test_what_is_no_token_is_401(self, guarded: Guarded, token: str) -> None:
        answer = guarded.api.call("/orders", headers=bearer(token))
        assert (answer.status, answer.value) == (401, {"message": "Unauthorized"})
        assert 'error="invalid_token"' in answer.header("www-authenticate")

    def test_a_token_with_changed_claims_is_401(self, guarded: Guarded) -> None:
        head, _claims, signature = guarded.id_token.split(".")
        forged = {**claims_of(guarded.id_token), "cognito:username": "eve"}
        body = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode().rstrip("=")
        answer = guarded.api.call("/orders", headers=bearer(f"{head}.{body}.{signature}"))
        assert answer.status == 401

    def test_a_token_for_another_app_is_401(self, guarded: Guarded) -> None:
        answer = guarded.api.call("/foreign", headers=bearer(guarded.id_token))
        assert answer.status == 401
        assert "audience" in answer.header("www-authenticate")

    def test_a_token_without_the_routes_scope_is_403(self, guarded: Guarded) -> None:
        answer = guarded.api.call("/admin", headers=bearer(guarded.access_token))
        assert (answer.status, answer.value) == (403, {"message": "Forbidden"})
        assert 'error="insufficient_scope"' in answer.header("www-authenticate")

    def test_one_of_the_routes_scopes_is_enough(self, guarded: Guarded) -> None:
        event = guarded.api.event("/me", headers=bearer(guarded.access_token))
        assert event["requestContext"]["authorizer"]["jwt"]["scopes"] == ["aws.cognito.signin.user.admin"]

    def test_a_route_for_any_method_asks_a_browsers_question_for_a_token_too(self, guarded: Guarded) -> None:
        question = [("Origin", "https://inkwell.example"), ("Access-Control-Request-Method", "GET")]
        assert guarded.api.call("/any", "OPTIONS", headers=question).status == 401
        assert guarded.api.call("/orders", "OPTIONS", headers=question).status == 204


class TestFunctions:
    def test_a_simple_answer_opens_the_route_and_its_context_comes_along(self, guarded: Guarded) -> None:
        event = guarded.api.event("/simple/7?page=2", headers=[("Authorization", "let me in"), ("Cookie", "a=1")])
        told = event["requestContext"]["authorizer"]["lambda"]
        assert (told["plan"], told["orders"]) == ("gold", 7)
        asked = told["event"]
        assert asked.keys() == {
            "version", "type", "routeArn", "identitySource", "routeKey", "rawPath", "rawQueryString", "cookies",
            "headers", "queryStringParameters", "requestContext", "pathParameters",
        }  # fmt: skip
        assert (asked["version"], asked["type"], asked["identitySource"]) == ("2.0", "REQUEST", ["let me in"])
        assert asked["routeArn"] == (
            f"arn:aws:execute-api:us-east-1:{guarded.api.account}:{guarded.api.id}/$default/GET/simple/7"
        )
        assert (asked["cookies"], asked["queryStringParameters"]) == (["a=1"], {"page": "2"})
        del event["requestContext"]["authorizer"]
        assert shape(asked["requestContext"]) == shape(event["requestContext"])

    def test_a_simple_refusal_is_403(self, guarded: Guarded) -> None:
        answer = guarded.api.call("/simple/7", headers=[("Authorization", "please")])
        assert (answer.status, answer.value) == (403, {"message": "Forbidden"})

    def test_a_request_without_the_identity_source_is_401_and_nobody_is_asked(self, guarded: Guarded) -> None:
        answer = guarded.api.call("/simple/7")
        assert (answer.status, answer.value) == (401, {"message": "Unauthorized"})

    @pytest.mark.parametrize("word", ["break", "nonsense"])
    def test_an_authorizer_that_fails_or_answers_nonsense_is_500(self, guarded: Guarded, word: str) -> None:
        answer = guarded.api.call("/simple/7", headers=[("Authorization", word)])
        assert (answer.status, answer.value) == (500, {"message": "Internal Server Error"})

    def test_a_policy_decides_in_format_2(self, guarded: Guarded) -> None:
        event = guarded.api.event("/policy/7", headers=[("Authorization", "policy: let me in")])
        assert event["requestContext"]["authorizer"]["lambda"]["plan"] == "gold"
        assert guarded.api.call("/policy/7", headers=[("Authorization", "policy: no")]).status == 403

    def test_a_policy_for_another_action_opens_nothing(self, guarded: Guarded) -> None:
        another = [("Authorization", "policy: another action: let me in")]
        assert guarded.api.call("/policy/7", headers=another).status == 403

    def test_a_policy_decides_in_format_1_and_its_context_is_text(self, guarded: Guarded) -> None:
        event = guarded.api.event("/old/7", headers=[("Authorization", "let me in")])
        told = event["requestContext"]["authorizer"]["lambda"]
        assert told == {"principalId": "ana", "plan": "gold", "orders": "7"}
        assert guarded.api.call("/old/7", headers=[("Authorization", "no")]).status == 403


@dataclass
class Issuer:
    """An issuer of our own: a key, the server that publishes it, and an API that trusts it."""

    api: HttpApi
    url: str
    key: rsa.RSAPrivateKey

    def token(self, **claims: Any) -> str:
        """A signed token for the shop, good for a minute unless the claims say otherwise."""
        now = int(time.time())
        usual = {"iss": self.url, "aud": "shop", "sub": "ana", "iat": now, "exp": now + 60}
        parts = [{"alg": "RS256", "kid": "k1"}, {**usual, **claims}]
        signed = b".".join(encoded(json.dumps(part).encode()) for part in parts)
        signature = self.key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
        return (signed + b"." + encoded(signature)).decode()


def encoded(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@pytest.fixture(scope="module")
def issuer(guarded: Guarded) -> Iterator[Issuer]:
    key = rsa.generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    modulus, exponent = (
        encoded(number.to_bytes((number.bit_length() + 7) // 8)).decode() for number in (numbers.n, numbers.e)
    )
    keys = json.dumps({"keys": [{"kty": "RSA", "kid": "k1", "n": modulus, "e": exponent}]}).encode()

    class Publisher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path.endswith("jwks.json") else 404)
            self.end_headers()
            self.wfile.write(keys)

        def log_message(self, *_: object) -> None:
            """Nothing: a test's output is pytest's."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Publisher) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        api, url = guarded.api, f"http://127.0.0.1:{server.server_port}"
        number = authorizer(api, "JWT", JwtConfiguration={"Issuer": url, "Audience": ["shop"]}, Name="own")
        api.route("GET /own", api.integrate(), AuthorizationType="JWT", AuthorizerId=number, AuthorizationScopes=[])
        yield Issuer(api, url, key)
        server.shutdown()


class TestClaims:
    def test_lists_and_numbers_become_text(self, issuer: Issuer) -> None:
        token = issuer.token(groups=["printers", "admins"], age=36.0, paid=True)
        claims = issuer.api.event("/own", headers=bearer(token))["requestContext"]["authorizer"]["jwt"]["claims"]
        assert [claims[name] for name in ("groups", "age", "paid")] == ["[printers admins]", "36", "true"]

    @pytest.mark.parametrize(
        "claims",
        [
            {"exp": 1},
            {"exp": "tomorrow"},
            {"nbf": 4102444800},
            {"iat": 4102444800},
            {"iss": "https://elsewhere.example"},
            {"aud": "another-app"},
            {"aud": None},
        ],
    )
    def test_a_claim_that_is_not_right_is_401(self, issuer: Issuer, claims: dict[str, Any]) -> None:
        answer = issuer.api.call("/own", headers=bearer(issuer.token(**claims)))
        assert (answer.status, answer.value) == (401, {"message": "Unauthorized"})

    def test_one_of_several_audiences_is_enough(self, issuer: Issuer) -> None:
        assert issuer.api.call("/own", headers=bearer(issuer.token(aud=["else", "shop"]))).status == 200
