"""REST APIs: their parts, and what MiniStack does of a request's way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lambda_workshop.emulator.fallback.ministack import Record, Response, Store, apigateway_v1, responses


def apis() -> Store[Record]:
    """The APIs by id."""
    return apigateway_v1._rest_apis


def api(number: str) -> Record:
    """The API of this id; empty when there is none."""
    return apigateway_v1._rest_apis.get(number) or {}


def resources(api: str) -> dict[str, Record]:
    """The API's resources by id."""
    return apigateway_v1._resources.get(api) or {}


def authorizers(api: str) -> dict[str, Record]:
    """The API's authorizers by id."""
    return apigateway_v1._authorizers_v1.get(api) or {}


def request_validators(api: str) -> dict[str, Record]:
    """The API's request validators by id."""
    return apigateway_v1._request_validators.get(api) or {}


def models(api: str) -> dict[str, Record]:
    """The API's models by name."""
    return apigateway_v1._models.get(api) or {}


def deployments(api: str) -> dict[str, Record]:
    """The API's deployments by id."""
    return apigateway_v1._deployments_v1.get(api) or {}


def stages(api: str) -> dict[str, Record]:
    """The API's stages by name."""
    return apigateway_v1._stages_v1.get(api) or {}


def overlaid(store: Any, instead: Callable[[str], Any]) -> Any:
    """The same store, but that reading the parts of an API gives what `instead` says of it, unless that is None."""

    class Overlaid(responses.AccountRegionScopedDict):  # type: ignore[misc, name-defined]
        def get(self, key: str, default: Any = None) -> Any:
            chosen = instead(key)
            return super().get(key, default) if chosen is None else chosen

    made = Overlaid()
    made._data = store._data
    return made


def function_in(uri: str) -> str:
    """The function that an integration's URI names."""
    return apigateway_v1._extract_lambda_ref_from_integration_uri(uri)


def api_key(value: str) -> Record | None:
    """The enabled API key with this value."""
    return apigateway_v1._resolve_api_key(value)


async def run(function: str, event: object, account: str, region: str) -> tuple[Record | None, Any]:
    """Run a function and return how it ended; or None, and something true, when there is no such function."""
    return await apigateway_v1._call_lambda_raw(function, event, account_id=account, region=region)


def gateway_error(kind: str, message: str) -> Any:
    """An error that the API itself answers, by its gateway response type such as `INTEGRATION_TIMEOUT`."""
    return apigateway_v1._gw_error(kind, message)


def gateway_response(error: Any, request: Record) -> Response:
    """How the API answers that error."""
    return apigateway_v1._gateway_error_response(error, request)


def validation_error(
    method: Record, api: str, request: Record, headers: dict[str, str], body: bytes, query: Record
) -> Any:
    """The gateway error of a request that the method's validator refuses; None when it does not."""
    return apigateway_v1._check_request_validation(method, api, request, headers, body, query)


async def call_address(
    integration: Record,
    path: str,
    method: str,
    headers: dict[str, str],
    body: bytes,
    query: Record,
    path_parameters: dict[str, str],
) -> Any:
    """The answer of the address behind an HTTP integration."""
    return await apigateway_v1._invoke_http_proxy_v1(integration, path, method, headers, body, query, path_parameters)


async def call_function(integration: Record, *arguments: Any, **options: Any) -> Any:
    """The answer of the function behind an `AWS_PROXY` or an `AWS` integration, or a gateway error.

    The arguments are those of the two functions that seams.py replaces.
    """
    if integration.get("type") == "AWS_PROXY":
        return await apigateway_v1._invoke_lambda_proxy_v1(integration, *arguments, **options)
    return await apigateway_v1._invoke_lambda_custom_v1(integration, *arguments, **options)


def answer(content: Record) -> Response:
    """A successful answer."""
    return apigateway_v1._v1_response(content)


def error(code: str, message: str, status: int) -> Response:
    """An error with AWS's code for it."""
    return apigateway_v1._v1_error(code, message, status)
