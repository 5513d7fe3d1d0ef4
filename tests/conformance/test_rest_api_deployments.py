"""Deployments and stages: what is live, what is not, and the way back.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError
from rest_api import RestApi

if TYPE_CHECKING:
    from localstack_client.session import Session

pytestmark = pytest.mark.trigger("rest-api")


def named(text: str) -> str:
    """A function that answers with its name and with the version that ran."""
    return f"def handler(event, context):\n    return {{'body': '{text} ' + context.function_version}}\n"


@pytest.fixture
def api(session: Session, account: str) -> RestApi:
    made = RestApi(session, account, named("first"))
    made.proxy("/orders")
    return made


def point_to(api: RestApi, deployment: str, stage: str = "dev") -> None:
    patch = [{"op": "replace", "path": "/deploymentId", "value": deployment}]
    api.gateway.update_stage(restApiId=api.id, stageName=stage, patchOperations=patch)


def set_variable(api: RestApi, name: str, value: str, stage: str = "dev") -> None:
    patch = [{"op": "replace", "path": f"/variables/{name}", "value": value}]
    api.gateway.update_stage(restApiId=api.id, stageName=stage, patchOperations=patch)


def test_a_new_method_is_live_with_the_next_deployment_only(api: RestApi) -> None:
    api.deploy()
    api.proxy("/prints")
    assert api.call("/prints").status == 403
    api.deploy()
    assert api.call("/prints").status == 200


def test_a_changed_integration_is_live_with_the_next_deployment_only(api: RestApi) -> None:
    api.deploy()
    api.add_function("g", named("second"))
    api.integrate(api.at("/orders"), uri=api.uri("g"))
    assert api.call("/orders").text == "first $LATEST"
    api.deploy()
    assert api.call("/orders").text == "second $LATEST"


def test_a_deleted_method_stays_until_the_next_deployment(api: RestApi) -> None:
    api.proxy("/prints")
    api.deploy()
    api.gateway.delete_resource(restApiId=api.id, resourceId=api.resource("/prints"))
    assert api.call("/prints").status == 200
    api.deploy()
    assert api.call("/prints").status == 403


def test_a_changed_mapping_template_is_live_with_the_next_deployment_only(api: RestApi) -> None:
    responses = {"200": {"responseTemplates": {"application/json": '{"version": 1}'}}}
    where = api.custom("/version", kind="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'},
                       responses=responses)  # fmt: skip
    api.deploy()
    change = [{"op": "replace", "path": "/responseTemplates/application~1json", "value": '{"version": 2}'}]
    api.gateway.update_integration_response(**where, statusCode="200", patchOperations=change)
    assert api.call("/version", "POST").value == {"version": 1}
    api.deploy()
    assert api.call("/version", "POST").value == {"version": 2}


@pytest.mark.differs(localstack="takes up a changed binary media type never, not with the next deployment")
def test_a_binary_media_type_is_live_with_the_next_deployment_only(session: Session, account: str) -> None:
    api = RestApi(session, account)
    api.proxy("/orders", "POST")
    api.deploy()
    change = [{"op": "add", "path": "/binaryMediaTypes/image~1png"}]
    api.gateway.update_rest_api(restApiId=api.id, patchOperations=change)
    assert api.gateway.get_rest_api(restApiId=api.id)["binaryMediaTypes"] == ["image/png"]
    headers = [("Content-Type", "image/png")]
    assert api.call("/orders", "POST", body="x", headers=headers).value["isBase64Encoded"] is False
    api.deploy()
    assert api.call("/orders", "POST", body="x", headers=headers).value["isBase64Encoded"] is True


def test_a_stage_goes_back_to_an_earlier_deployment(api: RestApi) -> None:
    first = api.deploy()
    api.add_function("g", named("second"))
    api.integrate(api.at("/orders"), uri=api.uri("g"))
    second = api.deploy()
    assert api.call("/orders").text == "second $LATEST"
    point_to(api, first)
    assert api.call("/orders").text == "first $LATEST"
    point_to(api, second)
    assert api.call("/orders").text == "second $LATEST"


def test_stages_are_independent_of_each_other(api: RestApi) -> None:
    first = api.deploy("prod")
    api.add_function("g", named("second"))
    api.integrate(api.at("/orders"), uri=api.uri("g"))
    api.deploy("dev")
    assert api.call("/orders", stage="prod").text == "first $LATEST"
    assert api.call("/orders", stage="dev").text == "second $LATEST"
    assert api.gateway.get_stage(restApiId=api.id, stageName="prod")["deploymentId"] == first


@pytest.mark.differs(localstack="answers 404, not 403, where no stage is")
def test_a_deployment_without_a_stage_is_reached_by_none(api: RestApi) -> None:
    number = api.gateway.create_deployment(restApiId=api.id)["id"]
    assert api.call("/orders").status == 403
    api.gateway.create_stage(restApiId=api.id, stageName="dev", deploymentId=number)
    assert api.call("/orders").text == "first $LATEST"


def test_the_events_context_names_the_deployment(session: Session, account: str) -> None:
    api = RestApi(session, account)
    api.proxy("/orders")
    number = api.deploy()
    assert api.call("/orders").value["requestContext"]["deploymentId"] == number


def test_stage_variables_are_live(session: Session, account: str) -> None:
    api = RestApi(session, account)
    api.proxy("/orders")
    api.deploy(variables={"table": "orders"})
    set_variable(api, "table", "orders-new")
    assert api.call("/orders").value["stageVariables"] == {"table": "orders-new"}


def test_a_stage_variable_names_the_functions_alias(api: RestApi) -> None:
    functions = api.session.client("lambda")
    for alias in ("dev", "prod"):
        version = functions.publish_version(FunctionName="f", Description=alias)["Version"]
        functions.create_alias(FunctionName="f", Name=alias, FunctionVersion=version)
        functions.add_permission(
            FunctionName="f", Qualifier=alias, StatementId="api", Action="lambda:InvokeFunction",
            Principal="apigateway.amazonaws.com", SourceArn=f"arn:aws:execute-api:us-east-1:{api.account}:{api.id}/*",
        )  # fmt: skip
        functions.update_function_configuration(FunctionName="f", Description=f"after {alias}")
    api.integrate(api.method("/alias"), uri=api.uri("f:${stageVariables.alias}"))
    api.deploy("dev", variables={"alias": "dev"})
    api.deploy("prod", variables={"alias": "prod"})
    assert api.call("/alias", stage="dev").text == "first 1"
    assert api.call("/alias", stage="prod").text == "first 2"
    set_variable(api, "alias", "prod")
    assert api.call("/alias", stage="dev").text == "first 2"


def test_a_deployment_in_use_is_not_deleted(api: RestApi) -> None:
    number = api.deploy()
    with pytest.raises(ClientError, match="Active stages pointing to this deployment") as refused:
        api.gateway.delete_deployment(restApiId=api.id, deploymentId=number)
    assert refused.value.response["Error"]["Code"] == "BadRequestException"


@pytest.mark.differs(localstack="answers with an internal error for a deployment that does not exist")
def test_a_deployment_that_no_stage_uses_is_deleted(api: RestApi) -> None:
    first, _second = api.deploy(), api.deploy()
    api.gateway.delete_deployment(restApiId=api.id, deploymentId=first)
    with pytest.raises(ClientError, match="Invalid Deployment identifier"):
        api.gateway.get_deployment(restApiId=api.id, deploymentId=first)
