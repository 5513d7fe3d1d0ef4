"""Which route of an HTTP API a request reaches, what a stage serves, and who answers a browser's OPTIONS.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from http_apis import HttpApi

from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("http-api")
ORIGIN = "https://inkwell.example"
QUESTION = [("Origin", ORIGIN), ("Access-Control-Request-Method", "POST")]
Make = Callable[..., HttpApi]
SETTINGS = {
    "AllowOrigins": [ORIGIN],
    "AllowMethods": ["GET", "POST"],
    "AllowHeaders": ["authorization", "content-type"],
    "ExposeHeaders": ["x-pages"],
    "MaxAge": 300,
}  # fmt: skip


@pytest.fixture(scope="module")
def shared(backend: EmbeddedBackend) -> Iterator[HttpApi]:
    """An account with the obedient function, which every API of these tests may invoke."""
    account = f"{secrets.randbelow(9 * 10**11) + 10**11}"
    made = HttpApi(backend.session(account), account, backend.endpoint_url)
    made.add_function()
    yield made
    backend.reset(account)


@pytest.fixture
def make(shared: HttpApi) -> Make:
    """Makes an API with these routes and the stage $default."""

    def made(*routes: str, **settings: Any) -> HttpApi:
        api = HttpApi(shared.session, shared.account, shared.endpoint, **settings)
        api.permit()
        if routes:
            target = api.integrate()
            for key in routes:
                api.route(key, target)
            api.stage()
        return api

    return made


@pytest.fixture(scope="module")
def shop(shared: HttpApi) -> HttpApi:
    """An API with routes of every kind."""
    api = HttpApi(shared.session, shared.account, shared.endpoint)
    api.permit()
    target = api.integrate()
    for key in (
        "GET /orders/express", "GET /orders/{id}", "ANY /orders/{id}", "GET /orders/{id}/pages", "GET /{proxy+}",
        "ANY /files/{name}/{rest+}", "POST /files/{rest+}", "GET /", "$default",
    ):  # fmt: skip
        api.route(key, target)
    api.stage()
    return api


@pytest.fixture(scope="module")
def site(shared: HttpApi) -> HttpApi:
    """An API that answers pages of the shop's site."""
    api = HttpApi(shared.session, shared.account, shared.endpoint, CorsConfiguration=SETTINGS)
    api.permit()
    api.route("POST /orders")
    api.stage()
    return api


class TestMatching:
    @pytest.mark.parametrize(
        ("request_line", "route", "variables"),
        [
            ("GET /orders/express", "GET /orders/express", None),
            ("GET /orders/7", "GET /orders/{id}", {"id": "7"}),
            ("DELETE /orders/7", "ANY /orders/{id}", {"id": "7"}),
            ("GET /orders/7/pages", "GET /orders/{id}/pages", {"id": "7"}),
            ("GET /orders/7/", "GET /{proxy+}", {"proxy": "orders/7/"}),
            ("GET /orders", "GET /{proxy+}", {"proxy": "orders"}),
            ("GET /about/us", "GET /{proxy+}", {"proxy": "about/us"}),
            ("POST /about/us", "$default", None),
            ("POST /files/a/b/c", "ANY /files/{name}/{rest+}", {"name": "a", "rest": "b/c"}),
            ("POST /files/a", "POST /files/{rest+}", {"rest": "a"}),
            ("GET /", "GET /", None),
            ("PUT /", "$default", None),
        ],
    )
    def test_the_most_specific_route_answers(
        self, shop: HttpApi, request_line: str, route: str, variables: dict[str, str] | None
    ) -> None:
        method, path = request_line.split(" ")
        event = shop.event(path, method)
        assert (event["routeKey"], event.get("pathParameters")) == (route, variables)

    def test_what_no_route_matches_is_404(self, make: Make) -> None:
        api = make("GET /orders/{id}")
        for method, path in (("POST", "/orders/7"), ("GET", "/orders"), ("GET", "/orders/7/pages"), ("GET", "/")):
            answer = api.call(path, method)
            assert (answer.status, answer.value) == (404, {"message": "Not Found"}), (method, path)

    def test_route_paths_are_case_sensitive(self, make: Make) -> None:
        assert make("GET /orders").call("/Orders").status == 404


class TestStages:
    def test_an_api_without_a_stage_answers_404(self, make: Make) -> None:
        api = make()
        api.route("$default")
        answer = api.call("/")
        assert (answer.status, answer.value) == (404, {"message": "Not Found"})

    def test_a_named_stage_stands_before_the_path(self, make: Make) -> None:
        api = make()
        api.route("GET /orders")
        api.stage("dev")
        assert api.event("/orders", stage="dev")["requestContext"]["stage"] == "dev"
        assert api.call("/orders").status == 404

    def test_a_stage_that_deploys_automatically_serves_every_change(self, make: Make) -> None:
        api = make("GET /orders")
        api.route("GET /new")
        assert api.event("/new")["routeKey"] == "GET /new"

    def test_a_stage_that_does_not_serves_its_deployment(self, make: Make) -> None:
        api = make()
        api.route("GET /orders")
        api.stage("live", AutoDeploy=False)
        assert api.call("/orders", stage="live").status == 404
        api.gateway.create_deployment(ApiId=api.id, StageName="live")
        api.route("GET /new")
        assert api.call("/orders", stage="live").status == 200
        assert api.call("/new", stage="live").status == 404

    def test_a_stage_variable_may_name_the_function(self, make: Make, shared: HttpApi) -> None:
        api = make()
        api.route("GET /", api.integrate(IntegrationUri=api.arn("${stageVariables.function}")))
        api.stage("dev", StageVariables={"function": "obedient"})
        api.stage("live", StageVariables={"function": "nobody"})
        assert api.call("/", stage="dev").status == 200
        assert api.call("/", stage="live").status == 500

    def test_the_default_address_can_be_closed(self, make: Make) -> None:
        api = make("GET /orders", DisableExecuteApiEndpoint=True)
        assert api.call("/orders").status == 404


class TestCrossOrigin:
    def test_a_preflight_is_answered_by_the_api_itself(self, site: HttpApi) -> None:
        answer = site.call("/orders", "OPTIONS", headers=QUESTION)
        assert (answer.status, answer.content) == (204, b"")
        allowed = {name: value for name, value in answer.headers if name.startswith("access-control-")}
        assert allowed == {
            "access-control-allow-origin": ORIGIN,
            "access-control-allow-methods": "GET,POST",
            "access-control-allow-headers": "authorization,content-type",
            "access-control-expose-headers": "x-pages",
            "access-control-max-age": "300",
        }

    def test_another_origin_is_not_allowed(self, site: HttpApi) -> None:
        foreign = [("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "POST")]
        answer = site.call("/orders", "OPTIONS", headers=foreign)
        assert not [name for name, _value in answer.headers if name.startswith("access-control-")]

    def test_an_answer_carries_the_configured_headers_in_place_of_the_functions_own(self, site: HttpApi) -> None:
        own = {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*", "X-Pages": "7"}, "body": "{}"}
        answer = site.returned(own, "/orders", headers=[("Origin", ORIGIN)])
        assert answer.all("access-control-allow-origin") == [ORIGIN]
        assert (answer.header("access-control-expose-headers"), answer.header("x-pages")) == ("x-pages", "7")

    def test_a_refusal_carries_them_too(self, site: HttpApi) -> None:
        answer = site.call("/nothing", headers=[("Origin", ORIGIN)])
        assert (answer.status, answer.header("access-control-allow-origin")) == (404, ORIGIN)

    def test_a_request_without_an_origin_gets_none(self, site: HttpApi) -> None:
        own = {"statusCode": 200, "headers": {"access-control-allow-origin": "*"}, "body": "{}"}
        assert site.returned(own, "/orders").header("access-control-allow-origin") == ""

    def test_without_a_configuration_the_function_speaks_for_itself(self, make: Make) -> None:
        api = make("POST /orders", "OPTIONS /orders")
        own = {"statusCode": 200, "headers": {"access-control-allow-origin": "https://own.example"}, "body": "{}"}
        answer = api.returned(own, "/orders", headers=[("Origin", ORIGIN)])
        assert answer.all("access-control-allow-origin") == ["https://own.example"]
        silent = api.call("/orders", "OPTIONS", headers=QUESTION)
        assert (silent.status, silent.value["routeKey"]) == (200, "OPTIONS /orders")
        assert not [name for name, _value in silent.headers if name.startswith("access-control-")]

    def test_without_a_configuration_and_a_route_options_is_404(self, make: Make) -> None:
        assert make("POST /orders").call("/orders", "OPTIONS", headers=QUESTION).status == 404

    def test_a_removed_configuration_answers_nothing_more(self, make: Make) -> None:
        api = make("POST /orders", CorsConfiguration=SETTINGS)
        api.gateway.delete_cors_configuration(ApiId=api.id)
        assert api.call("/orders", "OPTIONS", headers=QUESTION).status == 404


def test_a_sessions_own_account_sees_none_of_the_apis_of_another(session: Session, shared: HttpApi) -> None:
    assert session.client("apigatewayv2").get_apis()["Items"] == []
