"""What passes a filter: of an event source mapping, and of an SNS subscription. Both are event patterns.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lambda_workshop.aws.event_patterns import BadPattern, Matcher, combinations, compile_document, compile_pattern
from lambda_workshop.aws.facts import event_sources, sns

MAPPING_FILTERS = event_sources.MOST_FILTERS.value
"""Filters of one mapping, unless AWS raises the quota."""
POLICY_KEYS, POLICY_COMBINATIONS = sns.POLICY_KEYS.value, sns.POLICY_COMBINATIONS.value
"""Of one subscription."""
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][-+]?[0-9]{1,2})?")


def mapping_patterns(criteria: Mapping[str, Any] | None) -> list[str]:
    """The patterns of a mapping's FilterCriteria, as text."""
    return [str(item.get("Pattern") or "{}") for item in (criteria or {}).get("Filters") or []]


def mapping_problem(criteria: Mapping[str, Any] | None) -> str:
    """Why AWS would refuse these criteria; empty when it takes them."""
    found = mapping_patterns(criteria)
    if len(found) > MAPPING_FILTERS:
        return f"Too many filters: {len(found)}, at most {MAPPING_FILTERS}"
    for pattern in found:
        try:
            _mapping_pattern(pattern)
        except BadPattern as bad:
            return f"Invalid filter pattern definition: {bad}"
    return ""


def passes_mapping(record: Mapping[str, Any], patterns: Sequence[str]) -> bool:
    """Whether the record passes: any one pattern is enough, and so is having none. A bad pattern lets nothing pass."""
    return not patterns or any(_passes(record, pattern) for pattern in patterns)


def _passes(record: Mapping[str, Any], pattern: str) -> bool:
    try:
        return _mapping_pattern(pattern)(as_filtered(record))
    except BadPattern:
        return False


def _mapping_pattern(pattern: str) -> Matcher:
    """A mapping takes the empty pattern, which fits everything, where EventBridge does not."""
    return (lambda record: True) if re.fullmatch(r"\s*\{\s*\}\s*", pattern) else compile_pattern(pattern)


def as_filtered(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record as a pattern sees it: an SQS body and a Kinesis record's data are decoded where they are JSON."""
    if "body" in record:
        return dict(record) | {"body": _decoded(record["body"])}
    if "kinesis" in record:
        kinesis = dict(record["kinesis"])
        data = base64.b64decode(kinesis.pop("data", "")).decode("utf-8", "replace")
        return {name: value for name, value in record.items() if name != "kinesis"} | kinesis | {"data": _decoded(data)}
    return dict(record)


def _decoded(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return text


def policy_problem(policy: Mapping[str, Any], *, body: bool) -> str:
    """Why SNS would refuse a filter policy; empty when it takes it. `body`: its scope is the message's body."""
    if not body and any(isinstance(value, dict) for value in policy.values()):
        return "Filter policy scope MessageAttributes does not support nested filter policy"
    if len(policy) > POLICY_KEYS:
        return f"FilterPolicy: Filter policy can not have more than {POLICY_KEYS} keys"
    if policy:
        try:
            compile_document(policy)
        except BadPattern as bad:
            return f"FilterPolicy: {bad}"
    if combinations(policy) > POLICY_COMBINATIONS:
        return "FilterPolicy: Filter policy is too complex"
    return ""


def passes_policy(
    policy: Mapping[str, Any], attributes: Mapping[str, Mapping[str, Any]], message: str, *, body: bool
) -> bool:
    """Whether a message passes a subscription's filter policy.

    Args:
        policy: the filter policy; an empty one lets everything pass.
        attributes: the message's attributes, each with `DataType` and `StringValue`.
        message: its body.
        body: whether the policy is about the body, which has to be a JSON object.
    """
    if not policy:
        return True
    seen = _decoded(message) if body else {name: _value(one) for name, one in attributes.items() if _is_seen(one)}
    # What must not exist fits a message that has something else, and not one that has nothing.
    return isinstance(seen, dict) and bool(seen) and compile_document(policy)(seen)


def _is_seen(attribute: Mapping[str, Any]) -> bool:
    return not str(attribute.get("DataType", "")).startswith("Binary")


def _value(attribute: Mapping[str, Any]) -> Any:
    """A number for a Number, the elements of a String.Array, and else the text."""
    kind, text = str(attribute.get("DataType", "")), str(attribute.get("StringValue", ""))
    if kind.startswith("Number"):
        return float(text) if _NUMBER.fullmatch(text) else text
    if kind.startswith("String.Array"):
        found = _decoded(text)
        return found if isinstance(found, list) else text
    return text
