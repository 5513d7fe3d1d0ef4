"""A WebSocket's messages run functions as every other caller does, and a function can answer through its API's address.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import websocket
from deployed import Deployed, deploy, eventually, log_exists

from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("websockets")
SOURCE = (
    "import boto3\n"
    "def handler(event, context):\n"
    "    told = event['requestContext']\n"
    "    print('route', told['routeKey'])\n"
    "    if told['routeKey'] == '$default':\n"
    "        address = f\"https://{told['domainName']}/{told['stage']}\"\n"
    "        client = boto3.client('apigatewaymanagementapi', endpoint_url=address)\n"
    "        data = f'from {context.function_name}'.encode()\n"
    "        client.post_to_connection(ConnectionId=told['connectionId'], Data=data)\n"
    "    return {'statusCode': 200}\n"
)


@pytest.fixture
def function(session: Session, account: str) -> Deployed:
    """A function that answers what comes over its API."""
    return deploy(session, account, SOURCE, name="chat", Timeout=10)


@pytest.fixture
def address(backend: EmbeddedBackend, session: Session, function: Deployed) -> str:
    """The address of a WebSocket API whose every route runs the function."""
    arn = function.functions.get_function_configuration(FunctionName="chat")["FunctionArn"]
    gateway = session.client("apigatewayv2")
    api = gateway.create_api(Name="chat", ProtocolType="WEBSOCKET", RouteSelectionExpression="$request.body.action")[
        "ApiId"
    ]
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    integration = gateway.create_integration(ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=uri)
    for route in ("$connect", "$default", "$disconnect"):
        gateway.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration['IntegrationId']}")
    gateway.create_stage(ApiId=api, StageName="dev", AutoDeploy=True)
    function.functions.add_permission(
        FunctionName="chat", StatementId="api", Action="lambda:InvokeFunction", Principal="apigateway.amazonaws.com"
    )
    return f"{backend.endpoint_url.replace('http://', 'ws://')}/_aws/execute-api/{api}/dev"


def test_each_route_leaves_a_complete_log(function: Deployed, address: str) -> None:
    connection = websocket.create_connection(address, timeout=10)
    connection.send(json.dumps({"action": "hello"}))
    connection.recv()
    connection.close()

    def lines() -> list[str]:
        return [line for stream in function.streams().values() for line in stream] if log_exists(function) else []

    eventually(lambda: "route $disconnect" in lines(), "the log of $disconnect")
    eventually(lambda: sum(line.startswith("REPORT ") for line in lines()) == 3, "three reports")
    assert [line for line in lines() if line.startswith("route ")] == [
        "route $connect",
        "route $default",
        "route $disconnect",
    ]


def test_a_function_answers_through_the_address_that_its_event_names(address: str) -> None:
    connection = websocket.create_connection(address, timeout=10)
    connection.send(json.dumps({"action": "hello"}))
    assert connection.recv() in ("from chat", b"from chat")
    connection.close()
