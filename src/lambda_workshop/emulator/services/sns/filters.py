"""Which messages a subscription's filter policy lets through."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from lambda_workshop.aws import filters
from lambda_workshop.aws.event_patterns import BadPattern


def passes(subscription: Mapping[str, Any], attributes: Mapping[str, Any], message: str = "") -> bool:
    """Replace `sns._matches_filter_policy`: whether the message passes; a stored policy that is none stops it."""
    settings = subscription.get("attributes") or {}
    try:
        policy = json.loads(settings.get("FilterPolicy") or "{}")
        return filters.passes_policy(policy, attributes or {}, message, body=in_body(settings))
    except (ValueError, BadPattern):
        return False


def in_body(attributes: Mapping[str, str]) -> bool:
    """Whether the policy of these attributes is about the message's body."""
    return attributes.get("FilterPolicyScope") == "MessageBody"
