"""CloudWatch Logs."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import Fact, Unit

_GUIDE = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/"

FILTERS_PER_GROUP = Fact(2, Unit.COUNT, f"{_GUIDE}cloudwatch_limits_cwl.html", "2026-11-23")
LONGEST_PATTERN = Fact(
    1_024,
    Unit.CHARACTERS,
    "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html",
    model="logs:PutSubscriptionFilterRequest.filterPattern.max",
)
REGEXES_PER_PATTERN = Fact(2, Unit.COUNT, f"{_GUIDE}regex-expressions.html", "2026-11-30")
