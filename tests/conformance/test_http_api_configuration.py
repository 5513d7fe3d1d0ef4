"""How an HTTP API is configured: quick create, and what AWS refuses.

https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop.html
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from http_apis import HttpApi

from lambda_workshop.emulator.host.handle import EmbeddedBackend

pytestmark = pytest.mark.trigger("http-api")
ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_nowhere"


@pytest.fixture(scope="module")
def shared(backend: EmbeddedBackend) -> Iterator[HttpApi]:
    """An API with one route, one integration, one stage and an authorizer."""
    account = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    api = HttpApi(backend.session(account), account, backend.endpoint_url)
    api.add_function()
    api.route("GET /orders/{id}")
    api.stage("dev")
    yield api
    backend.reset(account)


def refused(call: Any, **arguments: Any) -> tuple[str, int]:
    """The error code and the status with which a call is refused."""
    with pytest.raises(ClientError) as error:
        call(**arguments)
    response = error.value.response
    assert response["Error"]["Message"]
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


BAD, GONE, TWICE = ("BadRequestException", 400), ("NotFoundException", 404), ("ConflictException", 409)


class TestQuickCreate:
    def test_a_target_makes_route_integration_and_stage(self, shared: HttpApi) -> None:
        api = HttpApi(shared.session, shared.account, shared.endpoint, Target=shared.arn())
        api.permit()
        routes, integrations, stages = (
            getattr(api.gateway, f"get_{kind}")(ApiId=api.id)["Items"] for kind in ("routes", "integrations", "stages")
        )
        assert [(route["RouteKey"], route["ApiGatewayManaged"]) for route in routes] == [("$default", True)]
        (integration,) = integrations
        assert routes[0]["Target"] == f"integrations/{integration['IntegrationId']}"
        assert (integration["IntegrationType"], integration["IntegrationUri"]) == ("AWS_PROXY", api.arn())
        assert (integration["PayloadFormatVersion"], integration["ApiGatewayManaged"]) == ("2.0", True)
        assert [(stage["StageName"], stage["AutoDeploy"]) for stage in stages] == [("$default", True)]
        assert api.event("/any/path", "PUT")["routeKey"] == "$default"

    def test_a_route_key_replaces_the_default_route(self, shared: HttpApi) -> None:
        made = {"Target": shared.arn(), "RouteKey": "GET /prices"}
        api = HttpApi(shared.session, shared.account, shared.endpoint, **made)
        api.permit()
        assert api.event("/prices")["routeKey"] == "GET /prices"
        assert api.call("/else").status == 404

    def test_what_it_made_cannot_be_deleted_alone(self, shared: HttpApi) -> None:
        api = HttpApi(shared.session, shared.account, shared.endpoint, Target=shared.arn())
        (integration,) = api.gateway.get_integrations(ApiId=api.id)["Items"]
        answer = refused(api.gateway.delete_integration, ApiId=api.id, IntegrationId=integration["IntegrationId"])
        assert answer == TWICE

    def test_the_api_goes_with_all_its_parts(self, shared: HttpApi) -> None:
        api = HttpApi(shared.session, shared.account, shared.endpoint, Target=shared.arn())
        api.gateway.delete_api(ApiId=api.id)
        assert refused(api.gateway.get_routes, ApiId=api.id) == GONE
        assert api.call("/").status == 404


class TestRefusals:
    @pytest.mark.parametrize(
        "settings",
        [
            {"Name": ""},
            {"ProtocolType": "REST"},
            {"Target": "orders"},
            {"RouteKey": "GET /orders"},
            {"RouteSelectionExpression": "$request.body.action"},
            {"CorsConfiguration": {"AllowOrigins": ["inkwell.example"]}},
            {"CorsConfiguration": {"AllowOrigins": ["https://inkwell.example/shop"]}},
            {"CorsConfiguration": {"AllowOrigins": ["*"], "AllowCredentials": True}},
            {"CorsConfiguration": {"AllowMethods": ["FETCH"]}},
            {"CorsConfiguration": {"MaxAge": 86401}},
        ],
    )
    def test_an_api_that_cannot_be(self, shared: HttpApi, settings: dict[str, Any]) -> None:
        wanted = {"Name": "orders", "ProtocolType": "HTTP", **settings}
        assert refused(shared.gateway.create_api, **wanted) == BAD

    @pytest.mark.parametrize(
        ("route", "answer"),
        [
            ({"RouteKey": "/orders"}, BAD),
            ({"RouteKey": "FETCH /orders"}, BAD),
            ({"RouteKey": "GET orders"}, BAD),
            ({"RouteKey": "GET /{proxy+}/pages"}, BAD),
            ({"RouteKey": "GET /order-{id}"}, BAD),
            ({"RouteKey": "GET /{id}/{id}"}, BAD),
            ({"RouteKey": "$connect"}, BAD),
            ({"RouteKey": "GET /orders/{number}"}, TWICE),
            ({"RouteKey": "GET /new", "Target": "integrations/none"}, GONE),
            ({"RouteKey": "GET /new", "Target": "elsewhere"}, BAD),
            ({"RouteKey": "GET /new", "ApiKeyRequired": True}, BAD),
            ({"RouteKey": "GET /new", "AuthorizationType": "JWT"}, BAD),
            ({"RouteKey": "GET /new", "AuthorizationType": "CUSTOM", "AuthorizerId": "none"}, BAD),
            ({"RouteKey": "GET /new", "AuthorizationScopes": ["orders"]}, BAD),
        ],
    )
    def test_a_route_that_cannot_be(self, shared: HttpApi, route: dict[str, Any], answer: tuple[str, int]) -> None:
        assert refused(shared.gateway.create_route, ApiId=shared.id, **route) == answer

    @pytest.mark.parametrize(
        "integration",
        [
            {"PayloadFormatVersion": None},
            {"PayloadFormatVersion": "3.0"},
            {"IntegrationType": "MOCK"},
            {"IntegrationType": "AWS"},
            {"IntegrationUri": "orders"},
            {"IntegrationUri": None},
            {"TimeoutInMillis": 30001},
            {"IntegrationType": "HTTP_PROXY", "IntegrationUri": "https://inkwell.example"},
        ],
    )
    def test_an_integration_that_cannot_be(self, shared: HttpApi, integration: dict[str, Any]) -> None:
        usual = {"IntegrationType": "AWS_PROXY", "IntegrationUri": shared.arn(), "PayloadFormatVersion": "2.0"}
        wanted = {name: value for name, value in {**usual, **integration}.items() if value is not None}
        assert refused(shared.gateway.create_integration, ApiId=shared.id, **wanted) == BAD

    @pytest.mark.parametrize(
        ("stage", "answer"),
        [
            ({"StageName": "dev"}, TWICE),
            ({"StageName": "two words"}, BAD),
            ({"StageName": "live", "DeploymentId": "none"}, GONE),
            ({"StageName": "live", "StageVariables": {"a-b": "1"}}, BAD),
            ({"StageName": "live", "StageVariables": {"table": "two words"}}, BAD),
        ],
    )
    def test_a_stage_that_cannot_be(self, shared: HttpApi, stage: dict[str, Any], answer: tuple[str, int]) -> None:
        assert refused(shared.gateway.create_stage, ApiId=shared.id, **stage) == answer

    @pytest.mark.parametrize(
        "authorizer",
        [
            {"AuthorizerType": "TOKEN"},
            {"IdentitySource": []},
            {"IdentitySource": ["header.Authorization"]},
            {"JwtConfiguration": {"Issuer": ISSUER, "Audience": []}},
            {"JwtConfiguration": {"Issuer": ISSUER, "Audience": ["shop"]}},
            {"JwtConfiguration": {"Issuer": "inkwell", "Audience": ["shop"]}},
            {"AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0"},
            {"AuthorizerType": "REQUEST", "AuthorizerUri": "arn:aws:lambda:us-east-1:1:function:f"},
        ],
    )
    def test_an_authorizer_that_cannot_be(self, shared: HttpApi, authorizer: dict[str, Any]) -> None:
        usual = {"Name": "users", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.Authorization"]}
        assert refused(shared.gateway.create_authorizer, ApiId=shared.id, **{**usual, **authorizer}) == BAD

    def test_a_deployment_to_a_stage_that_deploys_itself(self, shared: HttpApi) -> None:
        assert refused(shared.gateway.create_deployment, ApiId=shared.id, StageName="dev") == BAD
        assert refused(shared.gateway.create_deployment, ApiId=shared.id, StageName="none") == GONE

    def test_an_integration_that_a_route_needs_stays(self, shared: HttpApi) -> None:
        number = shared.gateway.get_integrations(ApiId=shared.id)["Items"][0]["IntegrationId"]
        assert refused(shared.gateway.delete_integration, ApiId=shared.id, IntegrationId=number) == TWICE

    @pytest.mark.parametrize(
        ("kind", "key"),
        [("route", "RouteId"), ("integration", "IntegrationId"), ("stage", "StageName"), ("authorizer", "AuthorizerId"),
         ("deployment", "DeploymentId")],
    )  # fmt: skip
    def test_what_is_not_there_cannot_be_deleted(self, shared: HttpApi, kind: str, key: str) -> None:
        assert refused(getattr(shared.gateway, f"delete_{kind}"), ApiId=shared.id, **{key: "none"}) == GONE
