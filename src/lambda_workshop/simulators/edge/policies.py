"""Cache policies and origin request policies: what is part of the cache key, what reaches the origin, for how long.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-origin-requests.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.aws import wildcards

_YEAR = 31536000


@dataclass(frozen=True)
class Choice:
    """Some of the headers, cookies or parameters. `kind` is CloudFront's word: `none`, `whitelist`, `allExcept`,
    `all` or `allViewer`, which for headers means all that the viewer sent."""

    kind: str = "none"
    names: frozenset[str] = frozenset()
    caseless: bool = False

    def takes(self, name: str) -> bool:
        """Whether this one is among them."""
        if self.kind == "none":
            return False
        if self.kind in ("all", "allViewer", "allViewerAndWhitelistCloudFront"):
            return True
        listed = any(wildcards.matches(pattern, name, ignore_case=self.caseless) for pattern in self.names)
        return listed is (self.kind == "whitelist")


@dataclass(frozen=True)
class Chosen:
    """What a policy chooses of a request. `added` are headers that CloudFront makes itself, in lower case."""

    headers: Choice = field(default_factory=Choice)
    cookies: Choice = field(default_factory=Choice)
    parameters: Choice = field(default_factory=Choice)
    added: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CachePolicy:
    """What a cache key is made of, and the seconds that a response stays: at least, by default, at most."""

    least: int = 0
    default: int = 86400
    most: int = _YEAR
    chosen: Chosen = field(default_factory=Chosen)
    compressed: bool = False

    @property
    def caches(self) -> bool:
        """Whether anything is kept at all."""
        return self.most > 0


def cache_policy(config: Mapping[str, Any]) -> CachePolicy:
    """A policy from its CachePolicyConfig."""
    inner = config.get("ParametersInCacheKeyAndForwardedToOrigin") or {}
    return CachePolicy(
        least=int(config.get("MinTTL", 0)),
        default=int(config.get("DefaultTTL", 86400)),
        most=int(config.get("MaxTTL", _YEAR)),
        chosen=_chosen(inner),
        compressed=bool(inner.get("EnableAcceptEncodingGzip") or inner.get("EnableAcceptEncodingBrotli")),
    )


def request_policy(config: Mapping[str, Any]) -> Chosen:
    """What reaches the origin besides the cache key, from an OriginRequestPolicyConfig."""
    return _chosen(config)


def legacy_policy(behaviour: Mapping[str, Any]) -> CachePolicy:
    """The policy of a behaviour that still has ForwardedValues in place of a policy."""
    values = behaviour.get("ForwardedValues") or {}
    headers, cookies = _items(values.get("Headers")), values.get("Cookies") or {}
    names, keys = _items(cookies.get("WhitelistedNames")), _items(values.get("QueryStringCacheKeys"))
    query = "none" if not values.get("QueryString") else "whitelist" if keys else "all"
    return CachePolicy(
        least=int(behaviour.get("MinTTL", 0)),
        default=int(behaviour.get("DefaultTTL", 86400)),
        most=int(behaviour.get("MaxTTL", _YEAR)),
        chosen=Chosen(
            Choice("allViewer" if "*" in headers else "whitelist", frozenset(headers), caseless=True),
            Choice(str(cookies.get("Forward", "none")), frozenset(names)),
            Choice(query, frozenset(keys)),
            _made(headers),
        ),
        compressed=True,
    )


def _chosen(config: Mapping[str, Any]) -> Chosen:
    headers, cookies, parameters = (
        config.get(f"{part}Config") or {} for part in ("Headers", "Cookies", "QueryStrings")
    )
    names = _items(headers.get("Headers"))
    return Chosen(
        Choice(str(headers.get("HeaderBehavior", "none")), frozenset(names), caseless=True),
        Choice(str(cookies.get("CookieBehavior", "none")), frozenset(_items(cookies.get("Cookies")))),
        Choice(str(parameters.get("QueryStringBehavior", "none")), frozenset(_items(parameters.get("QueryStrings")))),
        _made(names) if headers.get("HeaderBehavior") != "allExcept" else frozenset(),
    )


def _made(names: list[str]) -> frozenset[str]:
    return frozenset(name.lower() for name in names if name.lower().startswith("cloudfront-"))


def _items(listed: Mapping[str, Any] | None) -> list[str]:
    return [str(item) for item in (listed or {}).get("Items") or []]


_ORIGIN_DECIDES = ("Host", "Origin", "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")


def _origin_decides(parameters: str) -> CachePolicy:
    headers = Choice("whitelist", frozenset(_ORIGIN_DECIDES), caseless=True)
    return CachePolicy(0, 0, _YEAR, Chosen(headers, Choice("all"), Choice(parameters)), compressed=True)


MANAGED_CACHE_POLICIES: Mapping[str, CachePolicy] = {
    "4135ea2d-6df8-44a3-9df3-4b5a84be39ad": CachePolicy(0, 0, 0),
    "658327ea-f89d-4fab-a63d-7e88639e58f6": CachePolicy(1, 86400, _YEAR, compressed=True),
    "b2884449-e4de-46a7-ac36-70bc7f1ddd6d": CachePolicy(1, 86400, _YEAR),
    "83da9c7e-98b4-4e11-a168-04f0df8e2c65": _origin_decides("none"),
    "4cc15a8a-d715-48a4-82b8-cc0b614638fe": _origin_decides("all"),
}
"""CachingDisabled, CachingOptimized, the same for uncompressed objects, UseOriginCacheControlHeaders without and with
query strings."""
_CORS = ("Origin", "Access-Control-Request-Headers", "Access-Control-Request-Method")
MANAGED_REQUEST_POLICIES: Mapping[str, Chosen] = {
    "216adef6-5c7f-47e4-b989-5492eafa07d3": Chosen(Choice("allViewer"), Choice("all"), Choice("all")),
    "b689b0a8-53d0-40ab-baf2-68738e2966ac": Chosen(
        Choice("allExcept", frozenset({"Host"}), caseless=True), Choice("all"), Choice("all")
    ),
    "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf": Chosen(Choice("whitelist", frozenset(_CORS), caseless=True)),
    "59781a5b-3903-41f3-afcb-af62929ccde1": Chosen(Choice("whitelist", frozenset({"Origin"}), caseless=True)),
    "acba4595-bd28-49b8-b9fe-13317c0390fa": Chosen(
        Choice("whitelist", frozenset({"User-Agent", "Referer"}), caseless=True)
    ),
}
"""AllViewer, AllViewerExceptHostHeader, CORS-S3Origin, CORS-CustomOrigin, UserAgentRefererHeaders."""
