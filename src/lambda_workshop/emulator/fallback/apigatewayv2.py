"""HTTP APIs and WebSocket APIs: their parts, and what MiniStack does of a request's way.

The parts of an API are by id, and stages by name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Response, Store, apigateway, apigateway_v1


def apis() -> Store[Record]:
    """The APIs by id."""
    return apigateway._apis


def api(number: str) -> Record:
    """The API of this id; empty when there is none."""
    return apigateway._apis.get(number) or {}


def routes(api: str) -> dict[str, Record]:
    """The API's routes."""
    return apigateway._routes.get(api) or {}


def integrations(api: str) -> dict[str, Record]:
    """The API's integrations."""
    return apigateway._integrations.get(api) or {}


def authorizers(api: str) -> dict[str, Record]:
    """The API's authorizers."""
    return apigateway._authorizers.get(api) or {}


def stages(api: str) -> dict[str, Record]:
    """The API's stages."""
    return apigateway._stages.get(api) or {}


def stages_in(account: str, region: str, api: str) -> dict[str, Record]:
    """The stages of an API of that account and region."""
    return apigateway._stages.get_scoped(account, region, api) or {}


def deployments(api: str) -> dict[str, Record]:
    """The API's deployments."""
    return apigateway._deployments.get(api) or {}


def route_responses(api: str, route: str) -> dict[str, Record]:
    """The route's responses."""
    return (apigateway._route_responses.get(api) or {}).get(route) or {}


def integration_responses(api: str, integration: str) -> dict[str, Record]:
    """The integration's responses."""
    return (apigateway._integration_responses.get(api) or {}).get(integration) or {}


def stage_variables(api: str, stage: str) -> dict[str, str]:
    """The stage's variables."""
    return apigateway._get_stage_variables(api, stage) or {}


def place_of(api: str) -> tuple[str, str] | None:
    """The account and region of the API, which may be a region of the current account only; None without it."""
    return apigateway.find_api_scope(api)


def owner_of(api: str) -> tuple[str, str, str] | None:
    """The protocol, account and region of the API, in whatever account it is; None without it."""
    return apigateway._api_owner(api)


def stages_of_owner(api: str) -> Mapping[str, Record]:
    """The stages of the API, in whatever region it is."""
    return apigateway.stages_for_api(api)


def create_integration(api: str, settings: Record) -> Response:
    """CreateIntegration."""
    return apigateway._create_integration(api, settings)


def create_route(api: str, settings: Record) -> Response:
    """CreateRoute."""
    return apigateway._create_route(api, settings)


def create_stage(api: str, settings: Record) -> Response:
    """CreateStage."""
    return apigateway._create_stage(api, settings)


def create_deployment(api: str, settings: Record) -> Response:
    """CreateDeployment."""
    return apigateway._create_deployment(api, settings)


def answer(content: Record, status: int) -> Response:
    """A successful answer."""
    return apigateway._apigw_response(content, status)


def error(code: str, message: str, status: int) -> Response:
    """An error with AWS's code for it."""
    return apigateway._apigw_error(code, message, status)


def is_text(content_type: str) -> bool:
    """Whether a function gets a body of this type as text."""
    return apigateway._v2_request_body_is_text(content_type)


def caller_of(headers: Mapping[str, str], query: Mapping[str, Any]) -> Record:
    """Whose key signed the request: the event's `requestContext.authorizer.iam`."""
    return apigateway._iam_caller_identity_v2(headers, query)


async def authorize(
    api: str,
    stage: str,
    route: Mapping[str, Any],
    method: str,
    path: str,
    route_path: str,
    headers: Mapping[str, str],
    query: Mapping[str, Any],
    path_parameters: Mapping[str, str],
    stage_variables: Mapping[str, str],
    account: str,
    region: str,
    raw_query: str,
) -> tuple[Response | None, Record | None]:
    """Ask a route's Lambda authorizer: the refusal, if any, and the context that it gives along."""
    return await apigateway._authorize_request_v2(
        api,
        stage,
        route,
        method,
        path,
        route_path,
        headers,
        query,
        path_parameters,
        stage_variables,
        account,
        region,
        raw_query,
    )


def identity_sources(
    wanted: Any, headers: Mapping[str, str], query: Mapping[str, Any], stage_variables: Mapping[str, str]
) -> tuple[bool, list[str]]:
    """Whether the request has all of an authorizer's identity sources, and what it has at them."""
    return apigateway._request_authorizer_identity_sources(wanted, headers, query, stage_variables, {})


def as_texts(context: Record | None) -> dict[str, str]:
    """An authorizer's context as an API passes it on: every value a text."""
    return apigateway_v1._stringify_context(context) or {}


async def keys_of_issuer(issuer: str) -> Record:
    """The JSON Web Key Set of an issuer of tokens; raises OSError or ValueError."""
    url = await apigateway._resolve_jwks_url({"jwtConfiguration": {"issuer": issuer}})
    return await apigateway._fetch_jwks(url)


def is_signed_with(token: str, key: Mapping[str, Any]) -> bool:
    """Whether the token's RS256 signature is of this key."""
    return apigateway._verify_rs256_signature(token, key)


def mapped_request(
    integration: Record,
    *,
    headers: dict[str, str],
    query: Mapping[str, Any],
    path: str,
    path_parameters: dict[str, str],
    context: Record,
    stage_variables: dict[str, str],
) -> tuple[dict[str, str], dict[str, Any], str]:
    """Headers, query and path as the integration's parameter mappings make them."""
    return apigateway._apply_request_parameter_mappings(
        integration,
        request_headers=headers,
        request_query=query,
        request_path=path,
        path_params=path_parameters,
        context_vars=context,
        stage_vars=stage_variables,
    )


async def call_address(
    integration: Record, path: str, method: str, headers: dict[str, str], body: bytes, query: Mapping[str, Any]
) -> Response:
    """The answer of the address behind an HTTP integration."""
    return await apigateway._invoke_http_proxy(integration, path, method, headers, body, query)
