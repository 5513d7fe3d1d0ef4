"""WebSocket APIs on the backend under test: made with boto3, reached with `websockets`, read in the function's log."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from deployed import Deployed, deploy, eventually, log_exists
from websockets.sync.client import ClientConnection, connect

if TYPE_CHECKING:
    from localstack_client.session import Session

TELLS = (
    "import json\n"
    "def handler(event, context):\n"
    "    print('event', json.dumps(event))\n"
    "    return {'statusCode': 200, 'body': 'heard ' + event.get('body', '')}\n"
)
"""A function that tells its log what it was called with, and answers."""


@dataclass
class SocketApi:
    """A WebSocket API called `chat` with the stage `dev`, and a function that it may call."""

    session: Session
    account: str
    endpoint_url: str
    function: Deployed
    id: str
    routes: dict[str, str] = field(default_factory=dict)

    @property
    def gateway(self) -> Any:
        """The API's control plane."""
        return self.session.client("apigatewayv2")

    @property
    def callback_url(self) -> str:
        """The documented address of the API's own operations."""
        return f"https://{self.id}.execute-api.us-east-1.amazonaws.com/dev"

    @property
    def management(self) -> Any:
        """The client of those operations, as a learner makes it."""
        return self.session.client("apigatewaymanagementapi", endpoint_url=self.callback_url)

    def integrate(self, function: Deployed | None = None, **options: Any) -> str:
        """An integration with the function; returns its id."""
        name = (function or self.function).name
        arn = f"arn:aws:lambda:us-east-1:{self.account}:function:{name}"
        uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
        settings = {"IntegrationType": "AWS_PROXY", "IntegrationUri": uri, **options}
        return str(self.gateway.create_integration(ApiId=self.id, **settings)["IntegrationId"])

    def route(self, key: str, integration: str = "", **options: Any) -> str:
        """A route to the integration, or to a new one; returns its id."""
        target = f"integrations/{integration or self.integrate()}"
        made = self.gateway.create_route(ApiId=self.id, RouteKey=key, Target=target, **options)
        self.routes[key] = str(made["RouteId"])
        return self.routes[key]

    def two_way(self, key: str) -> None:
        """Let what the function returns reach the client."""
        self.gateway.create_route_response(ApiId=self.id, RouteId=self.routes[key], RouteResponseKey="$default")

    def connect(self, path: str = "/dev", **options: Any) -> AbstractContextManager[ClientConnection]:
        """A client, connected within a `with` block."""
        address = self.endpoint_url.replace("http://", "ws://")
        options = {"compression": None, "max_size": None, "open_timeout": 10, **options}
        return connect(f"{address}/_aws/execute-api/{self.id}{path}", **options)

    def visit(self, path: str = "/dev") -> None:
        """Connect and close at once; raises InvalidStatus when the client is refused."""
        with self.connect(path):
            pass

    def events(self, event_type: str = "") -> list[dict[str, Any]]:
        """What the function was called with so far, all or of one type."""
        lines = [line for stream in self.function.streams().values() for line in stream] if self.has_run() else []
        found = [json.loads(line.removeprefix("event ")) for line in lines if line.startswith("event ")]
        return [event for event in found if event_type in ("", event["requestContext"]["eventType"])]

    def has_run(self) -> bool:
        """Whether the function was ever called."""
        return log_exists(self.function)

    def event(self, event_type: str) -> dict[str, Any]:
        """The first event of this type, waiting for it."""
        eventually(lambda: bool(self.events(event_type)), f"the event {event_type}")
        return self.events(event_type)[0]


def socket_api(
    session: Session, account: str, endpoint_url: str, source: str = TELLS, routes: tuple[str, ...] = ()
) -> SocketApi:
    """Make one; the routes all lead to the function."""
    function = deploy(session, account, source, name="chat", Timeout=10)
    gateway = session.client("apigatewayv2")
    made = gateway.create_api(Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")
    api = SocketApi(session, account, endpoint_url, function, made["ApiId"])
    permit(api)
    integration = api.integrate() if routes else ""
    for key in routes:
        api.route(key, integration)
    gateway.create_stage(ApiId=api.id, StageName="dev", AutoDeploy=True)
    return api


def permit(api: SocketApi, name: str = "chat") -> None:
    """Let the API call the function."""
    api.function.functions.add_permission(
        FunctionName=name,
        StatementId="api",
        Action="lambda:InvokeFunction",
        Principal="apigateway.amazonaws.com",
        SourceArn=f"arn:aws:execute-api:us-east-1:{api.account}:{api.id}/*",
    )
