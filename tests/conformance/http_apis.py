"""An HTTP API on the backend under test: made as boto3 makes it, called as curl calls it, with no name server."""

from __future__ import annotations

import json
from collections.abc import Iterable
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from deployed import Deployed, deploy
from rest_api import Answer

from lambda_workshop.cloud import Cloud, addresses

if TYPE_CHECKING:
    from localstack_client.session import Session

OBEDIENT = """
import base64, json, time

def handler(event, context):
    order = event.get("headers", {}).get("x-do", "echo")
    body = event.get("body") or "null"
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body).decode("latin-1")
    if order == "return":
        return json.loads(body)
    if order == "raise":
        raise RuntimeError("the password is hunter2")
    if order == "sleep":
        time.sleep(float(body))
    return {"statusCode": 200, "headers": {"content-type": "application/json"}, "body": json.dumps(event)}
"""
"""A function that does what the header X-Do says: answers with its event, with the body, raises, or takes its time."""
Headers = Iterable[tuple[str, str]]


class HttpApi:
    """An HTTP API, and functions that it may invoke."""

    def __init__(self, session: Session, account: str, endpoint: str, **settings: Any) -> None:
        self.session, self.account, self.endpoint = session, account, endpoint
        self.gateway = session.client("apigatewayv2")
        self.made: dict[str, Any] = self.gateway.create_api(
            **{"Name": "inkwell-orders", "ProtocolType": "HTTP", **settings}
        )
        self.id: str = self.made["ApiId"]

    def arn(self, function: str = "obedient") -> str:
        return f"arn:aws:lambda:us-east-1:{self.account}:function:{function}"

    def add_function(self, name: str = "obedient", source: str = OBEDIENT, **more: Any) -> Deployed:
        """A function that the API may invoke."""
        made = deploy(self.session, self.account, source, name=name, **{"Timeout": 30, **more})
        self.permit(name)
        return made

    def permit(self, function: str = "obedient", source: str = "*") -> None:
        self.session.client("lambda").add_permission(
            FunctionName=function,
            StatementId=f"api-{self.id}",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:us-east-1:{self.account}:{self.id}/{source}",
        )

    def integrate(self, function: str = "obedient", version: str = "2.0", **more: Any) -> str:
        """An integration with the function; returns what a route's target is."""
        settings = {"IntegrationType": "AWS_PROXY", "IntegrationUri": self.arn(function), **more}
        made = self.gateway.create_integration(ApiId=self.id, PayloadFormatVersion=version, **settings)
        return f"integrations/{made['IntegrationId']}"

    def route(self, key: str, target: str = "", **security: Any) -> str:
        """A route to the target, or to a new integration; returns its id."""
        made = self.gateway.create_route(ApiId=self.id, RouteKey=key, Target=target or self.integrate(), **security)
        return str(made["RouteId"])

    def stage(self, name: str = "$default", **more: Any) -> None:
        self.gateway.create_stage(ApiId=self.id, StageName=name, **{"AutoDeploy": True, **more})

    def address(self, stage: str = "") -> str:
        return addresses.address(Cloud(self.session), self.id, stage=stage, kind="http")

    def call(
        self, path: str = "/", method: str = "GET", *, body: bytes | str = b"", headers: Headers = (), stage: str = ""
    ) -> Answer:
        """One request, with these headers spelt and repeated as they are; nothing else is sent but Host and length."""
        address = urlsplit(self.endpoint)
        connection = HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=40)
        content = body.encode() if isinstance(body, str) else body
        try:
            place = f"/_aws/execute-api/{self.id}" + (f"/{stage}" if stage else "")
            connection.putrequest(method, f"{place}{path}", skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if content:
                connection.putheader("Content-Length", str(len(content)))
            connection.endheaders(content or None)
            answer = connection.getresponse()
            pairs = [(name.lower(), value) for name, value in answer.getheaders()]
            return Answer(answer.status, pairs, answer.read())
        finally:
            connection.close()

    def event(self, path: str = "/", method: str = "GET", **more: Any) -> dict[str, Any]:
        """The event that such a request becomes."""
        answer = self.call(path, method, **more)
        assert answer.status == 200, (answer.status, answer.text)
        found: dict[str, Any] = answer.value
        return found

    def returned(self, value: object, path: str = "/", *, headers: Headers = ()) -> Answer:
        """What the client gets when the function returns this value."""
        return self.call(path, "POST", body=json.dumps(value), headers=[*headers, *RETURN])


RETURN = (("Content-Type", "application/json"), ("X-Do", "return"))
