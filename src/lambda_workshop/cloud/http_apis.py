"""HTTP and WebSocket APIs of API Gateway, whole: routes with what stands behind them and before them, stages, CORS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.aws.policies import Statement
from lambda_workshop.cloud.core import Cloud
from lambda_workshop.cloud.functions import decision

GATEWAY = "apigateway.amazonaws.com"


@dataclass(frozen=True)
class Route:
    """One route. `integration` and `authorizer` are boto3's records, empty when there is none."""

    key: str
    integration: Mapping[str, Any] = field(default_factory=dict)
    authorizer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def function(self) -> str:
        """The ARN of the function that it leads to; empty when it leads to something else, or nowhere."""
        uri = str(self.integration.get("IntegrationUri", ""))
        if self.integration.get("IntegrationType") != "AWS_PROXY":
            return ""
        return uri.partition("/functions/")[2].removesuffix("/invocations") or uri

    @property
    def payload(self) -> str:
        """The format of its function's event: `1.0` or `2.0`."""
        return str(self.integration.get("PayloadFormatVersion", ""))


@dataclass(frozen=True)
class HttpApi:
    """An HTTP or WebSocket API with its routes by key and its stages by name; `selection` is its route selection."""

    id: str
    name: str
    cors: Mapping[str, Any]
    tags: Mapping[str, str]
    routes: Mapping[str, Route]
    stages: Mapping[str, Mapping[str, Any]]
    selection: str = ""


def named(cloud: Cloud, name: str, *, protocol: str = "HTTP") -> list[HttpApi]:
    """The APIs of this name and protocol (`HTTP` or `WEBSOCKET`): AWS lets several have the same name."""
    gateway = cloud.client("apigatewayv2")
    every = [api for page in gateway.get_paginator("get_apis").paginate() for api in page["Items"]]
    return [_whole(gateway, api) for api in every if (api["Name"], api["ProtocolType"]) == (name, protocol)]


def _whole(gateway: Any, api: dict[str, Any]) -> HttpApi:
    number = api["ApiId"]

    def items(operation: str, key: str) -> dict[str, dict[str, Any]]:
        pages = gateway.get_paginator(operation).paginate(ApiId=number)
        return {item[key]: item for page in pages for item in page["Items"]}

    integrations = items("get_integrations", "IntegrationId")
    authorizers = items("get_authorizers", "AuthorizerId")
    routes = {
        route["RouteKey"]: Route(
            route["RouteKey"],
            integrations.get(route.get("Target", "").removeprefix("integrations/"), {}),
            authorizers.get(route.get("AuthorizerId", ""), {}) if route.get("AuthorizationType") != "NONE" else {},
        )
        for route in items("get_routes", "RouteId").values()
    }
    stages = items("get_stages", "StageName")
    return HttpApi(
        number,
        api["Name"],
        api.get("CorsConfiguration", {}),
        api.get("Tags", {}),
        routes,
        stages,
        api.get("RouteSelectionExpression", ""),
    )


def source_arn(cloud: Cloud, api_id: str, route_key: str, *, stage: str = "$default") -> str:
    """Who calls, as a function's policy must name it: `arn:aws:execute-api:...:API/STAGE/METHOD/path`.

    A WebSocket API's routes have no method and no path: `.../STAGE/$connect`.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
    """
    method, _space, path = route_key.partition(" ")
    return f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api_id}/{stage}/{method}{path}"


def too_wide(cloud: Cloud, function: str) -> Statement | None:
    """A statement that would let somebody else's API call the function as well; None when there is none."""
    other = source_arn(cloud, "anotherapi", "GET /")
    found = decision(cloud, function, GATEWAY, source_arn=other)
    return found.statement if found.allowed else None
