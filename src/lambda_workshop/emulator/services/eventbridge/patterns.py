"""Which events a rule's pattern matches, and which patterns are none: what AWS's page says, not MiniStack."""

from __future__ import annotations

from typing import Any

from lambda_workshop.aws import event_patterns


def problem(pattern: Any) -> str | None:
    """Replace `eventbridge._event_pattern_error`: why AWS refuses the pattern; None when it takes it, or has none."""
    if not pattern:
        return None
    return event_patterns.problem_of(pattern) or None if isinstance(pattern, str) else "Invalid JSON"


def matches(pattern: Any, view: Any, owner: str = "rule") -> bool:
    """Replace `eventbridge._matches_pattern_view`; a stored pattern that is none matches nothing."""
    if not isinstance(pattern, str):
        return False
    try:
        matcher = event_patterns.compile_pattern(pattern)
    except event_patterns.BadPattern:
        return False
    return matcher(view.event_with_detail())
