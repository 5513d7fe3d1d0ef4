"""Buckets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from lambda_workshop.emulator.fallback.ministack import Record, Response, Store, s3


def buckets() -> Store[Record]:
    """The buckets by name."""
    return s3._buckets


def owner_of(bucket: str) -> str | None:
    """The 12 digits of the account that owns the bucket."""
    return s3._bucket_owner_account(bucket)


def put_object(bucket: str, key: str, body: bytes, headers: Mapping[str, str]) -> Response:
    """PutObject; the headers are lower-case."""
    return s3._put_object(bucket, key, body, headers)


def answer_preflight(bucket: str, key: str, headers: Mapping[str, str]) -> Response:
    """What the rules of the bucket say to a browser's question before a request."""
    return s3.cors_preflight(bucket, key, headers)


def cross_origin_headers(bucket: str, method: str, headers: Mapping[str, str]) -> Mapping[str, str]:
    """The headers by which the rules of the bucket let the page that asks read the answer; none without a rule."""
    return s3.cors_response_headers(bucket, method, headers)


def parse(document: bytes) -> Element:
    """A request's XML, safe from documents that are made to fill the memory; raises ParseError."""
    from defusedxml.ElementTree import fromstring

    return fromstring(document)


def error(code: str, message: str, status: int, extra: Mapping[str, str] | None = None) -> Any:
    """An error with AWS's code for it, and further elements of its document."""
    return s3._error(code, message, status, extra=extra)
