"""The embedded backend's own addresses, `/_workshop/...`, asked in the name of an account. Other backends have none."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest

from lambda_workshop.cloud.core import Cloud

# The backend is on this machine, whatever proxy the environment names for others.
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(
    cloud: Cloud, method: str, path: str, body: Mapping[str, Any] | None = None, *, service: str = "lambda"
) -> tuple[int, dict[str, Any]]:
    """The status and the JSON answer of such an address; an empty answer when it is no JSON object.

    `service` is the one that the request is signed for.
    """
    client = cloud.client("lambda")
    data = b"" if body is None else json.dumps(body).encode()
    request = AWSRequest(method, f"{client.meta.endpoint_url.rstrip('/')}{path}", data=data)
    SigV4Auth(cloud.session.get_credentials(), service, client.meta.region_name).add_auth(request)
    prepared = request.prepare()
    plain = urllib.request.Request(prepared.url, data or None, dict(prepared.headers), method=method)
    try:
        with _opener.open(plain, timeout=10) as answer:
            return answer.status, _json_object(answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _json_object(error.read())


def _json_object(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
