"""A REST API on the backend under test: made as boto3 makes it, called as curl calls it, with no name server."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from deployed import Deployed, deploy

if TYPE_CHECKING:
    from localstack_client.session import Session

REGION = "us-east-1"
ECHO = "import json\n\n\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"
RETURN = "def handler(event, context):\n    return event\n"


@dataclass(frozen=True)
class Answer:
    """What the client gets; header names in lower case."""

    status: int
    headers: list[tuple[str, str]]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def value(self) -> Any:
        """The body as data."""
        return json.loads(self.content)

    def header(self, name: str) -> str:
        return ", ".join(value for key, value in self.headers if key == name.lower())

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name.lower()]


class RestApi:
    """An API with one function behind it, which it may invoke."""

    def __init__(
        self, session: Session, account: str, source: str = ECHO, *, timeout: int = 3, **settings: Any
    ) -> None:
        self.session, self.account = session, account
        self.gateway = session.client("apigateway")
        self.id: str = self.gateway.create_rest_api(name="orders", **settings)["id"]
        self.endpoint: str = self.gateway.meta.endpoint_url
        self._resources = {"/": self.gateway.get_resources(restApiId=self.id)["items"][0]["id"]}
        self.function = self.add_function("f", source, Timeout=timeout)

    def add_function(self, name: str, source: str, **more: Any) -> Deployed:
        """Another function that the API may invoke."""
        made = deploy(self.session, self.account, source, name=name, **more)
        self.permit(name)
        return made

    def permit(self, function: str, source: str = "*") -> None:
        self.session.client("lambda").add_permission(
            FunctionName=function,
            StatementId="api",
            Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com",
            SourceArn=f"arn:aws:execute-api:{REGION}:{self.account}:{self.id}/{source}",
        )

    def arn(self, function: str = "f") -> str:
        return f"arn:aws:lambda:{REGION}:{self.account}:function:{function}"

    def uri(self, function: str = "f") -> str:
        return f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/{self.arn(function)}/invocations"

    def resource(self, path: str) -> str:
        """The id of the resource at this path, made with all above it."""
        if path not in self._resources:
            above, _slash, part = path.rpartition("/")
            parent = self.resource(above or "/")
            made = self.gateway.create_resource(restApiId=self.id, parentId=parent, pathPart=part)
            self._resources[path] = made["id"]
        return self._resources[path]

    def at(self, path: str, verb: str = "GET") -> dict[str, str]:
        """What names a method in boto3."""
        return {"restApiId": self.id, "resourceId": self.resource(path), "httpMethod": verb}

    def method(self, path: str, verb: str = "GET", **security: Any) -> dict[str, str]:
        """A method without an integration; returns what names it."""
        where = self.at(path, verb)
        self.gateway.put_method(**where, **{"authorizationType": "NONE", **security})
        return where

    def integrate(self, where: dict[str, str], kind: str = "AWS_PROXY", uri: str = "", **more: Any) -> None:
        """The integration of a method: a function's, unless the kind says otherwise."""
        target = {"uri": uri or self.uri(), "integrationHttpMethod": "POST"} if kind.startswith("AWS") else {}
        self.gateway.put_integration(**where, type=kind, **target, **more)

    def proxy(self, path: str = "/", verb: str = "GET", **security: Any) -> dict[str, str]:
        """A method with a proxy integration."""
        where = self.method(path, verb, **security)
        self.integrate(where)
        return where

    def custom(
        self, path: str, verb: str = "POST", *, responses: dict[str, dict[str, Any]] | None = None, **integration: Any
    ) -> dict[str, str]:
        """A method with an integration of type AWS (or of `kind`), and its responses by status."""
        where = self.method(path, verb)
        self.integrate(where, integration.pop("kind", "AWS"), **integration)
        for status, response in ({"200": {}} if responses is None else responses).items():
            headers = dict.fromkeys(response.get("responseParameters", {}), True)
            self.gateway.put_method_response(**where, statusCode=status, responseParameters=headers)
            self.gateway.put_integration_response(**where, statusCode=status, **response)
        return where

    def deploy(self, stage: str = "dev", **more: Any) -> str:
        """Deploy to the stage; returns the deployment's id."""
        number: str = self.gateway.create_deployment(restApiId=self.id, stageName=stage, **more)["id"]
        return number

    def call(
        self,
        path: str = "/",
        verb: str = "GET",
        *,
        body: bytes | str | None = None,
        headers: Iterable[tuple[str, str]] = (),
        stage: str = "dev",
        seconds: float = 40,
    ) -> Answer:
        """One request by the address that needs no name server, with these headers spelt as they are."""
        address = urlsplit(self.endpoint)
        connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=seconds)
        content = body.encode() if isinstance(body, str) else body
        try:
            connection.putrequest(verb, f"/restapis/{self.id}/{stage}/_user_request_{path}", skip_accept_encoding=True)
            for name, value in headers:
                connection.putheader(name, value)
            if content is not None:
                connection.putheader("Content-Length", str(len(content)))
            connection.endheaders(content)
            answer = connection.getresponse()
            pairs = [(name.lower(), value) for name, value in answer.getheaders()]
            return Answer(answer.status, pairs, answer.read())
        finally:
            connection.close()
