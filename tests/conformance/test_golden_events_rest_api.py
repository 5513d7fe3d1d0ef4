"""The events in the REST API section are what its trigger really delivers.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest
from aws_lambda_powertools.utilities.parser.models import APIGatewayProxyEventModel
from golden import golden, shape
from rest_api import RestApi

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("rest-api")
NAMES = ("price", "place_order")
NO_AUTHORIZERS = pytest.mark.differs(localstack="calls no Lambda authorizer, and lets every request in")
BROWSER = [
    ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"),
    ("Accept", "application/json"),
    ("Origin", "https://inkwell.example"),
]
ORDER = '{"paper": "A4", "copies": 12}'
DOOR = """
def handler(event, context):
    allow = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    return {"principalId": "ana", "policyDocument": {"Version": "2012-10-17", "Statement": [allow]}}
"""
SAME = (
    "resource", "path", "httpMethod", "queryStringParameters", "multiValueQueryStringParameters", "pathParameters",
    "stageVariables", "body", "isBase64Encoded",
)  # fmt: skip


@pytest.fixture
def delivered(session: Session, account: str) -> Mapping[str, dict[str, Any]]:
    """What the shop's function gets from a customer's browser, by the golden events' names."""
    api = RestApi(session, account)
    api.add_function("door", DOOR)
    door = api.gateway.create_authorizer(
        restApiId=api.id,
        name="door",
        type="TOKEN",
        authorizerUri=api.uri("door"),
        identitySource="method.request.header.Authorization",
    )["id"]
    key = api.gateway.create_api_key(name="partner", enabled=True, value="partner-0123456789abcdef")["id"]
    api.proxy("/prices/{paper}", apiKeyRequired=True)
    api.proxy("/orders", "POST", authorizationType="CUSTOM", authorizerId=door)
    api.deploy("prod")
    plan = api.gateway.create_usage_plan(name="partners", apiStages=[{"apiId": api.id, "stage": "prod"}])["id"]
    api.gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")
    order = [
        *BROWSER,
        ("Content-Type", "application/json"),
        ("Idempotency-Key", "o-20417"),
        ("Authorization", "ana.c0ffee"),
    ]
    path = "/prices/A4?copies=12&finish=matt&finish=framed"
    partner = [*BROWSER, ("X-Api-Key", "partner-0123456789abcdef")]
    answers = {
        "price": api.call(path, headers=partner, stage="prod"),
        "place_order": api.call("/orders", "POST", body=ORDER, headers=order, stage="prod"),
    }
    return {name: answer.value for name, answer in answers.items()}


@pytest.mark.parametrize("name", ["price", pytest.param("place_order", marks=NO_AUTHORIZERS)])
def test_a_golden_event_has_the_shape_of_a_delivered_one(delivered: Mapping[str, dict[str, Any]], name: str) -> None:
    found, expected = delivered[name], golden("rest-api", name)
    assert shape(found) == shape(expected)
    for key in SAME:
        assert found.get(key) == expected.get(key), key


@pytest.mark.parametrize("name", NAMES)
def test_a_golden_event_is_what_powertools_parses(name: str) -> None:
    APIGatewayProxyEventModel.model_validate(golden("rest-api", name))


def test_the_golden_events_tell_of_one_api() -> None:
    contexts = [golden("rest-api", name)["requestContext"] for name in NAMES]
    for key in ("accountId", "apiId", "domainName", "stage", "deploymentId"):
        assert len({context[key] for context in contexts}) == 1
