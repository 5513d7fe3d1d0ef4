"""Application Load Balancers with functions behind them."""

from __future__ import annotations

from lambda_workshop.aws.facts.fact import KILOBYTE, MEGABYTE, Fact, Unit

_GUIDE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
_QUOTAS = f"{_GUIDE}load-balancer-limits.html"
_CONDITIONS = f"{_GUIDE}rule-condition-types.html"
_API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"

BODY = Fact(MEGABYTE, Unit.BYTES, f"{_GUIDE}lambda-functions.html", "2026-11-23")
VALUES_PER_CONDITION = Fact(3, Unit.COUNT, _CONDITIONS)
ADDRESSES_PER_CONDITION = Fact(5, Unit.COUNT, _CONDITIONS)
VALUES_PER_RULE = Fact(5, Unit.COUNT, _QUOTAS)
WILDCARDS_PER_RULE = Fact(5, Unit.COUNT, _QUOTAS)
LONGEST_VALUE = Fact(128, Unit.CHARACTERS, f"{_API}API_RuleCondition.html")
LONGEST_METHOD = Fact(40, Unit.CHARACTERS, f"{_API}API_HttpRequestMethodConditionConfig.html")
LONGEST_HEADER_NAME = Fact(40, Unit.CHARACTERS, f"{_API}API_HttpHeaderConditionConfig.html")
GROUPS_PER_ACTION = Fact(5, Unit.COUNT, _QUOTAS)
HEAVIEST_GROUP = Fact(999, Unit.COUNT, f"{_API}API_TargetGroupTuple.html")
FIXED_RESPONSE = Fact(KILOBYTE, Unit.CHARACTERS, f"{_API}API_FixedResponseActionConfig.html")
LOWEST_PRIORITY = Fact(50_000, Unit.COUNT, f"{_API}API_CreateRule.html", model="elbv2:CreateRuleInput.Priority.max")
