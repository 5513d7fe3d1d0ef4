"""Where a distribution's configuration comes from: CloudFront's API, or a dictionary where there is no such API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from botocore.exceptions import ClientError

from lambda_workshop.cloud.core import Cloud
from lambda_workshop.simulators.edge.distribution import Distribution, DistributionRefused, read


class Source(Protocol):
    """Gives the distribution as it is now."""

    def distribution(self) -> Distribution:
        """The distribution; raises DistributionRefused, NotSimulated or ClientError."""

    def invalidated(self) -> list[str]:
        """The paths that were invalidated since this was asked last."""


class Given:
    """A DistributionConfig as a dictionary, which may be changed between two requests.

    `cache_policies` and `request_policies` are configurations by id, for policies that are not AWS's managed ones.
    """

    def __init__(
        self,
        cloud: Cloud,
        config: Mapping[str, Any],
        id: str,
        domain: str,
        cache_policies: Mapping[str, Mapping[str, Any]],
        request_policies: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._cloud, self._config, self._id, self._domain = cloud, config, id, domain
        self._cache_policies, self._request_policies = cache_policies, request_policies

    def distribution(self) -> Distribution:
        """The distribution of the dictionary."""
        return read(
            self._config,
            id=self._id,
            domain=self._domain,
            arn=f"arn:aws:cloudfront::{self._cloud.account}:distribution/{self._id}",
            cache_policies=lambda id: _found(self._cache_policies, id, "NoSuchCachePolicy", "cache"),
            request_policies=lambda id: _found(
                self._request_policies, id, "NoSuchOriginRequestPolicy", "origin request"
            ),
        )

    def invalidated(self) -> list[str]:
        """None: a dictionary has no invalidations."""
        return []


class Deployed:
    """A distribution of the account, read anew for every request: an update and an invalidation work at once, where
    AWS takes some minutes to reach every edge location."""

    def __init__(self, cloud: Cloud, id: str) -> None:
        self._cloudfront = cloud.client("cloudfront")
        self._id = id
        self._known = {item["Id"] for item in self._invalidations()}

    def distribution(self) -> Distribution:
        """The distribution as CloudFront's API gives it."""
        found = self._cloudfront.get_distribution(Id=self._id)["Distribution"]
        return read(
            found["DistributionConfig"],
            id=found["Id"],
            domain=found["DomainName"],
            arn=found["ARN"],
            cache_policies=self._cache_policy,
            request_policies=self._request_policy,
        )

    def invalidated(self) -> list[str]:
        """The paths of every invalidation that was made in the meantime."""
        new = [item["Id"] for item in self._invalidations() if item["Id"] not in self._known]
        self._known.update(new)
        return [path for id in new for path in self._paths(id)]

    def _invalidations(self) -> list[dict[str, Any]]:
        found = self._cloudfront.list_invalidations(DistributionId=self._id)["InvalidationList"]
        return list(found.get("Items", []))

    def _paths(self, id: str) -> list[str]:
        found = self._cloudfront.get_invalidation(DistributionId=self._id, Id=id)["Invalidation"]
        return [str(path) for path in found["InvalidationBatch"]["Paths"].get("Items", [])]

    def _cache_policy(self, id: str) -> Mapping[str, Any]:
        try:
            found: Mapping[str, Any] = self._cloudfront.get_cache_policy(Id=id)["CachePolicy"]["CachePolicyConfig"]
        except ClientError as error:
            raise _refused(error) from error
        return found

    def _request_policy(self, id: str) -> Mapping[str, Any]:
        try:
            policy = self._cloudfront.get_origin_request_policy(Id=id)["OriginRequestPolicy"]
        except ClientError as error:
            raise _refused(error) from error
        found: Mapping[str, Any] = policy["OriginRequestPolicyConfig"]
        return found


def _found(known: Mapping[str, Mapping[str, Any]], id: str, code: str, kind: str) -> Mapping[str, Any]:
    if id not in known:
        raise DistributionRefused(code, f"The specified {kind} policy does not exist: {id}.")
    return known[id]


def _refused(error: ClientError) -> DistributionRefused:
    told = error.response["Error"]
    return DistributionRefused(told["Code"], told.get("Message", ""))
