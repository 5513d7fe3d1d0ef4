"""Deployments are snapshots: a stage answers from the one that it points to, and from no later change.

Resources, methods, integrations, authorizers, models, validators and the API's own settings belong to the snapshot;
stage variables and method settings belong to the stage and are live.
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
"""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv1

PARTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "api": apigatewayv1.api,
    "resources": apigatewayv1.resources,
    "authorizers": apigatewayv1.authorizers,
    "request_validators": apigatewayv1.request_validators,
    "models": apigatewayv1.models,
}


@dataclass(frozen=True)
class Snapshot:
    """What one API was when it was deployed: MiniStack's record of each of `PARTS`."""

    api: str
    parts: dict[str, Any]


class Deployment(dict[str, Any]):
    """MiniStack's record of a deployment, and with it what was deployed."""

    snapshot: Snapshot


_answering: ContextVar[Snapshot | None] = ContextVar("answering", default=None)


@contextlib.contextmanager
def answering(api: str, deployment: str) -> Iterator[None]:
    """While this lasts, the API's records are those of the deployment; the live ones when there is no such."""
    record = apigatewayv1.deployments(api).get(deployment)
    token = _answering.set(record.snapshot if isinstance(record, Deployment) else None)
    try:
        yield
    finally:
        _answering.reset(token)


def _deployable(part: str) -> Callable[[Any], Any]:
    """Make a factory for one of MiniStack's stores: it answers from the snapshot while a request is being answered."""

    def deployed(api: str) -> Any:
        snapshot = _answering.get()
        return snapshot.parts[part] if snapshot is not None and snapshot.api == api else None

    return lambda store: apigatewayv1.overlaid(store, deployed)


rest_apis = _deployable("api")
resources = _deployable("resources")
authorizers = _deployable("authorizers")
request_validators = _deployable("request_validators")
models = _deployable("models")


def methods_of(api: str, resource: str) -> dict[str, Any]:
    """The methods of a resource, by verb, as deployed."""
    found = apigatewayv1.resources(api).get(resource) or {}
    return dict(found.get("resourceMethods") or {})


def resource_at(api: str, path: str) -> dict[str, Any]:
    """The resource with this path, as deployed."""
    found = (each for each in apigatewayv1.resources(api).values() if each.get("path") == path)
    return next(found, {"id": "", "path": path, "resourceMethods": {}})


def create(original: Callable[..., Any]) -> Callable[..., Any]:
    """Replace `apigateway_v1._create_deployment`: keep what is deployed."""

    def create_deployment(api: str, data: dict[str, Any]) -> Any:
        answer = original(api, data)
        status, _headers, body = answer
        if status < 300:
            number = json.loads(body)["id"]
            records = apigatewayv1.deployments(api)
            deployment = Deployment(records[number])
            parts = {part: copy.deepcopy(records_of(api)) for part, records_of in PARTS.items()}
            deployment.snapshot = Snapshot(api, parts)
            records[number] = deployment
            stage = apigatewayv1.stages(api).get(str(data.get("stageName")))
            if stage is not None:
                stage["variables"] = {**(stage.get("variables") or {}), **(data.get("variables") or {})}
        return answer

    return create_deployment


def delete(original: Callable[..., Any]) -> Callable[..., Any]:
    """Replace `apigateway_v1._delete_deployment`: one that a stage points to stays.

    https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html
    """

    def delete_deployment(api: str, number: str) -> Any:
        stages = apigatewayv1.stages(api).values()
        if any(stage.get("deploymentId") == number for stage in stages):
            message = "Active stages pointing to this deployment must be moved or deleted"
            return apigatewayv1.error("BadRequestException", message, 400)
        return original(api, number)

    return delete_deployment
