"""The address that a learner is given for an API answers, with no name server, on every backend that has the API.

https://docs.localstack.cloud/aws/services/apigateway/
"""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from http_apis import HttpApi
from load_balancers import balancer, fixed
from rest_api import RestApi
from websocket_apis import socket_api
from websockets.sync.client import connect

from lambda_workshop.backends import Backend
from lambda_workshop.cloud import Cloud, addresses
from lambda_workshop.cloud.addresses import NoAddress
from lambda_workshop.emulator.host.handle import EmbeddedBackend

if TYPE_CHECKING:
    from localstack_client.session import Session

PRINTS = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'prints'}\n"


def read(url: str) -> str:
    """What the address answers."""
    assert urlsplit(url).hostname == "127.0.0.1"
    with urllib.request.urlopen(url, timeout=20) as answer:
        text: str = answer.read().decode()
    return text


@pytest.mark.trigger("rest-api")
def test_a_rest_api_answers_at_its_address(backend: Backend, session: Session, account: str) -> None:
    api = RestApi(session, account, PRINTS)
    api.proxy("/orders")
    cloud = Cloud(session)
    with pytest.raises(NoAddress, match="no stage yet"):
        addresses.address(cloud, api.id)
    api.deploy("dev")
    assert read(addresses.address(cloud, api.id, "/orders")) == "prints"
    api.deploy("live")
    with pytest.raises(NoAddress, match=r"dev, live.*stage="):
        addresses.address(cloud, api.id)
    assert read(addresses.address(cloud, api.id, "orders", stage="live")) == "prints"


@pytest.mark.trigger("http-api")
def test_an_http_api_answers_at_its_address(backend: EmbeddedBackend, session: Session, account: str) -> None:
    api = HttpApi(session, account, backend.endpoint_url)
    api.add_function()
    api.route("$default")
    api.stage()
    cloud = Cloud(session)
    base = addresses.address(cloud, api.id)
    assert "$" not in base
    assert not base.endswith("/")
    assert json.loads(read(f"{base}/orders?page=2"))["rawPath"] == "/orders"
    assert json.loads(read(base))["rawPath"] == "/"
    api.stage("dev")
    named = addresses.address(cloud, api.id, "/orders", stage="dev")
    assert json.loads(read(named))["rawPath"] == "/dev/orders"
    with pytest.raises(NoAddress, match="no stage 'live'"):
        addresses.address(cloud, api.id, stage="live")


@pytest.mark.trigger("websockets")
def test_a_websocket_api_answers_at_its_address(backend: EmbeddedBackend, session: Session, account: str) -> None:
    api = socket_api(session, account, backend.endpoint_url, routes=("$connect", "$default"))
    url = addresses.address(Cloud(session), api.id)
    assert url == f"ws://127.0.0.1:{backend.port}/_aws/execute-api/{api.id}/dev"
    with connect(url, open_timeout=10) as client:
        client.send("hello")


@pytest.mark.trigger("alb")
def test_a_load_balancer_answers_at_its_address(backend: EmbeddedBackend, session: Session, account: str) -> None:
    shop, cloud = balancer(session, account, backend.endpoint_url), Cloud(session)
    shop.serve(PRINTS)
    made = shop.elb.describe_load_balancers(Names=[shop.name])["LoadBalancers"][0]
    for name in (shop.arn, made["DNSName"]):
        assert read(addresses.address(cloud, name, "/prints")) == "prints"
    assert read(addresses.address(cloud, shop.name, "/", kind="load balancer")) == "prints"
    shop.elb.create_listener(LoadBalancerArn=shop.arn, Protocol="HTTP", Port=8080, DefaultActions=[fixed("other")])
    assert read(addresses.address(cloud, shop.arn, port=8080)) == "other"
    with pytest.raises(NoAddress, match="no load balancer"):
        addresses.address(cloud, "nobody", kind="load balancer")


@pytest.mark.trigger("rest-api")
def test_what_is_not_there_has_no_address(backend: Backend, session: Session) -> None:
    with pytest.raises(NoAddress, match="no API with the id 'nobody'"):
        addresses.address(Cloud(session), "nobody")
