"""EventBridge Scheduler."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import Fact, Unit

_DAY = "2026-11-23"
_API = "https://docs.aws.amazon.com/scheduler/latest/APIReference/"
_RETRIES = f"{_API}API_RetryPolicy.html"

MOST_RETRIES = Fact(185, Unit.COUNT, _RETRIES, _DAY, "scheduler:RetryPolicy.MaximumRetryAttempts.max")
SHORTEST_AGE = Fact(60, Unit.SECONDS, _RETRIES, _DAY, "scheduler:RetryPolicy.MaximumEventAgeInSeconds.min")
LONGEST_AGE = Fact(86_400, Unit.SECONDS, _RETRIES, _DAY, "scheduler:RetryPolicy.MaximumEventAgeInSeconds.max")
LONGEST_WINDOW = Fact(
    1_440,
    Unit.MINUTES,
    f"{_API}API_FlexibleTimeWindow.html",
    model="scheduler:FlexibleTimeWindow.MaximumWindowInMinutes.max",
)
