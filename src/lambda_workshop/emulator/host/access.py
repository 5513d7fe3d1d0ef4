"""How boto3 is pointed at a backend, this one or another: accounts with their keys, sessions, variables."""

from __future__ import annotations

import base64
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from lambda_workshop.emulator.host.errors import BackendError
from lambda_workshop.setup.surroundings import NO_CONFIGURATION

if TYPE_CHECKING:
    from localstack_client.session import Session

REGION = "us-east-1"
DEFAULT_ACCOUNT = "000000000000"
ANY_SECRET = "workshop"
"""The secret access key for a backend that checks none: LocalStack."""


def account_of(account: str | None, env: Mapping[str, str] = os.environ) -> str:
    """The 12-digit account: the given one, else WORKSHOP_ACCOUNT, else twelve zeros; raises BackendError."""
    chosen = account or env.get("WORKSHOP_ACCOUNT") or DEFAULT_ACCOUNT
    if len(chosen) != 12 or not (chosen.isascii() and chosen.isdigit()):
        advice = "" if account else " Change WORKSHOP_ACCOUNT."
        raise BackendError(f"An AWS account id has 12 digits, and {chosen!r} has not.{advice}")
    return chosen


def api_address(url: str, endpoint_url: str) -> str:
    """Where the backend answers for `https://API.execute-api.REGION.amazonaws.com/STAGE`; any other URL as it is.

    That is the callback address which the events of a WebSocket API give, and there is no such host.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
    """
    found = re.match(r"(?:https?|wss?)://([a-z0-9]+)\.execute-api\.[^/]+(/.*)?$", url)
    return f"{endpoint_url.rstrip('/')}/_aws/execute-api/{found[1]}{found[2] or '/'}" if found else url


def secret_key(secret: str, access_key: str) -> str:
    """The secret access key (40 characters) of an account of the backend with this secret.

    One account's key tells nothing about another's, nor about the secret.
    """
    return base64.b64encode(hmac.digest(secret.encode(), access_key.encode(), "sha256")).decode()[:40]


def make_session(endpoint_url: str, account: str | None, services: Iterable[str], secret: str = "") -> Session:
    """A `localstack_client` session whose clients use this endpoint, whatever AWS_ENDPOINT_URL says.

    `secret` is the backend's; empty for one that checks no signatures.
    """
    # Imported here: boto3 takes a tenth of a second, which the server's processes need not pay.
    import boto3
    from localstack_client.session import Session

    names = frozenset(services)

    class BackendSession(Session):  # type: ignore[misc]
        def client(self, service_name: str, **options: Any) -> Any:
            """A boto3 client for one service of this backend."""
            if service_name == "apigatewaymanagementapi" and "endpoint_url" in options:
                # Its address is the API's own, and names the API.
                options = {**options, "endpoint_url": api_address(str(options["endpoint_url"]), endpoint_url)}
                return boto3.client(service_name, **{**options, **self.common_protected_kwargs})
            return super().client(service_name, **options)

    host = endpoint_url.partition("://")[2].rstrip("/")
    session = BackendSession(
        aws_access_key_id=(key := account_of(account)),
        aws_secret_access_key=secret_key(secret, key) if secret else ANY_SECRET,
        aws_session_token=None,
        region_name=REGION,
        localstack_host=host,
    )
    known = names | session._service_endpoint_mapping.keys()
    session._service_endpoint_mapping = dict.fromkeys(known, endpoint_url)
    return session


def make_environment(endpoint_url: str, account: str | None, secret: str = "") -> dict[str, str]:
    """The variables that point plain boto3 and the AWS CLI at this endpoint; `secret` is the backend's, if it has one.

    The session token is empty: one of a real account would not fit.
    """
    key = account_of(account)
    return {
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": key,
        "AWS_SECRET_ACCESS_KEY": secret_key(secret, key) if secret else ANY_SECRET,
        "AWS_SESSION_TOKEN": "",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        **NO_CONFIGURATION,
    }
