"""Which functions a distribution may have: CreateDistribution and UpdateDistribution refuse the others.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-at-edge-function-restrictions.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-edge-permissions.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-lambda-at-edge
"""

from __future__ import annotations

import json
import secrets
from typing import Any

import pytest
from botocore.exceptions import ClientError
from edge_fixtures import METHODS, Site, site
from edge_shop import behaviour, config, custom_origin, functions, items, publish, trust

from lambda_workshop.cloud import Cloud, cleanup
from lambda_workshop.simulators.edge import DistributionRefused, Edge, NotSimulated

__all__ = ["site"]
pytestmark = pytest.mark.trigger("cloudfront")
NO_API = "its free edition has no CloudFront: the simulator takes a configuration instead"


def refusal(site: Site, associations: dict[str, Any], **more: Any) -> tuple[str, str]:
    """Code and message with which the distribution is refused, by CloudFront's API and by the simulator alike."""
    default = behaviour(LambdaFunctionAssociations=associations, AllowedMethods=METHODS, **more)
    wanted = config(custom_origin(80), default=default, CallerReference=secrets.token_hex(8))
    with pytest.raises(DistributionRefused) as simulated:
        Edge(site.session, wanted)
    told = (simulated.value.code, simulated.value.message)
    if site.backend.name == "embedded":
        with pytest.raises(ClientError) as refused:
            site.session.client("cloudfront").create_distribution(DistributionConfig=wanted)
        error = refused.value.response["Error"]
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        assert (error["Code"], error["Message"]) == told
    return told


def associated(site: Site, name: str, event: str = "viewer_request", **settings: Any) -> tuple[str, str]:
    """The refusal of a function with these settings."""
    return refusal(site, functions(**{event: publish(site.session, site.account, "", name, **settings)}))


@pytest.mark.parametrize("ending", ["", ":$LATEST", ":live"])
def test_only_a_numbered_version_is_taken(site: Site, ending: str) -> None:
    arn = site.arn.removesuffix(":1") + ending
    assert refusal(site, functions(viewer_request=arn)) == (
        "InvalidLambdaFunctionAssociation",
        "The function ARN must reference a specific function version. (The ARN must end with the version number.) "
        f"ARN: {arn}",
    )


def test_only_us_east_1_is_taken(site: Site) -> None:
    arn = site.arn.replace("us-east-1", "eu-central-1")
    code, message = refusal(site, functions(origin_request=arn))
    assert (code, message) == (
        "InvalidLambdaFunctionAssociation",
        f"The function must be in region 'us-east-1'. ARN: {arn}",
    )


def test_a_version_that_does_not_exist_is_not_taken(site: Site) -> None:
    arn = site.arn.removesuffix(":1") + ":99"
    code, message = refusal(site, functions(viewer_response=arn))
    assert code == "InvalidLambdaFunctionAssociation" and f"lambda:GetFunction for resource: {arn}" in message


def test_environment_variables_are_not_taken(site: Site) -> None:
    code, message = associated(site, "with-env", Environment={"Variables": {"STAGE": "live"}})
    assert code == "InvalidLambdaFunctionAssociation" and "cannot have environment variables" in message


def test_the_function_must_fit_its_event(site: Site) -> None:
    long = "The function timeout is larger than the maximum allowed for functions that are triggered by a CloudFront"
    assert associated(site, "long", Timeout=31)[1].startswith(f"{long} event: 31 Max allowed: 30 Function: arn:")
    big = publish(site.session, site.account, "", "big", MemorySize=256)
    message = refusal(site, functions(viewer_request=big))[1]
    assert "memory size is larger than the maximum allowed size" in message and "256 Max allowed: 128" in message
    default = behaviour(LambdaFunctionAssociations=functions(origin_request=big))
    assert site.open(config(custom_origin(80), default=default)).refusals() == []


def test_the_role_must_trust_lambda_and_its_edge(site: Site) -> None:
    arn = publish(site.session, site.account, "", "untrusted")
    trust(site.session, "lambda.amazonaws.com")
    try:
        code, message = refusal(site, functions(viewer_request=arn))
    finally:
        trust(site.session, "lambda.amazonaws.com", "edgelambda.amazonaws.com")
    assert code == "InvalidLambdaFunctionAssociation"
    assert message == (
        "The function execution role must be assumable with edgelambda.amazonaws.com as well as lambda.amazonaws.com "
        f"principals. Update the IAM role and try again. Role: arn:aws:iam::{site.account}:role/inkwell-edge"
    )


def test_one_function_for_each_event_and_bodies_for_requests_only(site: Site) -> None:
    twice = functions(viewer_request=site.arn)["Items"] * 2
    assert refusal(site, items(*twice))[0] == "InvalidArgument"
    assert "IncludeBody" in refusal(site, functions(viewer_response=f"{site.arn}+body"))[1]
    script = {"EventType": "viewer-request", "FunctionARN": "arn:aws:cloudfront::123456789012:function/a"}
    both = refusal(site, functions(viewer_response=site.arn), FunctionAssociations=items(script))
    assert both[0] == "InvalidArgument" and "CloudFront function" in both[1]


@pytest.mark.differs(localstack=NO_API)
def test_an_update_is_judged_as_well_and_changes_nothing_when_refused(site: Site) -> None:
    client = site.session.client("cloudfront")
    wanted = config(custom_origin(80), default=behaviour(), CallerReference="update")
    made = client.create_distribution(DistributionConfig=wanted)
    changed = json.loads(json.dumps(made["Distribution"]["DistributionConfig"], default=str))
    latest = site.arn.removesuffix(":1") + ":$LATEST"
    changed["DefaultCacheBehavior"]["LambdaFunctionAssociations"] = functions(viewer_request=latest)
    id = made["Distribution"]["Id"]
    with pytest.raises(client.exceptions.InvalidLambdaFunctionAssociation):
        client.update_distribution(Id=id, DistributionConfig=changed, IfMatch=made["ETag"])
    assert client.get_distribution_config(Id=id)["ETag"] == made["ETag"]


@pytest.mark.differs(localstack=NO_API)
def test_an_associated_version_may_be_read_by_the_replicator(site: Site) -> None:
    arn = publish(site.session, site.account, "", "replicated")
    site.open(config(custom_origin(80), default=behaviour(LambdaFunctionAssociations=functions(viewer_request=arn))))
    policy = site.session.client("lambda").get_policy(FunctionName="replicated", Qualifier="1")["Policy"]
    statement = json.loads(policy)["Statement"][0]
    assert statement["Principal"] == {"Service": "replicator.lambda.amazonaws.com"}
    assert (statement["Action"], statement["Resource"]) == ("lambda:GetFunction", arn)


@pytest.mark.differs(localstack=NO_API)
def test_a_caller_reference_counts_once(site: Site) -> None:
    client = site.session.client("cloudfront")
    wanted = config(custom_origin(80), default=behaviour(), CallerReference="once")
    client.create_distribution(DistributionConfig=wanted)
    with pytest.raises(client.exceptions.DistributionAlreadyExists):
        client.create_distribution(DistributionConfig={**wanted, "Comment": "another"})


@pytest.mark.differs(localstack=NO_API)
def test_a_section_is_cleaned_of_its_distributions_and_what_belongs_to_them(site: Site) -> None:
    client, cloud = site.session.client("cloudfront"), Cloud(site.session)
    arn = publish(site.session, site.account, "", "inkwell-swept")
    default = behaviour(LambdaFunctionAssociations=functions(viewer_request=arn))
    for comment in ("inkwell-swept-site", "another"):
        wanted = config(custom_origin(80), default=default, CallerReference=comment, Comment=comment)
        client.create_distribution(DistributionConfig=wanted)
    control = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}
    client.create_origin_access_control(OriginAccessControlConfig={"Name": "inkwell-swept-access", **control})
    removed = cleanup.remove(cloud, ["inkwell-swept"], ["cloudfront", "lambda"])
    assert [resource.name for resource in removed] == ["inkwell-swept-site", "inkwell-swept-access", "inkwell-swept"]
    assert cleanup.leftovers(cloud, ["inkwell-swept"], ["cloudfront", "lambda"]) == []
    assert [left.name for left in cleanup.leftovers(cloud, ["another"], ["cloudfront"])] == ["another"]


def test_what_is_not_simulated_says_so(site: Site) -> None:
    script = {"EventType": "viewer-request", "FunctionARN": "arn:aws:cloudfront::123456789012:function/a"}
    for more in ({"FunctionAssociations": items(script)}, {"ResponseHeadersPolicyId": "67f7725c"}):
        with pytest.raises(NotSimulated):
            Edge(site.session, config(custom_origin(80), default=behaviour(**more)))
