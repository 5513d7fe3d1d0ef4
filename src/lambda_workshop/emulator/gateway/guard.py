"""What the backend refuses, so that a web page in the learner's browser cannot use it.

MiniStack runs code for whoever reaches its port. On 127.0.0.1 that includes every page that the learner's browser
shows: a page may send requests to any address, and a host name of its own may point to 127.0.0.1 (DNS rebinding).
So the guard sits in front of everything and lets through:

- only names of this machine (`127.0.0.1`, `localhost`, `*.localhost`), and AWS's names for the data plane;
- on the data plane (APIs, function URLs, load balancers, distributions) every caller, as on AWS;
- on the control plane only requests that no browser sent and whose signature is right; unsigned ones are those that
  AWS leaves unsigned too (a user pool's sign-up, for example); presigned addresses reach S3 and nothing else, and a
  page reaches an object by one and nothing else;
- `/_workshop/` and `/_ministack/` only with the backend's token, but for the mailbox of an account's user pools
  and the clock of its schedules, which whoever signs as that account may use, as they may everything else of it.

A data-plane address that leads nowhere would fall through to the control plane: two seams below forbid it.
"""

from __future__ import annotations

import functools
import hmac
import json
import re
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from enum import Enum
from typing import Any
from urllib.parse import parse_qs

from lambda_workshop.emulator.fallback import asgi
from lambda_workshop.emulator.gateway import bodies, client_request, code_addresses, cross_origin
from lambda_workshop.emulator.gateway.address_owner import adopt, owner_of_address, owner_of_user_pool_call
from lambda_workshop.emulator.gateway.admin import SIGNED
from lambda_workshop.emulator.gateway.asgi import Application, Receive, Scope, Send, respond
from lambda_workshop.emulator.gateway.callers import Callers, at_owned_address, sent_of
from lambda_workshop.emulator.gateway.refusals import in_the_services_words
from lambda_workshop.emulator.gateway.signatures import Sent, Unauthentic

TOKEN_HEADER = "x-workshop-token"

MEBIBYTE = 1024 * 1024
BODY_LIMIT = 100 * MEBIBYTE
"""Bytes of a control-plane request: a 50 MB package in base64, and enough above it for AWS's own refusal."""
OBJECT_LIMIT = 1024 * MEBIBYTE
"""Bytes of one request to S3."""
DATA_PLANE_LIMIT = 20 * MEBIBYTE
"""Bytes of a request to an API, a function URL or a load balancer: twice the largest quota of the three."""


class Plane(Enum):
    """What a request may reach."""

    CONTROL = "control"
    DATA = "data"
    PRESIGNED = "presigned"
    PREFLIGHT = "preflight"
    USER_POOL = "user pool"
    OPEN = "open"


plane: ContextVar[Plane] = ContextVar("plane", default=Plane.CONTROL)

_LOCAL_HOST = re.compile(r"^(?:127\.0\.0\.1|localhost|\[::1\]|(?:[a-z0-9-]+\.)+localhost)(?::\d{1,5})?$")
_AWS_HOST = re.compile(r"^(?:[a-z0-9-]+\.)+(?:amazonaws\.com|on\.aws|cloudfront\.net)(?::\d{1,5})?$")
_DATA_HOST = re.compile(
    r"\.execute-api\.|\.lambda-url\.|\.elb\.amazonaws\.com(?::|$)|\.alb\.localhost(?::|$)|^[a-z0-9]+\.cloudfront\."
)
_DATA_PATH = re.compile(
    r"^/(?:_aws/(?:execute-api|lambda-url|cloudfront)/[^/]+|_alb/[^/]+|restapis/[^/]+/[^/]+/_user_request_)(?:/|$)"
)
# An API's address without a slash at its end is the same address.
_BARE_API = re.compile(r"/_aws/execute-api/[^/]+")
_API_HOST = re.compile(r"^([a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?::|$)")
_IOT_HOST = re.compile(r"(?:^|\.)iot\.[a-z0-9-]+\.")
# MiniStack looks at these paths before it looks at the host name.
_PATHS_BEFORE_HOSTS = ("/_", "/iceberg", "/v20180820/", "/v2/", "/WriteGetObjectResponse", "/Execute", "/BatchExecute",
                       "/BeginTransaction", "/CommitTransaction", "/RollbackTransaction")  # fmt: skip
_BUCKET_PATH = re.compile(r"^/(?!iceberg/|v20180820/)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/|$)")
_BUCKET_HOST = re.compile(r"^[a-z0-9.-]+\.localhost(?::|$)")
_OBJECT_QUERY = re.compile(r"^(?:x-amz-.*|x-id|response-.*|versionid|awsaccesskeyid|signature|expires)$")
_SIGNED = re.compile(r"^(?:AWS4-HMAC-SHA256|AWS4-ECDSA-P256-SHA256)\s.*Credential=[^/,\s]+/|^AWS [^:\s]+:\S")
_OPEN_PATHS = frozenset(
    {"/_workshop/health", "/_ministack/health", "/_ministack/ready", "/_localstack/health", "/health"}
)
_USER_POOL_PATHS = re.compile(
    r"^/(?:oauth2/(?:authorize|token|login|userInfo|userinfo)|login|logout|[^/]+/\.well-known/.+)$"
)

# https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html lists which
# operations of a user pool need no signature; the identity pool's are those of GetId and its kin.
_UNSIGNED_OPERATIONS = frozenset(
    f"AWSCognitoIdentityProviderService.{operation}"
    for operation in (
        "AssociateSoftwareToken", "ChangePassword", "CompleteWebAuthnRegistration", "ConfirmDevice",
        "ConfirmForgotPassword", "ConfirmSignUp", "DeleteUser", "DeleteUserAttributes", "DeleteWebAuthnCredential",
        "ForgetDevice", "ForgotPassword", "GetDevice", "GetTokensFromRefreshToken", "GetUser",
        "GetUserAttributeVerificationCode", "GetUserAuthFactors", "GlobalSignOut", "InitiateAuth", "ListDevices",
        "ListWebAuthnCredentials", "ResendConfirmationCode", "RespondToAuthChallenge", "RevokeToken",
        "SetUserMFAPreference", "SetUserSettings", "SignUp", "StartWebAuthnRegistration", "UpdateAuthEventFeedback",
        "UpdateDeviceStatus", "UpdateUserAttributes", "VerifySoftwareToken", "VerifyUserAttribute",
    )
) | frozenset(
    f"AWSCognitoIdentityService.{operation}"
    for operation in ("GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity")
)  # fmt: skip


class Refused(Exception):
    """The request is not let through; the message says why, and what to do."""


class Guard:
    """An ASGI application that passes on to another what the rules above allow."""

    def __init__(self, application: Application, *, token: str, secret: str) -> None:
        self._application = application
        self._token = token.encode()
        self._callers = Callers(secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._application(scope, receive, send)
            return
        if _BARE_API.fullmatch(scope["path"]):
            scope = {**scope, "path": f"{scope['path']}/"}
        scope = client_request.note(scope)
        request = Request(scope)
        try:
            allowed = self.judge_websocket(request) if scope["type"] == "websocket" else self.judge(request)
        except Refused as refusal:
            await _refuse(scope, receive, send, str(refusal))
            return
        plane.set(allowed)
        if allowed is Plane.DATA:
            adopt(owner_of_address(request.host, request.path))
            at_owned_address.set(not (scope["type"] == "websocket" and request.is_mqtt()))
            if request.path.startswith("/_alb/"):
                # The host is a matter of the load balancer's rules: it must not be taken for a bucket's.
                scope = client_request.with_host(scope, "127.0.0.1")
        if scope["type"] == "websocket":
            await self._callers.look(request.sent, bodies.replay(b"", receive), 0)
            if request.is_mqtt() and not _IOT_HOST.search(request.host):
                # MiniStack knows its broker by its host only; a client with an address of this machine means it too.
                scope = client_request.with_host(scope, "iot.us-east-1.localhost")
            await self._application(scope, receive, send)
            return
        if allowed is Plane.PREFLIGHT:
            await cross_origin.answer_preflight(scope, send)
        elif allowed in (Plane.CONTROL, Plane.PRESIGNED):
            await self._answer_signed(allowed, request, scope, receive, send)
        elif allowed is Plane.DATA:
            await self._answer_anybody(request, scope, receive, send)
        else:
            send = cross_origin.only_with(send, {}) if allowed is Plane.OPEN else send
            await bodies.limited(self._application, request.body_limit(allowed), scope, receive, send)

    async def _answer_anybody(self, request: Request, scope: Scope, receive: Receive, send: Send) -> None:
        limit = request.body_limit(Plane.DATA)
        try:
            if not bodies.declares_more(scope, limit):
                receive = await self._callers.look(request.sent, receive, limit)
        except bodies.TooLarge:
            await bodies.refuse(send, limit)
        else:
            await bodies.limited(self._application, limit, scope, receive, send)

    async def _answer_signed(
        self, allowed: Plane, request: Request, scope: Scope, receive: Receive, send: Send
    ) -> None:
        send = cross_origin.only_with(send, cross_origin.of_bucket(scope) if allowed is Plane.PRESIGNED else {})
        limit = request.body_limit(allowed)
        if bodies.declares_more(scope, limit):
            await bodies.refuse(send, limit)
            return
        try:
            receive = await self._callers.identify(request.sent, receive, limit)
        except bodies.TooLarge:
            await bodies.refuse(send, limit)
        except Unauthentic as error:
            await in_the_services_words(send, scope, error)
        else:
            await self._application(request.at_the_backend(scope), receive, send)

    def judge(self, request: Request) -> Plane:
        """What this HTTP request may reach; raises Refused."""
        request.require_known_host()
        path = request.path
        data_plane = request.is_data_plane()
        if path in _OPEN_PATHS and not data_plane:
            request.refuse_browsers()
            return Plane.OPEN
        if request.method == "GET" and path.startswith(code_addresses.PATHS):
            request.refuse_browsers()
            if not code_addresses.is_good(path, request.query):
                raise Refused("This address is not good any more, or never was: ask GetFunction for another.")
            return Plane.OPEN
        if path in SIGNED and not data_plane:
            request.refuse_browsers()
            request.require_signature()
            return Plane.CONTROL
        if path.startswith(("/_workshop/", "/_ministack/", "/_localstack/")):
            request.refuse_browsers()
            if not hmac.compare_digest(request.header(TOKEN_HEADER).encode(), self._token):
                raise Refused(f"{path} needs this backend's token in the header X-Workshop-Token.")
            return Plane.OPEN
        if data_plane and not request.is_connection_management():
            return Plane.DATA
        request.require_local_host()
        if _USER_POOL_PATHS.match(path) or request.is_unsigned_operation():
            return Plane.USER_POOL
        if request.method == "OPTIONS" and request.is_in_bucket():
            return Plane.PREFLIGHT
        if request.is_presigned():
            request.require_object_address()
            return Plane.PRESIGNED
        request.refuse_browsers()
        request.require_signature()
        return Plane.CONTROL

    def judge_websocket(self, request: Request) -> Plane:
        """What this WebSocket may reach; raises Refused."""
        request.require_known_host()
        if request.is_mqtt():
            # MQTT clients that are no browser send an Origin too: the broker's own address.
            request.require_local_origin()
            return Plane.DATA
        if not request.is_data_plane():
            raise Refused("Only WebSocket APIs and MQTT accept WebSocket connections.")
        return Plane.DATA


class Request:
    """The parts of a request that the rules look at, from an ASGI scope."""

    def __init__(self, scope: Scope) -> None:
        self._headers: list[tuple[str, str]] = [
            (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in scope.get("headers", ())
        ]
        hosts = [value for name, value in self._headers if name == "host"]
        self.host = hosts[0].strip().lower() if len(hosts) == 1 else ""
        self.method: str = scope.get("method", "GET")
        self.path: str = scope["path"]
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
        self.query = {name.lower(): values for name, values in query.items()}
        self._scope = scope

    @functools.cached_property
    def sent(self) -> Sent:
        """The request as its client wrote it, for its signature."""
        return sent_of(self._scope)

    def is_mqtt(self) -> bool:
        """Whether this WebSocket is for the MQTT broker."""
        named = _IOT_HOST.search(self.host) or "mqtt" in self.header("sec-websocket-protocol").lower()
        return self.path == "/mqtt" and bool(named)

    def header(self, name: str) -> str:
        """The first header of this lower-case name, or an empty string."""
        return next((value for key, value in self._headers if key == name), "")

    def body_limit(self, allowed: Plane) -> int:
        """How many bytes the body may have."""
        if allowed is Plane.PRESIGNED or "/s3/" in self.header("authorization"):
            return OBJECT_LIMIT
        return DATA_PLANE_LIMIT if allowed is Plane.DATA else BODY_LIMIT

    def is_from_browser(self) -> bool:
        """Whether a web page sent it. Every current browser names the relation between page and address."""
        return bool(self.header("origin")) or self.header("sec-fetch-site") not in ("", "none")

    def is_data_plane(self) -> bool:
        """Whether its address is one that AWS lets anybody call."""
        if _DATA_HOST.search(self.host):
            return not self.path.startswith(_PATHS_BEFORE_HOSTS) or bool(_DATA_PATH.match(self.path))
        return bool(_LOCAL_HOST.match(self.host)) and bool(_DATA_PATH.match(self.path))

    def is_connection_management(self) -> bool:
        """Whether it is the signed API under a WebSocket API's address, such as post_to_connection."""
        return "/@connections/" in self.path

    def at_the_backend(self, scope: Scope) -> Scope:
        """The scope with a path of the backend in place of an AWS host name, which MiniStack does not know."""
        found = _API_HOST.match(self.host)
        if not found or not self.is_connection_management():
            return scope
        return client_request.with_host({**scope, "path": f"/_aws/execute-api/{found[1]}{self.path}"}, "127.0.0.1")

    def is_unsigned_operation(self) -> bool:
        """Whether it is one of the operations that AWS itself leaves unsigned, or a browser's question before one."""
        if self.path != "/":
            return False
        if self.method == "OPTIONS":
            wanted = self.header("access-control-request-headers").lower()
            return "x-amz-target" in wanted and "authorization" not in wanted
        return self.method == "POST" and self.header("x-amz-target") in _UNSIGNED_OPERATIONS

    def is_presigned(self) -> bool:
        """Whether its query string carries a signature, of version 4 or 2."""
        return {"x-amz-credential", "x-amz-signature"} <= self.query.keys() or (
            {"awsaccesskeyid", "signature"} <= self.query.keys()
        )

    def require_known_host(self) -> None:
        """Raise Refused unless the Host header is this machine's or AWS's."""
        if not (_LOCAL_HOST.match(self.host) or _AWS_HOST.match(self.host)):
            raise Refused(
                f"The host name {self.host or '(none)'} is not this backend's. Use http://127.0.0.1 and its port."
            )

    def require_local_host(self) -> None:
        """Raise Refused unless the Host header is this machine's: AWS's own names are for the data plane."""
        if not _LOCAL_HOST.match(self.host) and not self.is_connection_management():
            raise Refused(
                f"No API, function URL or distribution is called {self.host}. Use http://127.0.0.1 and its port."
            )

    def require_local_origin(self) -> None:
        """Raise Refused when a page of another machine sent it."""
        origin = self.header("origin").lower().partition("://")[2]
        if self.header("origin") and not _LOCAL_HOST.match(origin):
            raise Refused(f"Pages of {self.header('origin')} may not talk to this backend.")

    def refuse_browsers(self) -> None:
        """Raise Refused when a web page sent it."""
        if self.is_from_browser():
            page = self.header("origin") or "another site"
            raise Refused(f"A web page ({page}) sent this request. Web pages may call APIs here, and nothing else.")

    def require_signature(self) -> None:
        """Raise Refused unless the request is signed."""
        if not _SIGNED.match(self.header("authorization")):
            raise Refused(
                "This request is not signed, and AWS would refuse it too. Use boto3 or the AWS CLI, which sign; "
                "only APIs, function URLs, load balancers and distributions answer unsigned requests."
            )

    def require_object_address(self) -> None:
        """Raise Refused for a presigned address of something else than a bucket or an object."""
        if "action" in self.query or not self.is_in_bucket():
            raise Refused("A presigned address may name an object in S3, and nothing else.")
        if self.is_from_browser():
            plain = all(_OBJECT_QUERY.match(name) for name in self.query)
            if self.method not in ("GET", "HEAD", "PUT") or not plain or not self.names_object():
                raise Refused("A web page may read or put an object by a presigned address, and nothing else.")

    def is_in_bucket(self) -> bool:
        """Whether its address may be that of a bucket or of an object."""
        return not self.path.startswith("/_") and bool(_BUCKET_HOST.match(self.host) or _BUCKET_PATH.match(self.path))

    def names_object(self) -> bool:
        """Whether the address of a bucket goes on with a key."""
        bucket = "" if _BUCKET_HOST.match(self.host) else self.path.split("/")[1]
        return self.path.strip("/") != bucket


async def _refuse(scope: Scope, receive: Receive, send: Send, message: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008, "reason": message[:120]})
        return
    await respond(send, 403, {"__type": "RefusedByWorkshopBackend", "message": message})


Dispatch = Callable[..., Awaitable[Any]]


def dispatch_by_plane(original: Dispatch) -> Dispatch:
    """Replace `ministack.app._dispatch_service_request`: the control plane answers only what was let through to it."""

    async def dispatch(
        method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]], *rest: Any
    ) -> Any:
        allowed = plane.get()
        if allowed is Plane.USER_POOL:
            adopt(owner_of_user_pool_call(body))
        if allowed is Plane.CONTROL or await _is_within(allowed, method, path, headers, body, query_params):
            return await original(method, path, headers, body, query_params, *rest)
        message = json.dumps({"message": "Not Found"}).encode()
        return 404, {"Content-Type": "application/json"}, message

    return dispatch


async def _is_within(
    allowed: Plane, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
) -> bool:
    if allowed is Plane.DATA or allowed is Plane.OPEN:
        return False
    service = asgi.service_of(method, path, headers, body, query)
    return service in ({"s3"} if allowed is Plane.PRESIGNED else {"cognito-idp", "cognito-identity"})


def shortcut_by_plane(original: Dispatch) -> Dispatch:
    """Replace MiniStack's shortcuts by path: an API whose route is called /health answers with its function."""

    async def shortcut(*arguments: Any, **options: Any) -> Any:
        return None if plane.get() is Plane.DATA else await original(*arguments, **options)

    return shortcut
