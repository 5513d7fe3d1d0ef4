"""Distributions, and the XML that describes them."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element

from lambda_workshop.emulator.fallback.ministack import Record, Store, cloudfront


def distributions() -> Store[Record]:
    """The distributions by id."""
    return cloudfront._distributions


def config_of(distribution: Record) -> Element:
    """The DistributionConfig of a distribution."""
    return cloudfront._dist_config_el(distribution)


def config_in(body: bytes) -> Element | None:
    """The DistributionConfig in the body of a CreateDistribution or UpdateDistribution; None when it has none."""
    found = cloudfront._parse_body(body)
    return None if found is None else cloudfront._unwrap_distribution_create_xml(found)[0]


def child(element: Element, tag: str) -> Element | None:
    """The first child with this tag, whatever its namespace."""
    return cloudfront._find(element, tag)


def text(element: Element, tag: str) -> str:
    """The text of that child; an empty one without it."""
    return cloudfront._text(element, tag) or ""


def error(code: str, message: str, status: int) -> Any:
    """An error of the control plane."""
    return cloudfront._error(code, message, status)


def page(status: int, explanation: str) -> Any:
    """An error page as an edge location answers it."""
    return cloudfront._cf_error_response(status, explanation, "Error from cloudfront")
