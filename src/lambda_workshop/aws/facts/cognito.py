"""User pools and the functions that they call."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import Fact, Unit

_TRIGGERS = (
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html"
)

TRIGGER = Fact(5, Unit.SECONDS, _TRIGGERS, "2026-11-23")
TRIES = Fact(3, Unit.COUNT, _TRIGGERS, "2026-11-23")
