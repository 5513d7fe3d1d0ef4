"""REST APIs, whole: methods with what stands before and behind them, as they are and as a stage serves them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.cloud import Cloud

GATEWAY = "apigateway.amazonaws.com"


@dataclass(frozen=True)
class Method:
    """One method of a resource; `settings` is boto3's record, with its `methodIntegration`."""

    key: str
    settings: Mapping[str, Any]

    @property
    def function(self) -> str:
        """The ARN of the function that a proxy integration calls; empty when there is none."""
        integration = self.settings.get("methodIntegration") or {}
        if integration.get("type") != "AWS_PROXY":
            return ""
        return str(integration.get("uri", "")).partition("/functions/")[2].removesuffix("/invocations")


@dataclass(frozen=True)
class RestApi:
    """A REST API with its methods by key (`POST /orders`), its authorizers by id and its stages by name."""

    id: str
    name: str
    tags: Mapping[str, str]
    methods: Mapping[str, Method]
    authorizers: Mapping[str, Mapping[str, Any]]
    stages: Mapping[str, Mapping[str, Any]]


def named(cloud: Cloud, name: str) -> list[RestApi]:
    """The REST APIs of this name: AWS lets several have the same."""
    gateway = cloud.client("apigateway")
    pages = gateway.get_paginator("get_rest_apis").paginate()
    return [_whole(gateway, item) for page in pages for item in page["items"] if item["name"] == name]


def _whole(gateway: Any, api: Mapping[str, Any]) -> RestApi:
    number, methods = api["id"], {}
    for page in gateway.get_paginator("get_resources").paginate(restApiId=number, embed=["methods"]):
        for resource in page["items"]:
            for verb, settings in resource.get("resourceMethods", {}).items():
                key = f"{verb} {resource['path']}"
                methods[key] = Method(key, settings)
    authorizers = gateway.get_authorizers(restApiId=number).get("items", [])
    stages = gateway.get_stages(restApiId=number).get("item", [])
    return RestApi(
        number,
        api["name"],
        api.get("tags") or {},
        methods,
        {item["id"]: item for item in authorizers},
        {item["stageName"]: item for item in stages},
    )


def source_arn(cloud: Cloud, api: str, key: str, *, stage: str) -> str:
    """Who calls, as a function's policy must name it: `arn:aws:execute-api:...:API/STAGE/METHOD/path`.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/arn-format-reference.html
    """
    verb, _space, path = key.partition(" ")
    return f"arn:aws:execute-api:{cloud.region}:{cloud.account}:{api}/{stage}/{verb}{path}"
