"""A REST API goes with its usage plans and keys, which AWS keeps apart from it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rest_api import RestApi

from lambda_workshop.cloud import Cloud
from lambda_workshop.cloud.cleanup import leftovers, remove

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("rest-api")
ROOM = "inkwell-cleanup"


def add_partner(api: RestApi, name: str) -> None:
    """A usage plan for the API's stage, with a key in it."""
    stages = [{"apiId": api.id, "stage": "dev"}]
    plan = api.gateway.create_usage_plan(name=name, apiStages=stages)["id"]
    key = api.gateway.create_api_key(name=name, enabled=True)["id"]
    api.gateway.create_usage_plan_key(usagePlanId=plan, keyId=key, keyType="API_KEY")


def test_plans_and_keys_are_removed_and_those_of_others_stay(session: Session, account: str) -> None:
    cloud = Cloud(session)
    api = RestApi(session, account)
    api.proxy("/orders")
    api.deploy()
    add_partner(api, f"{ROOM}-partner")
    add_partner(api, "somebody-else")
    kinds = {(found.kind, found.name) for found in remove(cloud, (ROOM,), ("apigateway",))}
    assert kinds == {("usage plan", f"{ROOM}-partner"), ("API key", f"{ROOM}-partner")}
    assert not leftovers(cloud, (ROOM,), ("apigateway",))
    assert {found.kind for found in leftovers(cloud, ("somebody",), ("apigateway",))} == {"usage plan", "API key"}
