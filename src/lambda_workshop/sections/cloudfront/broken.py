"""A site whose every page is a 502: its function adds a header that belongs to CloudFront."""

from __future__ import annotations

import json
from pathlib import Path

from lambda_workshop.cloud import Cloud, deploying, functions
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.sections.cloudfront.site import bucket_name, open_edge, upload

ROOM = "inkwell-cloudfront-debug"
COUNTER = f"{ROOM}-edge"
SERVICES = ("lambda", "cloudfront", "s3", "logs")
CODE = (Path(__file__).parent / "counter.py").read_text("utf-8")
_CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"


def edge_role(cloud: Cloud, name: str, *policies: dict[str, object]) -> str:
    """The ARN of a role that Lambda and its edge may assume."""
    arn = deploying.role(cloud, name, policies)
    services = ["lambda.amazonaws.com", "edgelambda.amazonaws.com"]
    statement = {"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    cloud.client("iam").update_assume_role_policy(RoleName=name, PolicyDocument=json.dumps(document))
    return arn


def let_read(cloud: Cloud, bucket: str, distribution_arn: str) -> None:
    """Let this distribution read the bucket."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {"StringEquals": {"AWS:SourceArn": distribution_arn}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    cloud.client("s3").put_bucket_policy(Bucket=bucket, Policy=json.dumps(document))


def distribute(cloud: Cloud, comment: str, bucket: str, event: str, version: str) -> str:
    """Create a distribution of the bucket with this version at one event; returns its id."""
    cloudfront = cloud.client("cloudfront")
    control = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}
    access = cloudfront.create_origin_access_control(OriginAccessControlConfig={"Name": f"{comment}-access", **control})
    origin = {
        "Id": "site",
        "DomainName": f"{bucket}.s3.us-east-1.amazonaws.com",
        "S3OriginConfig": {"OriginAccessIdentity": ""},
        "OriginAccessControlId": access["OriginAccessControl"]["Id"],
    }
    behaviour = {
        "TargetOriginId": "site",
        "ViewerProtocolPolicy": "redirect-to-https",
        "CachePolicyId": _CACHING_OPTIMIZED,
        "LambdaFunctionAssociations": {
            "Quantity": 1,
            "Items": [{"EventType": event, "LambdaFunctionARN": version}],
        },
    }
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": comment,
            "Comment": comment,
            "Enabled": True,
            "DefaultRootObject": "index.html",
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": behaviour,
        }
    )["Distribution"]
    let_read(cloud, bucket, made["ARN"])
    return str(made["Id"])


def break_it(cloud: Cloud) -> list[tuple[str, str]]:
    """Put the broken site in place, visit it once, and tell what was made."""
    remove(cloud, (ROOM,), SERVICES)
    bucket = bucket_name(cloud, ROOM)
    cloud.client("s3").create_bucket(Bucket=bucket)
    upload(cloud, bucket, "index.html", "<h1>Inkwell, home page</h1>")
    role = edge_role(cloud, f"{ROOM}-role")
    package = functions.zip_of({"index.py": CODE})
    deploying.deploy(cloud, COUNTER, package, handler="index.handler", role_arn=role)
    version = cloud.client("lambda").publish_version(FunctionName=COUNTER)["FunctionArn"]
    distribute(cloud, ROOM, bucket, "viewer-response", version)
    edge = open_edge(cloud, ROOM)
    assert edge is not None
    answer = edge.request("GET", "/")
    return [
        ("distribution", f"{ROOM}: the bucket {bucket}, with one page"),
        ("function", f"{COUNTER}: version 1 at viewer-response"),
        ("what a browser gets", f"{answer.status}, X-Cache: {answer.x_cache}"),
    ]
