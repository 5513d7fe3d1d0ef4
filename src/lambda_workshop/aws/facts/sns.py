"""Topics and what their subscriptions let through."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import Fact, Unit

_PAGE = "https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html"

POLICY_KEYS = Fact(5, Unit.COUNT, _PAGE, "2026-11-30")
POLICY_COMBINATIONS = Fact(150, Unit.COUNT, _PAGE, "2026-11-30")
