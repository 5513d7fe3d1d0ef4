"""What a stage serves: the API as it is now, where it deploys automatically, else what was deployed to it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.emulator.fallback import apigatewayv2

Call = Callable[..., Any]


@dataclass(frozen=True)
class Served:
    """Routes, integrations and authorizers, by their ids."""

    routes: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    integrations: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    authorizers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


class Deployment(dict[str, Any]):
    """MiniStack's record of a deployment, with what was deployed."""

    served = Served()


def live(api: str) -> Served:
    """The API as it is now."""
    parts = (apigatewayv2.routes, apigatewayv2.integrations, apigatewayv2.authorizers)
    return Served(*(dict(part(api)) for part in parts))


def served(api: str, stage: Mapping[str, Any]) -> Served | None:
    """What this stage serves; None when nothing was deployed to it yet."""
    if stage.get("autoDeploy"):
        return live(api)
    deployment = apigatewayv2.deployments(api).get(str(stage.get("deploymentId")))
    return deployment.served if isinstance(deployment, Deployment) else None


def keep(api: str, deployment_id: str, *, automatic: bool = False) -> dict[str, Any]:
    """Take the snapshot of a deployment that MiniStack recorded; returns its record."""
    deployments = apigatewayv2.deployments(api)
    record = Deployment(deployments[deployment_id])
    record["autoDeployed"] = automatic
    record.served = copy.deepcopy(live(api))
    deployments[deployment_id] = record
    return record


def freeze(api: str, stage: dict[str, Any], create: Call) -> None:
    """Deploy to a stage that stops deploying automatically what it serves now."""
    known = set(apigatewayv2.deployments(api))
    create(api, {"description": "Automatic deployment triggered by changes to the Api configuration"})
    for number in set(apigatewayv2.deployments(api)) - known:
        keep(api, number, automatic=True)
        stage["deploymentId"] = number


def create_deployment(original: Call) -> Call:
    """Make a deployment a snapshot, and the stage that it is for serve it."""

    def create(api: str, data: dict[str, Any]) -> Any:
        if apigatewayv2.api(api).get("protocolType") != "HTTP":
            return original(api, data)
        name = data.get("stageName")
        stage = apigatewayv2.stages(api).get(str(name))
        if name and stage is None:
            return apigatewayv2.error("NotFoundException", f"Invalid stage identifier specified: {name}", 404)
        if stage and stage.get("autoDeploy"):
            message = f"The stage {name} deploys automatically: a deployment of its own is not permitted"
            return apigatewayv2.error("BadRequestException", message, 400)
        if not apigatewayv2.routes(api):
            message = "At least one route is required before deploying the Api."
            return apigatewayv2.error("BadRequestException", message, 400)
        answer = original(api, data)
        if answer[0] != 201:
            return answer
        record = keep(api, json.loads(answer[2])["deploymentId"])
        if stage is not None:
            stage["deploymentId"] = record["deploymentId"]
        return apigatewayv2.answer(record, 201)

    return create


def delete_deployment(original: Call) -> Call:
    """Refuse to delete a deployment that a stage serves, and one that does not exist."""

    def delete(api: str, number: str) -> Any:
        if apigatewayv2.api(api).get("protocolType") == "HTTP":
            if number not in apigatewayv2.deployments(api):
                return apigatewayv2.error("NotFoundException", f"Invalid deployment id specified: {number}", 404)
            if any(stage.get("deploymentId") == number for stage in apigatewayv2.stages(api).values()):
                message = "Active stages pointing to this deployment must be moved or deleted"
                return apigatewayv2.error("BadRequestException", message, 400)
        return original(api, number)

    return delete
