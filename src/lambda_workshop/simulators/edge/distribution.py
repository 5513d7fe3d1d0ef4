"""A distribution as its DistributionConfig describes it: origins, cache behaviours, error pages.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.aws import wildcards
from lambda_workshop.aws.edge.associations import Association, problem_of_set
from lambda_workshop.aws.edge.events import EventType
from lambda_workshop.aws.edge.headers import Headers
from lambda_workshop.aws.facts import cloudfront
from lambda_workshop.simulators.edge.policies import (
    MANAGED_CACHE_POLICIES,
    MANAGED_REQUEST_POLICIES,
    CachePolicy,
    Chosen,
    cache_policy,
    legacy_policy,
    request_policy,
)

ERROR_SECONDS = cloudfront.ERROR_CACHING.value
"""How long an error stays in the cache when the distribution says nothing of it."""
_BUCKET = re.compile(
    r"(?P<bucket>[a-z0-9][a-z0-9.-]+)\.s3(?:[.-](?P<region>[a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com$"
)

LookUp = Callable[[str], Mapping[str, Any]]
"""Finds the configuration of a policy by its id; raises DistributionRefused when there is none."""


class DistributionRefused(Exception):
    """CloudFront would not take this distribution. `code` is CloudFront's own."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


class NotSimulated(Exception):
    """The distribution asks for something that CloudFront has and this simulator has not."""


@dataclass(frozen=True)
class Origin:
    """Where the distribution gets from what it has not in its cache.

    `bucket` is the S3 bucket's name, and empty for a custom origin. `signed` says how CloudFront proves to the bucket
    who it is: `access-control`, `identity` or not at all; `identity` is that identity's id. Of a custom origin,
    `protocol` is the policy's name, `timeout` and `keep_alive` are seconds.
    """

    id: str
    domain: str
    path: str
    headers: Headers
    bucket: str = ""
    region: str = "us-east-1"
    signed: str = ""
    protocol: str = "https-only"
    http_port: int = 80
    https_port: int = 443
    timeout: int = 30
    keep_alive: int = 5
    tls: tuple[str, ...] = ("TLSv1.2",)
    identity: str = ""


@dataclass(frozen=True)
class ErrorPage:
    """What viewers get in place of an error of the origin: a page, under a status of its own, for so many seconds."""

    code: int
    page: str
    response_code: int
    seconds: int


@dataclass(frozen=True)
class Behaviour:
    """How requests whose path matches the pattern are served; the default behaviour's pattern is `*`."""

    pattern: str
    origin: str
    viewers: str
    methods: frozenset[str]
    cached_methods: frozenset[str]
    cache: CachePolicy
    forwarded: Chosen
    functions: tuple[Association, ...]

    def matches(self, path: str) -> bool:
        """Whether the path is this behaviour's. Patterns know `*` and `?`, distinguish case, and need no slash."""
        pattern = self.pattern if self.pattern.startswith(("/", "*")) else f"/{self.pattern}"
        return wildcards.matches(pattern, path)

    def function(self, event: EventType) -> Association | None:
        """The Lambda function at this event."""
        return next((association for association in self.functions if association.event is event), None)


@dataclass(frozen=True)
class Distribution:
    """A distribution. The behaviours are in order, the default last."""

    id: str
    domain: str
    arn: str
    enabled: bool
    root: str
    origins: Mapping[str, Origin]
    behaviours: tuple[Behaviour, ...]
    errors: Mapping[int, ErrorPage]

    def behaviour(self, path: str) -> Behaviour:
        """The first behaviour whose pattern matches."""
        return next(behaviour for behaviour in self.behaviours if behaviour.matches(path))


def read(
    config: Mapping[str, Any], *, id: str, domain: str, arn: str, cache_policies: LookUp, request_policies: LookUp
) -> Distribution:
    """A distribution from its DistributionConfig, as boto3 takes and gives it.

    Raises:
        DistributionRefused: CloudFront would refuse it.
        NotSimulated: it uses what the simulator lacks.
    """
    origins = [_origin(item) for item in _items(config.get("Origins"))]
    default = config.get("DefaultCacheBehavior")
    if not origins or not isinstance(default, Mapping):
        raise DistributionRefused("InvalidArgument", "The distribution needs an origin and a default cache behavior.")
    listed = [*_items(config.get("CacheBehaviors")), {**default, "PathPattern": "*"}]
    behaviours = tuple(_behaviour(item, cache_policies, request_policies) for item in listed)
    known = {origin.id: origin for origin in origins}
    if unknown := next((item for item in behaviours if item.origin not in known), None):
        raise DistributionRefused(
            "NoSuchOrigin",
            f"No origin of the distribution has the id {unknown.origin} of the behavior {unknown.pattern}.",
        )
    errors = (_error(item) for item in _items(config.get("CustomErrorResponses")))
    return Distribution(
        id=id,
        domain=domain,
        arn=arn,
        enabled=bool(config.get("Enabled", True)),
        root=str(config.get("DefaultRootObject") or ""),
        origins=known,
        behaviours=behaviours,
        errors={error.code: error for error in errors},
    )


def bucket_of(domain: str) -> tuple[str, str]:
    """The bucket and region of an S3 domain, or two empty strings."""
    found = _BUCKET.match(domain)
    return (found["bucket"], found["region"] or "us-east-1") if found else ("", "")


def _origin(item: Mapping[str, Any]) -> Origin:
    headers = Headers.of((header["HeaderName"], header["HeaderValue"]) for header in _items(item.get("CustomHeaders")))
    domain, path = str(item["DomainName"]), str(item.get("OriginPath") or "")
    if "S3OriginConfig" in item:
        bucket, region = bucket_of(domain)
        if not bucket:
            raise DistributionRefused("InvalidArgument", f"The S3 origin {item['Id']} has no domain of S3: {domain}.")
        identity = str((item.get("S3OriginConfig") or {}).get("OriginAccessIdentity") or "").rpartition("/")[2]
        signed = "access-control" if item.get("OriginAccessControlId") else "identity" if identity else ""
        return Origin(str(item["Id"]), domain, path, headers, bucket, region, signed, identity=identity)
    custom = item.get("CustomOriginConfig")
    if not isinstance(custom, Mapping):
        raise NotSimulated(f"the origin {item.get('Id')} is neither an S3 origin nor a custom origin")
    return Origin(
        str(item["Id"]),
        domain,
        path,
        headers,
        protocol=str(custom.get("OriginProtocolPolicy", "match-viewer")),
        http_port=int(custom.get("HTTPPort", 80)),
        https_port=int(custom.get("HTTPSPort", 443)),
        timeout=int(custom.get("OriginReadTimeout", 30)),
        keep_alive=int(custom.get("OriginKeepaliveTimeout", 5)),
        tls=tuple(_items(custom.get("OriginSslProtocols"))) or ("TLSv1.2",),
    )


def _behaviour(item: Mapping[str, Any], cache_policies: LookUp, request_policies: LookUp) -> Behaviour:
    associations = tuple(
        Association(EventType(one["EventType"]), one["LambdaFunctionARN"], bool(one.get("IncludeBody", False)))
        for one in _items(item.get("LambdaFunctionAssociations"))
    )
    others = [one["EventType"] for one in _items(item.get("FunctionAssociations"))]
    if problem := problem_of_set(associations, others):
        raise DistributionRefused("InvalidArgument", problem)
    if others:
        raise NotSimulated("CloudFront Functions, which are written in JavaScript, do not run here")
    if item.get("ResponseHeadersPolicyId"):
        raise NotSimulated("response headers policies are not applied here; leave ResponseHeadersPolicyId out")
    allowed = item.get("AllowedMethods") or {}
    cached = _items(allowed.get("CachedMethods"))
    policy, forwarded = item.get("CachePolicyId"), item.get("OriginRequestPolicyId")
    if policy:
        cache = MANAGED_CACHE_POLICIES.get(policy) or cache_policy(cache_policies(policy))
    else:
        cache = legacy_policy(item)
    return Behaviour(
        pattern=str(item["PathPattern"]),
        origin=str(item["TargetOriginId"]),
        viewers=str(item.get("ViewerProtocolPolicy", "allow-all")),
        methods=frozenset(_items(allowed) or ("GET", "HEAD")),
        cached_methods=frozenset(cached or ("GET", "HEAD")),
        cache=cache,
        forwarded=(MANAGED_REQUEST_POLICIES.get(forwarded) or request_policy(request_policies(forwarded)))
        if forwarded
        else Chosen(),
        functions=associations,
    )


def _error(item: Mapping[str, Any]) -> ErrorPage:
    code, page = int(item["ErrorCode"]), str(item.get("ResponsePagePath") or "")
    return ErrorPage(
        code, page, int(item.get("ResponseCode") or code), int(item.get("ErrorCachingMinTTL", ERROR_SECONDS))
    )


def _items(listed: Mapping[str, Any] | None) -> list[Any]:
    return list((listed or {}).get("Items") or [])
