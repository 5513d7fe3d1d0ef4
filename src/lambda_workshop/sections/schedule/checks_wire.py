"""The wiring of the report: a rule and a schedule that both call it, as AWS would let them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from lambda_workshop.aws.schedule_expressions import BadExpression, next_runs
from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, roles, schedules
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.schedules import RealTimeOnly, Rule, Schedule
from lambda_workshop.sections.schedule import nights
from lambda_workshop.sections.schedule.names import NIGHTLY, REPORT, WEEKLY, ZONE

CLOCK_ROLE = "inkwell-schedule-clock-role"
EVENTS, SCHEDULER = "events.amazonaws.com", "scheduler.amazonaws.com"
_WINDOW, _RETRIES = 15, 3
_TIME = "<aws.scheduler.scheduled-time>"
_YEAR = 54
"""Mondays that are compared, so that both changes of the clocks are among them."""

wire = Exercise(
    "wire",
    title="Two clocks",
    points=4,
    hints=(
        "Ask of each clock: on whose time does it run, and with whose permission does it call? The two answers differ.",
        "`cron(0 2 * * ? *)` is every night at 02:00. The time zone is a setting of the schedule, and not part of the "
        "expression. Scheduler's role is made with `service='scheduler'`.",
        "`clock.create_schedule(Name=..., ScheduleExpression='cron(30 7 ? * MON *)', ScheduleExpressionTimezone="
        "'Europe/Prague', FlexibleTimeWindow={'Mode': 'FLEXIBLE', 'MaximumWindowInMinutes': 15}, Target={'Arn': "
        "report, 'RoleArn': clock_role, 'Input': json.dumps({...}), 'RetryPolicy': {'MaximumRetryAttempts': 3}})`.",
    ),
    resources=(REPORT, NIGHTLY, WEEKLY, CLOCK_ROLE),
)


@wire.step(f"The function `{REPORT}` reports the day before an event's time")
def report(cloud: Cloud, random: Random) -> Passed:
    found = functions.find(cloud, REPORT)
    if found is None:
        raise NotAttempted(f"no function called `{REPORT}`", advice="deploy your handler in the cell above")
    moment = nights.random_moment(random)
    event = nights.rule_event(moment, random)
    answer = functions.invoke(cloud, REPORT, event)
    wanted = {"report": "sales", "day": nights.day_before(moment)}
    if answer.error_text or answer.value != wanted:
        raise NotYet(
            f"called for {nights.text_of(moment)}, it answered `{answer.error_text or json.dumps(answer.value)}`",
            expected=f"`{json.dumps(wanted)}`",
            advice="deploy the handler that passed `schedule.handle.check(handler)`: run both cells again",
            evidence=f"sent:\n  {json.dumps(event)}",
        )
    return Passed(found, found=f"called directly, it answers `{json.dumps(answer.value)}`")


@wire.step(f"The rule `{NIGHTLY}` fires every night at 02:00 UTC")
def nightly(cloud: Cloud, random: Random) -> Passed:
    found = schedules.find_rule(cloud, NIGHTLY)
    if found is None:
        raise NotAttempted(f"no rule called `{NIGHTLY}`", advice="call `rules.put_rule` in the cell above")
    if not found.enabled:
        raise NotYet("the rule is disabled", expected="ENABLED", advice="call `rules.enable_rule(Name=...)`")
    start = nights.random_moment(random)
    first = start.replace(hour=2, minute=0, second=0)
    first += timedelta(days=1) if first <= start else timedelta()
    wanted = [first + timedelta(days=number) for number in range(400)]
    _expect_times(_next(found.expression, start, len(wanted), rule=True), wanted, found.expression, "UTC")
    return Passed(found, found=f"`{found.expression}`")


@wire.step("The function is its only target, and gets the event as it is")
def target(report: Function, nightly: Rule) -> Passed:
    mine = [item for item in nightly.targets if item["Arn"] == report.arn]
    if not mine:
        others = ", ".join(f"`{item['Arn']}`" for item in nightly.targets)
        raise NotYet(
            f"its targets are {others}" if others else "the rule has no target: it fires, and calls nobody",
            expected=f"`{report.arn}`",
            advice="call `rules.put_targets(Rule=..., Targets=[{'Id': ..., 'Arn': report}])`",
        )
    if len(nightly.targets) > 1:
        ids = ", ".join(f"`{item['Id']}`" for item in nightly.targets)
        raise NotYet(
            f"the rule has {len(nightly.targets)} targets: {ids}",
            expected="one: put_targets replaces a target of the same Id, and adds one of another",
            advice="call `rules.remove_targets(Rule=..., Ids=[...])` for those that are too many",
        )
    changed = [key for key in ("Input", "InputPath", "InputTransformer") if mine[0].get(key)]
    if changed:
        raise NotYet(
            f"the target has `{changed[0]}`, so that the function does not see the event's `time`",
            expected="the event as the rule sends it",
            advice="put the target again with `Id` and `Arn` only",
        )
    return Passed(found=f"target `{mine[0]['Id']}`")


@wire.step("The function lets this rule call it, and no other rule")
def permitted(cloud: Cloud, report: Function, nightly: Rule) -> Passed:
    refusal = functions.refusal(cloud, REPORT, EVENTS, source_arn=nightly.arn, source_account=cloud.account)
    if refusal:
        raise NotYet(
            f"AWS would refuse it, and nobody would tell you: {refusal}",
            expected=f"a statement for `{EVENTS}` with the source `{nightly.arn}`",
            advice="call `let_rule_call(...)` of the example with the function's name and the rule's ARN",
        )
    ours = [item for item in functions.policy(cloud, REPORT) if item.principal == EVENTS]
    if any(item.condition("aws:SourceArn") != nightly.arn for item in ours):
        raise NotYet(
            "a statement lets other rules call the function as well, of this account or of any",
            expected=f"`SourceArn={nightly.arn}` in every statement for `{EVENTS}`",
            advice="remove it with `lam.remove_permission(FunctionName=..., StatementId=...)`",
        )
    return Passed(found=f"`{EVENTS}` may, for `{nightly.arn}`")


@wire.step(f"The schedule `{WEEKLY}` fires on Mondays at 07:30 in Prague")
def weekly(cloud: Cloud, random: Random) -> Passed:
    found = schedules.find_schedule(cloud, WEEKLY)
    if found is None:
        raise NotAttempted(f"no schedule called `{WEEKLY}`", advice="call `clock.create_schedule` in the cell above")
    if not found.enabled:
        raise NotYet("the schedule is disabled", expected="ENABLED", advice="update it with `State='ENABLED'`")
    start = nights.random_moment(random)
    wanted = _next("cron(30 7 ? * MON *)", start, _YEAR, zone=ZONE)
    _expect_times(_next(found.expression, start, _YEAR, zone=found.zone), wanted, found.expression, found.zone)
    return Passed(found, found=f"`{found.expression}` in {found.zone}, summer and winter")


@wire.step("Within 15 minutes, at most 3 retries, and with its own input")
def settings(report: Function, weekly: Schedule) -> Passed:
    if weekly.target.get("Arn") != report.arn:
        raise NotYet(f"it calls `{weekly.target.get('Arn')}`", expected=f"`{report.arn}`", advice="set the target")
    if not 1 <= weekly.window <= _WINDOW:
        raise NotYet(
            f"the flexible time window is {weekly.window} minutes" if weekly.window else "the time window is OFF",
            expected="FLEXIBLE, 15 minutes: where the minute does not matter, a window spreads the load",
            advice="set `FlexibleTimeWindow={'Mode': 'FLEXIBLE', 'MaximumWindowInMinutes': 15}`",
        )
    retries = (weekly.target.get("RetryPolicy") or {}).get("MaximumRetryAttempts", 185)
    if retries > _RETRIES:
        raise NotYet(
            f"it tries again up to {retries} times",
            expected=f"at most {_RETRIES}",
            advice="set `RetryPolicy={'MaximumRetryAttempts': 3}` in the target",
        )
    sent = _json_object(weekly.target.get("Input"))
    if sent.get("report") != "week" or sent.get("time") != _TIME:
        raise NotYet(
            f"the input is `{weekly.target.get('Input') or '(none)'}`",
            expected=f'`{{"report": "week", "time": "{_TIME}"}}`: Scheduler puts the planned time there',
            advice="give the target `Input=json.dumps({...})`, with the attribute's name letter by letter",
        )
    return Passed(found=f"window {weekly.window} min, {retries} retries, input `{weekly.target['Input']}`")


@wire.step("Scheduler may assume the role, and the role may call this function only")
def role(cloud: Cloud, report: Function, weekly: Schedule) -> Passed:
    arn = str(weekly.target.get("RoleArn", ""))
    name = roles.name_of(arn)
    if not roles.trusts(cloud, arn, SCHEDULER):
        raise NotYet(
            f"AWS would refuse it: Scheduler may not assume the role `{name}`",
            expected=f"a role whose trust policy names `{SCHEDULER}`",
            advice="make it with `schedule.role(..., service='scheduler')`",
        )
    if not roles.allowed(cloud, arn, "lambda:InvokeFunction", report.arn):
        raise NotYet(
            f"AWS would refuse it: the role `{name}` may not call the function, and the schedule fails in silence",
            expected=f"`lambda:InvokeFunction` on `{report.arn}`",
            advice="add that statement to the `policies` of the role",
        )
    other = report.arn.replace(REPORT, "inkwell-payroll")
    for action, resource in (("lambda:InvokeFunction", other), ("lambda:DeleteFunction", report.arn)):
        if roles.allowed(cloud, arn, action, resource):
            raise NotYet(
                f"the role may `{action}` on `{resource.rsplit(':', 1)[-1]}`, which no clock needs",
                expected=f"`lambda:InvokeFunction` on `{report.arn}`, and nothing else of Lambda",
                advice="name the action and the function in the policy instead of `*`",
            )
    return Passed(found=f"`{name}` may invoke `{REPORT}`, and no other function")


@dataclass(frozen=True)
class Fired:
    """One firing that was waited for."""

    what: str
    day: str


@wire.step("The next nights come, and are reported", weight=2)
def night_comes(cloud: Cloud, target: object, permitted: object, nightly: Rule, random: Random) -> Passed:
    return _let_come(cloud, nightly.arn, "sales", random.randint(1, 3))


@wire.step("The next Monday comes, and is reported")
def monday_comes(cloud: Cloud, settings: object, role: object, weekly: Schedule) -> Passed:
    return _let_come(cloud, weekly.arn, "week", 1)


def _let_come(cloud: Cloud, arn: str, name: str, count: int) -> Passed:
    """Move this one clock on to its next firings, and wait for the last report."""
    told = ""
    try:
        for _ in range(count):
            since = logs.now_ms()
            jump = schedules.jump(cloud, arn)
            told = str(jump)
            line = f"report {name} for {nights.day_before(jump.due)}"
            found = logs.wait_for(cloud, REPORT, line, since_ms=since - 1000, timeout=6)
    except RealTimeOnly as error:
        return Passed(found=f"not seen to fire: {error}")
    except TimedOut as error:
        logged = "\n".join(f"  {item.text}" for item in logs.lines(cloud, REPORT, since_ms=since - 1000))
        raise NotYet(
            f"{told}, and within 6 s the log had no line `{line}`",
            expected="one call of the function, and its line",
            advice=f"look at the log with `schedule.logs('{REPORT}')`",
            evidence=f"logged:\n{logged or '  (nothing: it was not called)'}",
        ) from error
    finally:
        _restore(cloud, arn)
    return Passed(found=f"`{found.text}`: {told}", evidence=f"logged:\n  {found.text}")


def _restore(cloud: Cloud, arn: str) -> None:
    try:
        schedules.restore(cloud, arn)
    except RealTimeOnly:
        return


def _next(expression: str, start: datetime, count: int, *, zone: str = "UTC", rule: bool = False) -> list[datetime]:
    try:
        return next_runs(expression, start, count=count, zone=zone, rule=rule)
    except BadExpression as error:
        raise NotYet(
            f"AWS would refuse `{expression}`: {error}",
            expected="an expression that AWS takes",
            advice="try it in the cron trainer: `next_five(...)`",
        ) from error


def _expect_times(found: Sequence[datetime], wanted: Sequence[datetime], expression: str, zone: str) -> None:
    for number, due in enumerate(wanted):
        seen = found[number] if number < len(found) else None
        if seen != due:
            raise NotYet(
                f"`{expression}` in {zone} fires at {_shown(seen)}, where {_shown(due)} is asked for",
                expected=f"{_shown(due)}, among {len(wanted)} times in a row",
                advice="try the expression in the cron trainer: `next_five(...)`",
            )


def _shown(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%a %Y-%m-%d %H:%M} UTC" if moment else "no time"


def _json_object(text: object) -> Mapping[str, Any]:
    try:
        found = json.loads(text) if isinstance(text, str) else {}
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
