"""The circuit breaker: what the alarm looks at, whom it calls, what that one may do, and a drill."""

from __future__ import annotations

import contextlib
from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, roles, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.cloudwatch_alarm.alarms import ALARM, BREAKER, CHECKOUT, PRINCIPAL, Alarm, find

DRILLS, DRILL_SECONDS = 3, 4.0
_ACTIONS = ("lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency")

wire = Exercise(
    "wire",
    title="The circuit breaker",
    points=5,
    hints=(
        "Three parts must fit: what the alarm looks at, whom it may call, and what the called function may do.",
        "The metric is `Errors` of `AWS/Lambda`, and without the dimension every function's errors count. The caller "
        "has a service principal of its own, made for alarms. The breaker's role needs two rights on one function.",
        "`put_metric_alarm(Dimensions=[{'Name': 'FunctionName', 'Value': 'inkwell-alarm-checkout'}], Statistic='Sum', "
        "Period=60, EvaluationPeriods=1, Threshold=3, ComparisonOperator='GreaterThanOrEqualToThreshold', "
        "TreatMissingData='notBreaching', AlarmActions=[arn], OKActions=[arn])`; `put_function_concurrency` with 0 "
        "closes a function, `delete_function_concurrency` opens it.",
    ),
    resources=(CHECKOUT, BREAKER, ALARM),
)


@wire.step(f"The functions `{CHECKOUT}` and `{BREAKER}` exist")
def breaker(cloud: Cloud) -> Passed:
    found = {name: functions.find(cloud, name) for name in (CHECKOUT, BREAKER)}
    absent = [name for name, function in found.items() if function is None]
    if len(absent) == 2:
        raise NotAttempted(f"there is neither `{CHECKOUT}` nor `{BREAKER}`", advice="deploy both under these names")
    if absent:
        raise NotYet(f"there is no function `{absent[0]}`", expected="both functions", advice="deploy it")
    return Passed(found[BREAKER], found="both are there")


@wire.step(f"The alarm `{ALARM}` looks at the checkout's errors", weight=2)
def alarm(cloud: Cloud, breaker: Function) -> Passed:
    found = find(cloud, ALARM)
    if found is None:
        raise NotYet(
            f"there is no alarm `{ALARM}`", expected="the alarm", advice="call `watch.put_metric_alarm` with that name"
        )
    settings = found.settings
    if (settings.get("Namespace"), settings.get("MetricName")) != ("AWS/Lambda", "Errors"):
        raise NotYet(
            f"it looks at `{settings.get('MetricName')}` of `{settings.get('Namespace')}`",
            expected="`Errors` of `AWS/Lambda`, which Lambda counts by itself",
            advice="name that metric",
        )
    if found.dimensions != {"FunctionName": CHECKOUT}:
        raise NotYet(
            f"it looks at the dimensions {found.dimensions or '(none)'}",
            expected=f"`FunctionName` = `{CHECKOUT}`, and nothing else: without it, all functions of the account count",
            advice="give `Dimensions` in `put_metric_alarm`",
        )
    _expect_limits(settings)
    return Passed(found, found="3 errors or more within a minute; a minute without calls is a good one")


def _expect_limits(settings: dict[str, object]) -> None:
    wanted = {
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 3.0,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }
    why = {
        "Statistic": "`Sum` counts errors; the average of `Errors` is a rate between 0 and 1",
        "Period": "a minute: Lambda's own metrics have no finer one",
        "EvaluationPeriods": "one bad minute is enough",
        "Threshold": "three errors",
        "ComparisonOperator": "three are enough: greater than *or equal*",
    }
    for name, value in wanted.items():
        if settings.get(name) != value:
            raise NotYet(
                f"`{name}` is `{settings.get(name)}`", expected=f"`{value}`: {why[name]}", advice="put the alarm again"
            )
    if settings.get("TreatMissingData") != "notBreaching":
        raise NotYet(
            f"missing data is `{settings.get('TreatMissingData', 'missing')}`",
            expected="`notBreaching`: a function that nobody calls reports nothing, and that is no error",
            advice="set `TreatMissingData`",
        )


@wire.step("It calls the breaker when it rings, and when all is well again")
def actions(alarm: Alarm, breaker: Function) -> Passed:
    for kind, when in (("AlarmActions", "it rings"), ("OKActions", "all is well again")):
        if breaker.arn not in alarm.settings.get(kind, []):
            raise NotYet(
                f"when {when}, it calls {alarm.settings.get(kind) or 'nobody'}",
                expected=f"`{breaker.arn}` in `{kind}`",
                advice="name the function's ARN in both lists",
            )
    return Passed(found="it is in `AlarmActions` and in `OKActions`")


@wire.step("CloudWatch's alarms may invoke the breaker, for this alarm of yours only")
def permitted(cloud: Cloud, alarm: Alarm) -> Passed:
    refusal = functions.refusal(cloud, BREAKER, PRINCIPAL, source_arn=alarm.arn, source_account=cloud.account)
    if refusal:
        raise NotYet(
            f"AWS would refuse it: {refusal}",
            expected=f"a statement for `{PRINCIPAL}`, with the source `{alarm.arn}`",
            advice="call `allow` of the example; `events.amazonaws.com` and `cloudwatch.amazonaws.com` are other services",
        )
    ours = [item for item in functions.policy(cloud, BREAKER) if item.principal == PRINCIPAL]
    if not all(item.condition("aws:SourceArn") and item.condition("aws:SourceAccount") for item in ours):
        raise NotYet(
            "a statement names no alarm, or no account",
            expected="`SourceArn` and `SourceAccount` in every statement for it",
            advice="remove the open statement and add it again",
        )
    return Passed(found=f"`{PRINCIPAL}` may, for `{alarm.arn}`")


@wire.step("The breaker's role may close and open the checkout, and no other function")
def rights(cloud: Cloud, breaker: Function) -> Passed:
    own = breaker.arn.rpartition(":")[0] + f":{CHECKOUT}"
    for action in _ACTIONS:
        if not roles.allowed(cloud, breaker.role, action, own):
            raise NotYet(
                f"works here, but AWS would refuse it: the role may not `{action}`",
                expected=f"`{action}` on `{own}`",
                advice="add it to the policies of the role",
            )
    if roles.allowed(cloud, breaker.role, _ACTIONS[0], breaker.arn.rpartition(":")[0] + ":any-other"):
        raise NotYet(
            "the role may close every function of the account",
            expected=f"the rights on `{own}` only",
            advice="name the function in `Resource`: a breaker that goes wrong then stops one thing",
        )
    return Passed(found="two rights on one function")


@wire.step(
    "A drill: the alarm rings, and the checkout is closed; all is well again, and it is open",
    weight=2,
    needs=("actions", "permitted"),
)
def drill(cloud: Cloud, alarm: Alarm, random: Random) -> Passed:
    since = logs.now_ms()
    for attempt in range(DRILLS):
        token = f"drill {random.randrange(16**6):06x}"
        try:
            _drill(cloud, token, since)
            break
        except NotYet:
            # When a minute ends, the alarm is evaluated and may call the breaker too: such a drill tells nothing.
            now = find(cloud, ALARM)
            if attempt + 1 == DRILLS or now is None or now.reason.startswith(token):
                raise
    return Passed(found="closed and opened", evidence=_logged(cloud, since))


def _drill(cloud: Cloud, token: str, since: int) -> None:
    _settle(cloud)
    now = find(cloud, ALARM)
    if now is not None and now.state != "OK":
        _set(cloud, "OK", f"{token}: before")
    _open(cloud)
    _set(cloud, "ALARM", f"{token}: it rings")
    if _reserved(cloud) != 0:
        raise NotYet(
            f"the alarm rang, and the checkout is open for {_shown(cloud)}",
            expected="reserved concurrency 0",
            advice="read the breaker's log below; the alarm's history tells whether it was called",
            evidence=_logged(cloud, since),
        )
    _set(cloud, "OK", f"{token}: well again")
    if _reserved(cloud) is not None:
        raise NotYet(
            f"all is well again, and the checkout is open for {_shown(cloud)}",
            expected="no reserved concurrency",
            advice="call `delete_function_concurrency` when the state is `OK`",
            evidence=_logged(cloud, since),
        )


@wire.step("An alarm that knows nothing changes nothing", needs=("drill",))
def unknown(cloud: Cloud, alarm: Alarm) -> Passed:
    event = {
        "source": "aws.cloudwatch",
        "alarmArn": alarm.arn,
        "accountId": cloud.account,
        "alarmData": {
            "alarmName": ALARM,
            "state": {"value": "INSUFFICIENT_DATA", "reason": "Insufficient Data"},
            "previousState": {"value": "ALARM"},
            "configuration": {"metrics": []},
        },
    }
    cloud.client("lambda").put_function_concurrency(FunctionName=CHECKOUT, ReservedConcurrentExecutions=0)
    found = functions.invoke(cloud, BREAKER, event)
    still = _reserved(cloud)
    _open(cloud)
    if found.error or still != 0:
        raise NotYet(
            f"the state INSUFFICIENT_DATA: {found.error_text or 'the breaker opened the checkout'}",
            expected="nothing changes: not knowing is not being well",
            advice="open it when the state is `OK`, and only then",
            evidence=found.log,
        )
    return Passed(found="the checkout stays as it was")


def _set(cloud: Cloud, state: str, reason: str) -> None:
    """Let the alarm take a state, and wait for the breaker to have heard of it: two calls at once have no order."""
    before = len(_calls(cloud))
    cloud.client("cloudwatch").set_alarm_state(AlarmName=ALARM, StateValue=state, StateReason=reason)
    with contextlib.suppress(TimedOut):
        until("the breaker", lambda: len(_calls(cloud)) > before, timeout=DRILL_SECONDS)
    _settle(cloud)


def _settle(cloud: Cloud) -> None:
    """Wait for calls of the breaker that are under way, and for those that the alarm has made and no log tells yet."""

    def over() -> bool:
        since, made = _made(cloud)
        calls = _calls(cloud)
        heard = {call.request_id for call in calls if call.time_ms >= since}
        return len(heard) >= made and all(call.duration_ms is not None for call in calls)

    with contextlib.suppress(TimedOut):
        until("the breaker", over, timeout=DRILL_SECONDS)


def _calls(cloud: Cloud) -> list[logs.LoggedInvocation]:
    return logs.invocations(cloud, BREAKER)


def _made(cloud: Cloud) -> tuple[float, int]:
    """When the alarm was put (ms since the epoch), and how often it has called the breaker since, as its history says.

    LocalStack's history says neither.
    """
    pages = cloud.client("cloudwatch").get_paginator("describe_alarm_history")
    made = 0
    for item in pages.paginate(AlarmName=ALARM).search("AlarmHistoryItems[]"):
        if item["HistoryItemType"] == "ConfigurationUpdate":
            return item["Timestamp"].timestamp() * 1000, made
        text = item["HistorySummary"]
        made += text.startswith("Successfully executed action") and text.endswith(f":{BREAKER}")
    return 0, made


def _open(cloud: Cloud) -> None:
    cloud.client("lambda").delete_function_concurrency(FunctionName=CHECKOUT)


def _reserved(cloud: Cloud) -> int | None:
    found = cloud.client("lambda").get_function_concurrency(FunctionName=CHECKOUT)
    reserved: int | None = found.get("ReservedConcurrentExecutions")
    return reserved


def _shown(cloud: Cloud) -> str:
    found = _reserved(cloud)
    return "as many calls as come" if found is None else f"{found} calls at a time"


def _logged(cloud: Cloud, since: int) -> str:
    lines = [line.text for line in logs.lines(cloud, BREAKER, since_ms=since)]
    history = cloud.client("cloudwatch").describe_alarm_history(AlarmName=ALARM, MaxRecords=6)["AlarmHistoryItems"]
    told = [item["HistorySummary"] for item in history]
    return "\n".join(["the breaker logged:", *lines[-12:], "the alarm's history:", *told])
