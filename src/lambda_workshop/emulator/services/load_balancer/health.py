"""Health checks of functions behind a load balancer, and what DescribeTargetHealth tells of them.

https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#enable-health-checks-lambda
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lambda_workshop.emulator.fallback import alb, request_context
from lambda_workshop.emulator.fallback.ministack import everywhere
from lambda_workshop.emulator.services.load_balancer import deliveries
from lambda_workshop.emulator.services.load_balancer.actions import groups_of
from lambda_workshop.emulator.services.load_balancer.deliveries import Unusable
from lambda_workshop.emulator.services.load_balancer.request import Request

USER_AGENT = "ELB-HealthChecker/2.0"
_log = logging.getLogger(__name__)


@dataclass
class Target:
    """One function's health: `state` as AWS calls it, and why it is not healthy."""

    function: str
    state: str = "initial"
    reason: str = "Elb.RegistrationInProgress"
    description: str = "Target registration is in progress"
    passed: int = 0
    failed: int = 0
    due: float = field(default_factory=time.monotonic)
    checking: bool = False


class Checker:
    """Checks every function whose target group wants it, each at its own interval; sleeps in between."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._targets: dict[tuple[str, str], Target] = {}
        self._running = False

    def wake(self) -> None:
        """Something about the target groups has changed."""
        with self._changed:
            if not self._running and any(True for _group in _checked_groups()):
                self._running = True
                threading.Thread(target=self._run, name="target-health", daemon=True).start()
            self._changed.notify_all()

    def find(self, group: str, function: str) -> Target:
        """What is known of the function."""
        with self._changed:
            return self._targets.get((group, function)) or Target(function)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait(self._start_due())

    def _start_due(self) -> float | None:
        """Start the checks that are due; returns the seconds until the next one, None when there is none."""
        now, wanted = time.monotonic(), {}
        for group, function in _checked_groups():
            key = (group["TargetGroupArn"], function)
            wanted[key] = target = self._targets.get(key) or Target(function)
            if not target.checking and target.due <= now:
                target.checking, target.due = True, now + float(group["HealthCheckIntervalSeconds"])
                threading.Thread(
                    target=self._check, args=(dict(group), target), name="target-health-check", daemon=True
                ).start()
        self._targets = wanted
        return max(min(target.due for target in wanted.values()) - now, 0.01) if wanted else None

    def _check(self, group: dict[str, Any], target: Target) -> None:
        _arn, _aws, _service, region, account = str(group["TargetGroupArn"]).split(":")[:5]
        request_context.enter(account, region)
        try:
            reason, description = asyncio.run(check(group, target.function))
        except Exception:
            _log.exception("the health of %s could not be checked", target.function)
            reason, description = "Elb.InternalError", "Health checks failed due to an internal error"
        with self._changed:
            target.checking = False
            _count(group, target, reason, description)
            self._changed.notify_all()


def _count(group: dict[str, Any], target: Target, reason: str, description: str) -> None:
    """Take the result of a check into account; an empty reason is a check that passed."""
    if not reason:
        target.passed, target.failed = target.passed + 1, 0
        needed = 1 if target.state == "initial" else int(group["HealthyThresholdCount"])
        if target.passed >= needed:
            target.state, target.reason, target.description = "healthy", "", ""
        return
    target.passed, target.failed = 0, target.failed + 1
    if target.failed >= int(group["UnhealthyThresholdCount"]):
        target.state, target.reason, target.description = "unhealthy", reason, description
    elif target.state == "initial":
        target.reason, target.description = "Elb.InitialHealthChecking", "Initial health checks in progress"


async def check(group: dict[str, Any], function: str) -> tuple[str, str]:
    """Call the function once as a health check does; returns the reason code and text, both empty when it passed."""
    arn = group["TargetGroupArn"]
    path, _mark, query = str(group.get("HealthCheckPath") or "/").partition("?")
    many = deliveries.takes_many_values(arn)
    request = Request("GET", path, query, {}, "127.0.0.1")
    event = deliveries.event_of(arn, request, {"user-agent": [USER_AGENT]}, b"", many=many)
    call = asyncio.ensure_future(deliveries.run(function, arn, event))
    done, _running = await asyncio.wait({call}, timeout=float(group["HealthCheckTimeoutSeconds"]))
    if not done:
        return "Target.Timeout", "Request timed out"
    try:
        status, _headers, _body = deliveries.answer_of(call.result(), many=many)
    except Unusable:
        return "Target.FailedHealthChecks", "Health checks failed"
    if not is_success(str((group.get("Matcher") or {}).get("HttpCode") or "200"), status):
        return "Target.ResponseCodeMismatch", f"Health checks failed with these codes: [{status}]"
    return "", ""


def is_success(matcher: str, status: int) -> bool:
    """Whether a status is among those of a matcher such as `200`, `200,202` or `200-299`."""
    for part in matcher.split(","):
        first, _dash, last = part.strip().partition("-")
        if first.isdigit() and int(first) <= status <= (int(last) if last.isdigit() else int(first)):
            return True
    return False


def _checked_groups() -> Iterator[tuple[dict[str, Any], str]]:
    """The target groups of all accounts whose function is to be checked, with that function."""
    for key, group in everywhere(alb.target_groups()):
        if group.get("TargetType") != "lambda" or not group.get("HealthCheckEnabled"):
            continue
        targets = alb.targets().get_scoped(key[0], None, group["TargetGroupArn"]) or ()
        if targets and load_balancers_of(group["TargetGroupArn"]):
            yield group, str(targets[0]["Id"])


def load_balancers_of(group: str) -> list[str]:
    """The load balancers of which a rule forwards to the target group."""
    found: dict[str, None] = {}
    listeners = {listener["ListenerArn"]: listener for _key, listener in everywhere(alb.listeners())}
    for _key, rule in everywhere(alb.rules()):
        used = {arn for action in rule.get("Actions") or () for arn, _weight in groups_of(action)}
        listener = listeners.get(rule.get("ListenerArn"))
        if group in used and listener is not None:
            found[listener["LoadBalancerArn"]] = None
    return list(found)


checker = Checker()


def health_of(group: dict[str, Any], function: str) -> Target:
    """The function's state as DescribeTargetHealth tells it."""
    arn = group["TargetGroupArn"]
    if not load_balancers_of(arn):
        text = "Target group is not configured to receive traffic from the load balancer"
        return Target(function, "unused", "Target.NotInUse", text)
    if not group.get("HealthCheckEnabled"):
        text = "Health checks are not enabled for this target"
        return Target(function, "unavailable", "Target.HealthCheckDisabled", text)
    return checker.find(arn, function)


def waking(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Have the health checks heed what this operation changes."""

    def operate(parameters: Any) -> Any:
        answer = original(parameters)
        checker.wake()
        return answer

    return operate
