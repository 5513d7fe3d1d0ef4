"""The address of an API or a load balancer, as a browser, curl and Python can call it with no name server.

On AWS that is a host name of its own; both backends of the course know the same things by a path on 127.0.0.1:
https://docs.localstack.cloud/aws/services/apigateway/
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud, missing


class Kind(StrEnum):
    """What answers at an address."""

    REST = "rest"
    HTTP = "http"
    WEBSOCKET = "websocket"
    LOAD_BALANCER = "load balancer"


class NoAddress(LookupError):
    """Nothing of this name can be called; the message says why, and what to do."""


def address(cloud: Cloud, target: str, path: str = "", *, stage: str = "", kind: Kind | str = "", port: int = 0) -> str:
    """The URL at which this API or load balancer answers, without a slash at its end unless the path has one.

    Args:
        cloud: where it is.
        target: an API's id; a load balancer's name, DNS name or ARN.
        path: what comes after it, such as `/orders/7?full=yes`.
        stage: the API's stage; by default the one that it has, or `$default`.
        kind: looked up when it is empty; a load balancer's bare name needs it.
        port: the listener's, when a load balancer has several.

    Raises NoAddress for a target or a stage that does not exist, and when the stage must be named; ValueError for an
    unknown kind.
    """
    wanted = Kind(kind) if kind else _kind_of(cloud, target)
    if path and not path.startswith(("/", "?")):
        path = f"/{path}"
    if wanted is Kind.LOAD_BALANCER:
        return _load_balancer(cloud, target, port) + path
    found = _stage(_stages(cloud, target, wanted), target, stage)
    base = _api_base(cloud, target, secure_scheme="wss" if wanted is Kind.WEBSOCKET else "https")
    # AWS serves $default without a name; and a shell would take the dollar for a variable.
    return (base if found == "$default" else f"{base}/{found}") + path


def _kind_of(cloud: Cloud, target: str) -> Kind:
    if target.startswith("arn:aws:elasticloadbalancing:") or ".elb." in target:
        return Kind.LOAD_BALANCER
    if _found(lambda: cloud.client("apigateway").get_rest_api(restApiId=target)) is not None:
        return Kind.REST
    api = _found(lambda: cloud.client("apigatewayv2").get_api(ApiId=target))
    if api is None:
        raise NoAddress(f"There is no API with the id {target!r}. Pass the ApiId that creating it returned.")
    return Kind.WEBSOCKET if api["ProtocolType"] == "WEBSOCKET" else Kind.HTTP


def _found(ask: Any) -> Any:
    """What the call returns; None when it does not exist, or the backend has no such service."""
    try:
        return ask()
    except ClientError as error:
        if missing(error) or error.response["ResponseMetadata"]["HTTPStatusCode"] == 501:
            return None
        raise


def _stages(cloud: Cloud, api: str, kind: Kind) -> list[str]:
    if kind is Kind.REST:
        found = _found(lambda: cloud.client("apigateway").get_stages(restApiId=api)) or {}
        return [str(item["stageName"]) for item in found.get("item", ())]
    found = _found(lambda: cloud.client("apigatewayv2").get_stages(ApiId=api)) or {}
    return [str(item["StageName"]) for item in found.get("Items", ())]


def _stage(stages: list[str], api: str, wanted: str) -> str:
    if wanted in stages:
        return wanted
    if not stages:
        raise NoAddress(f"The API {api} has no stage yet, so nothing answers. Create one, or deploy to one.")
    if wanted:
        raise NoAddress(f"The API {api} has no stage {wanted!r}; it has {', '.join(sorted(stages))}.")
    if "$default" in stages:
        return "$default"
    if len(stages) > 1:
        raise NoAddress(f"The API {api} has the stages {', '.join(sorted(stages))}. Say which: stage={stages[0]!r}.")
    return stages[0]


def _api_base(cloud: Cloud, api: str, *, secure_scheme: str) -> str:
    endpoint = urlsplit(str(cloud.client("lambda").meta.endpoint_url))
    if _is_aws(endpoint.hostname):
        return f"{secure_scheme}://{api}.execute-api.{cloud.region}.amazonaws.com"
    # Both backends speak plain HTTP.
    return f"{secure_scheme.removesuffix('s')}://{endpoint.netloc}/_aws/execute-api/{api}"


def _load_balancer(cloud: Cloud, target: str, port: int) -> str:
    balancers = cloud.client("elbv2")
    name = target.split("/")[-2] if target.startswith("arn:") else target
    if ".elb." in name:
        every = balancers.get_paginator("describe_load_balancers").paginate()
        found = [each for page in every for each in page["LoadBalancers"] if each["DNSName"].lower() == name.lower()]
    else:
        try:
            found = balancers.describe_load_balancers(Names=[name])["LoadBalancers"]
        except ClientError as error:
            if error.response["Error"]["Code"] != "LoadBalancerNotFound":
                raise
            found = []
    if not found:
        raise NoAddress(f"There is no load balancer {target!r}.")
    endpoint = urlsplit(str(balancers.meta.endpoint_url))
    ending = f":{port}" if port else ""
    if _is_aws(endpoint.hostname):
        return f"http://{found[0]['DNSName']}{ending}"
    return f"{endpoint.scheme}://{endpoint.netloc}/_alb/{found[0]['LoadBalancerName']}{ending}"


def _is_aws(host: str | None) -> bool:
    return bool(host) and str(host).endswith((".amazonaws.com", ".api.aws"))
