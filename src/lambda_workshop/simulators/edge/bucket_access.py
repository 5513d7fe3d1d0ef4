"""Whether CloudFront may read an object of a bucket: what the bucket's policy says.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html
"""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from lambda_workshop.simulators.edge.distribution import Distribution, Origin

_SERVICE = "cloudfront.amazonaws.com"
_IDENTITY = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity "


def statements(s3: Any, bucket: str) -> list[Mapping[str, Any]]:
    """The statements of the bucket's policy; none when it has no policy.

    Raises:
        ClientError: the bucket cannot be asked, or is not there.
    """
    try:
        document = json.loads(s3.get_bucket_policy(Bucket=bucket)["Policy"])
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchBucketPolicy":
            return []
        raise
    found = document.get("Statement", [])
    return list(found) if isinstance(found, list) else [found]


def allowed(
    policy: list[Mapping[str, Any]], distribution: Distribution, origin: Origin, action: str, resource: str
) -> bool:
    """Whether the policy lets CloudFront do this, in the way in which the origin proves who it is."""
    ours = [item for item in policy if _concerns(item, distribution, origin, action, resource)]
    return any(item.get("Effect") == "Allow" for item in ours) and all(item.get("Effect") != "Deny" for item in ours)


def _concerns(
    statement: Mapping[str, Any], distribution: Distribution, origin: Origin, action: str, resource: str
) -> bool:
    return (
        _names(statement.get("Principal"), origin)
        and any(fnmatch.fnmatchcase(action.lower(), one.lower()) for one in _listed(statement.get("Action")))
        and any(fnmatch.fnmatchcase(resource, one) for one in _listed(statement.get("Resource")))
        and _conditions_hold(statement.get("Condition") or {}, distribution, origin)
    )


def _names(principal: Any, origin: Origin) -> bool:
    named = principal.items() if isinstance(principal, dict) else [("AWS", principal)]
    for kind, names in named:
        for name in _listed(names):
            if name == "*" and kind == "AWS":
                return True
            if kind == "Service" and origin.signed == "access-control" and name == _SERVICE:
                return True
            if kind in ("AWS", "CanonicalUser") and origin.signed == "identity":
                return kind == "CanonicalUser" or name.startswith(_IDENTITY)
    return False


def _conditions_hold(conditions: Mapping[str, Any], distribution: Distribution, origin: Origin) -> bool:
    # Only a signed request says for which distribution and account it is.
    signed = origin.signed == "access-control"
    known = {
        "aws:sourcearn": distribution.arn if signed else "",
        "aws:sourceaccount": distribution.arn.split(":")[4] if signed else "",
        "aws:securetransport": "true",
    }
    for wanted in conditions.values():
        for name, values in wanted.items():
            given = known.get(name.lower(), "")
            if not any(fnmatch.fnmatchcase(given, pattern) for pattern in _listed(values)):
                return False
    return True


def _listed(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [] if value is None else [str(value)]
