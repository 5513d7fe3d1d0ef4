"""Addresses on AWS itself, where every API has a host name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from lambda_workshop.cloud import Cloud
from lambda_workshop.cloud.addresses import address


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield Cloud(boto3.Session("a", "b", region_name="eu-west-1"))


IRELAND = "https://lambda.eu-west-1.amazonaws.com"


@dataclass(frozen=True)
class Gateway:
    """API Gateway with one API, as boto3 shows it, in Ireland."""

    protocol: str
    stage: str
    meta: Any = field(default_factory=lambda: SimpleNamespace(endpoint_url=IRELAND, region_name="eu-west-1"))

    def client(self, service_name: str) -> Gateway:
        return self

    def get_rest_api(self, restApiId: str) -> None:
        raise ClientError({"Error": {"Code": "NotFoundException"}}, "GetRestApi")

    def get_api(self, ApiId: str) -> dict[str, str]:
        return {"ProtocolType": self.protocol}

    def get_stages(self, ApiId: str) -> dict[str, Any]:
        return {"Items": [{"StageName": self.stage}]}


@pytest.mark.parametrize(
    ("protocol", "stage", "expected"),
    [
        ("HTTP", "$default", "https://a1.execute-api.eu-west-1.amazonaws.com/orders"),
        ("HTTP", "dev", "https://a1.execute-api.eu-west-1.amazonaws.com/dev/orders"),
        ("WEBSOCKET", "dev", "wss://a1.execute-api.eu-west-1.amazonaws.com/dev/orders"),
    ],
)
def test_a_v2_api(protocol: str, stage: str, expected: str) -> None:
    assert address(Cloud(Gateway(protocol, stage)), "a1", "/orders") == expected


def test_a_load_balancer(cloud: Cloud) -> None:
    networks = cloud.client("ec2")
    network = networks.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        networks.create_subnet(VpcId=network, CidrBlock=f"10.0.{part}.0/24", AvailabilityZone=f"eu-west-1{zone}")
        for part, zone in enumerate("ab")
    ]
    made = cloud.client("elbv2").create_load_balancer(
        Name="inkwell", Subnets=[subnet["Subnet"]["SubnetId"] for subnet in subnets]
    )["LoadBalancers"][0]
    expected = f"http://{made['DNSName']}:8080/prints"
    assert address(cloud, made["LoadBalancerArn"], "/prints", port=8080) == expected
    assert address(cloud, "inkwell", "/prints", kind="load balancer", port=8080) == expected
