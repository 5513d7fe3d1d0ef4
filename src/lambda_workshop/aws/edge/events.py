"""The four events at which CloudFront runs a function."""

from __future__ import annotations

from enum import Enum


class EventType(Enum):
    """When a function runs.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-cloudfront-trigger-events.html
    """

    VIEWER_REQUEST = "viewer-request"
    ORIGIN_REQUEST = "origin-request"
    ORIGIN_RESPONSE = "origin-response"
    VIEWER_RESPONSE = "viewer-response"

    @property
    def viewer(self) -> bool:
        """Whether it happens between the viewer and the cache, for every request."""
        return self in (EventType.VIEWER_REQUEST, EventType.VIEWER_RESPONSE)

    @property
    def request(self) -> bool:
        """Whether it happens on the way to the origin."""
        return self in (EventType.VIEWER_REQUEST, EventType.ORIGIN_REQUEST)
