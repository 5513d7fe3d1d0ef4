"""Lambda@Edge."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import KILOBYTE, MEGABYTE, Fact, Unit

_DAY = "2026-11-23"
_GUIDE = "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/"
_QUOTAS = f"{_GUIDE}cloudfront-limits.html#limits-lambda-at-edge"
_RESPONSES = f"{_GUIDE}lambda-generating-http-responses-in-requests.html"

TIMEOUT = Fact(30, Unit.SECONDS, _QUOTAS, _DAY)
PACKAGE = Fact(50 * MEGABYTE, Unit.BYTES, _QUOTAS, _DAY)
# The page of the quotas says of memory only that Lambda's hold; the page that compares the kinds of functions still has
# 128 MB for viewer events, the number that is always safe.
VIEWER_MEMORY = Fact(128, Unit.MEGABYTES, f"{_GUIDE}edge-functions-choosing.html", _DAY)
ORIGIN_MEMORY = Fact(10_240, Unit.MEGABYTES, f"{_GUIDE}edge-functions-choosing.html", _DAY)
VIEWER_BODY = Fact(40 * KILOBYTE, Unit.BYTES, _RESPONSES, _DAY)
ORIGIN_BODY = Fact(MEGABYTE, Unit.BYTES, _RESPONSES, _DAY)
STORAGE = Fact(512, Unit.MEGABYTES, f"{_GUIDE}lambda-at-edge-function-restrictions.html", _DAY)
URL_LENGTH = Fact(8_192, Unit.CHARACTERS, f"{_GUIDE}edge-function-restrictions-all.html", _DAY)
ERROR_CACHING = Fact(10, Unit.SECONDS, f"{_GUIDE}HTTPStatusCodes.html")
