"""Event buses with rules."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import MEGABYTE, Fact, Unit

_DAY = "2026-11-23"
_GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide/"
_API = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/"

ENTRIES = Fact(10, Unit.COUNT, f"{_API}API_PutEvents.html", _DAY, "events:PutEventsRequest.Entries.max")
ENTRIES_SIZE = Fact(MEGABYTE, Unit.BYTES, f"{_GUIDE}eb-putevents.html", _DAY)
LONGEST_EXPRESSION = Fact(
    256, Unit.CHARACTERS, f"{_API}API_PutRule.html", model="events:PutRuleRequest.ScheduleExpression.max"
)
MOST_RETRIES = Fact(
    185, Unit.COUNT, f"{_GUIDE}eb-rule-retry-policy.html", _DAY, "events:RetryPolicy.MaximumRetryAttempts.max"
)
LONGEST_AGE = Fact(
    86_400, Unit.SECONDS, f"{_GUIDE}eb-rule-retry-policy.html", _DAY, "events:RetryPolicy.MaximumEventAgeInSeconds.max"
)
