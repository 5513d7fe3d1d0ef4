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

PARTS = ("_rest_apis", "_resources", "_authorizers_v1", "_request_validators", "_models")


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
    from ministack.services import apigateway_v1

    record = apigateway_v1._deployments_v1.get(api, {}).get(deployment)
    token = _answering.set(record.snapshot if isinstance(record, Deployment) else None)
    try:
        yield
    finally:
        _answering.reset(token)


def _deployable(part: str) -> Callable[[Any], Any]:
    """Make a factory for one of MiniStack's stores: it answers from the snapshot while a request is being answered."""

    def replace(store: Any) -> Any:
        from ministack.core.responses import AccountRegionScopedDict

        class Deployable(AccountRegionScopedDict):  # type: ignore[misc]
            def get(self, key: str, default: Any = None) -> Any:
                snapshot = _answering.get()
                if snapshot is not None and snapshot.api == key:
                    return snapshot.parts[part]
                return super().get(key, default)

        made = Deployable()
        made._data = store._data
        return made

    return replace


rest_apis = _deployable("_rest_apis")
resources = _deployable("_resources")
authorizers = _deployable("_authorizers_v1")
request_validators = _deployable("_request_validators")
models = _deployable("_models")


def methods_of(api: str, resource: str) -> dict[str, Any]:
    """The methods of a resource, by verb, as deployed."""
    from ministack.services import apigateway_v1

    found = apigateway_v1._resources.get(api, {}).get(resource) or {}
    return dict(found.get("resourceMethods") or {})


def resource_at(api: str, path: str) -> dict[str, Any]:
    """The resource with this path, as deployed."""
    from ministack.services import apigateway_v1

    found = (each for each in apigateway_v1._resources.get(api, {}).values() if each.get("path") == path)
    return next(found, {"id": "", "path": path, "resourceMethods": {}})


def create(original: Callable[..., Any]) -> Callable[..., Any]:
    """Replace `apigateway_v1._create_deployment`: keep what is deployed."""

    def create_deployment(api: str, data: dict[str, Any]) -> Any:
        from ministack.services import apigateway_v1

        answer = original(api, data)
        status, _headers, body = answer
        if status < 300:
            number = json.loads(body)["id"]
            records = apigateway_v1._deployments_v1[api]
            deployment = Deployment(records[number])
            parts = {part: copy.deepcopy(getattr(apigateway_v1, part).get(api, {})) for part in PARTS}
            deployment.snapshot = Snapshot(api, parts)
            records[number] = deployment
            stage = apigateway_v1._stages_v1.get(api, {}).get(data.get("stageName"))
            if stage is not None:
                stage["variables"] = {**(stage.get("variables") or {}), **(data.get("variables") or {})}
        return answer

    return create_deployment


def delete(original: Callable[..., Any]) -> Callable[..., Any]:
    """Replace `apigateway_v1._delete_deployment`: one that a stage points to stays.

    https://docs.aws.amazon.com/apigateway/latest/api/API_DeleteDeployment.html
    """

    def delete_deployment(api: str, number: str) -> Any:
        from ministack.services import apigateway_v1

        stages = apigateway_v1._stages_v1.get(api, {}).values()
        if any(stage.get("deploymentId") == number for stage in stages):
            message = "Active stages pointing to this deployment must be moved or deleted"
            return apigateway_v1._v1_error("BadRequestException", message, 400)
        return original(api, number)

    return delete_deployment
