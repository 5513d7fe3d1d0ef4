"""Whether CloudFront may read an object of a bucket: what the bucket's policy says.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.aws.policies import ANYBODY, Policy, Principal, Request, acting_for, arn, may, parse, service
from lambda_workshop.simulators.edge.distribution import Distribution, Origin

SERVICE = "cloudfront.amazonaws.com"
_IDENTITY = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity "


def document(s3: Any, bucket: str) -> str:
    """The bucket's policy as it was put; empty when it has none.

    Raises:
        ClientError: the bucket cannot be asked, or is not there.
    """
    try:
        return str(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
            return ""
        raise


def allowed(policy: str, distribution: Distribution, origin: Origin, action: str, resource: str) -> bool:
    """Whether the policy lets CloudFront do this, in the way in which the origin proves who it is."""
    parsed = parse(policy)
    # Only a signed request says for which distribution and account it is.
    source = acting_for(distribution.arn) if origin.signed == "access-control" else {}
    return any(
        may(Request(action, resource, who, {"aws:SecureTransport": "true", **source}), resource_policy=parsed).allowed
        for who in _callers(parsed, origin)
    )


def _callers(policy: Policy, origin: Origin) -> list[Principal]:
    """As whom CloudFront asks; an identity has two names, of which only S3 knows the other."""
    if origin.signed == "access-control":
        return [service(SERVICE)]
    if origin.signed != "identity":
        return [ANYBODY]
    canonical = [one for statement in policy for one in statement.principals or () if one.kind == "CanonicalUser"]
    return [arn(f"{_IDENTITY}{origin.identity}"), *canonical]
