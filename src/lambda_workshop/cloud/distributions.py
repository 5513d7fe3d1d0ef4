"""Distributions and what belongs to them, as cleaning up finds and removes them: a name, a line break and an id."""

from __future__ import annotations

from collections.abc import Iterator

from lambda_workshop.cloud.core import Cloud


def found(cloud: Cloud) -> Iterator[str]:
    """A distribution has no name: its comment stands for one."""
    for page in cloud.client("cloudfront").get_paginator("list_distributions").paginate():
        for item in page["DistributionList"].get("Items", []):
            yield f"{item['Comment']}\n{item['Id']}"


def remove(cloud: Cloud, name: str) -> None:
    """Only a disabled distribution can be deleted. AWS takes minutes for each of the two steps."""
    cloudfront, id = cloud.client("cloudfront"), name.partition("\n")[2]
    state = cloudfront.get_distribution_config(Id=id)
    if state["DistributionConfig"]["Enabled"]:
        off = {**state["DistributionConfig"], "Enabled": False}
        # Functions that are wrong by now must not be in the way of the update.
        for behaviour in (off["DefaultCacheBehavior"], *off.get("CacheBehaviors", {}).get("Items", [])):
            behaviour.pop("LambdaFunctionAssociations", None)
        state = cloudfront.update_distribution(Id=id, DistributionConfig=off, IfMatch=state["ETag"])
    cloudfront.delete_distribution(Id=id, IfMatch=state["ETag"])


def access_controls(cloud: Cloud) -> Iterator[str]:
    """The origin access controls."""
    listed = cloud.client("cloudfront").list_origin_access_controls()["OriginAccessControlList"]
    for item in listed.get("Items", []):
        yield f"{item['Name']}\n{item['Id']}"


def remove_access_control(cloud: Cloud, name: str) -> None:
    """Delete one."""
    cloudfront, id = cloud.client("cloudfront"), name.partition("\n")[2]
    cloudfront.delete_origin_access_control(Id=id, IfMatch=cloudfront.get_origin_access_control(Id=id)["ETag"])


def cache_policies(cloud: Cloud) -> Iterator[str]:
    """The cache policies that are not AWS's own."""
    listed = cloud.client("cloudfront").list_cache_policies(Type="custom")["CachePolicyList"]
    for item in listed.get("Items", []):
        yield f"{item['CachePolicy']['CachePolicyConfig']['Name']}\n{item['CachePolicy']['Id']}"


def remove_cache_policy(cloud: Cloud, name: str) -> None:
    """Delete one, which no distribution may use any more."""
    cloudfront, id = cloud.client("cloudfront"), name.partition("\n")[2]
    cloudfront.delete_cache_policy(Id=id, IfMatch=cloudfront.get_cache_policy(Id=id)["ETag"])
