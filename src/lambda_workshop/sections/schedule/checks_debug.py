"""The bill that goes out twice: name the cause, leave one clock, and make the billing idempotent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, schedules, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.cloud.schedules import RealTimeOnly
from lambda_workshop.sections.schedule import nights
from lambda_workshop.sections.schedule.broken import BILLING, CENTS, CLOCK, ROOM, TABLE, bills, put_in_place

CAUSES = {
    "a": Option(
        "The function fails, so that Lambda tries again.",
        "A retry has the same RequestId as the first try. The log has two invocations with two ids, and both "
        "of them ended well.",
    ),
    "b": Option(
        "Two clocks call it: the new schedule, and a rule that nobody removed.",
        "The two events in the log have the same `time` and another `source`: aws.events and aws.scheduler.",
        correct=True,
    ),
    "c": Option(
        "The flexible window lets the schedule fire at its start and at its end.",
        "Within its window a schedule fires once. Compare the `source` and the `resources` of the two events.",
    ),
    "d": Option(
        "The hour that autumn repeats fires the schedule twice.",
        "UTC repeats no hour, and Scheduler runs a repeated time once. Besides, it happens every night.",
    ),
}

debug = Exercise(
    "debug",
    title="A bill that goes out twice",
    points=4,
    hints=(
        "Each invocation prints its event. What do the two events have in common, and in what do they differ?",
        "`rules.list_rules(NamePrefix=...)` and `clock.list_schedules(NamePrefix=...)` show who calls. In the "
        "function, look at where the `billId` comes from: it is another one each time.",
        "`rules.disable_rule(Name='inkwell-schedule-debug-nightly')`. In the function `billId` is the night, and "
        "`put_item` has `ConditionExpression='attribute_not_exists(billId)'`.",
    ),
    resources=(ROOM,),
    setup=put_in_place,
)


@debug.step("The cause is named")
def cause(work: object) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("One clock calls the function, and one only")
def one_clock(cloud: Cloud, work: object) -> Passed:
    function = _function(cloud)
    rule, schedule = schedules.find_rule(cloud, CLOCK), schedules.find_schedule(cloud, CLOCK)
    calling = []
    if rule and rule.enabled and any(target["Arn"] == function.arn for target in rule.targets):
        calling.append(rule.arn)
    if schedule and schedule.enabled and schedule.target.get("Arn") == function.arn:
        calling.append(schedule.arn)
    if len(calling) == 2:
        # The start's own state is no answer yet: only a learner who has named a cause has tried something.
        outcome = NotAttempted if work is None else NotYet
        raise outcome(
            "the rule and the schedule both still call it",
            expected="one of them switched off, or removed",
            advice="`rules.disable_rule(Name=...)`, or `clock.delete_schedule(Name=...)`",
        )
    if not calling:
        raise NotYet(
            "nobody calls it any more: no night is billed at all",
            expected="one of the two callers left",
            advice="enable one of them again, or run `schedule.debug.start()` to begin anew",
        )
    return Passed(calling[0], found=f"`{calling[0]}`")


@debug.step("Two events for one night make one bill", weight=2)
def idempotent(cloud: Cloud, work: object, random: Random) -> Passed:
    _function(cloud)
    moment = nights.random_moment(random)
    events = [nights.rule_event(moment, random, rule=CLOCK), nights.notification(moment, random, schedule=CLOCK)]
    evidence = _bill(cloud, events, failed=NotAttempted if work is None else NotYet)
    found = bills(cloud, _night(moment))
    if len(found) != 1:
        outcome = NotAttempted if work is None and len(found) == 2 else NotYet
        raise outcome(
            f"two events for the night {_night(moment)} made {len(found)} bills",
            expected="one bill: AWS delivers at least once, with one caller too",
            advice="make `billId` from the event's time, so that the second write meets the first",
            evidence=evidence,
        )
    _expect_bill(found[0], evidence)
    return Passed(found=f"`{json.dumps(found[0])}`", evidence=evidence)


@debug.step("Another night makes another bill")
def another(cloud: Cloud, idempotent: object, random: Random) -> Passed:
    moment = nights.random_moment(random)
    pair = [moment, moment + timedelta(days=1)]
    evidence = _bill(cloud, [nights.rule_event(item, random, rule=CLOCK) for item in pair], failed=NotYet)
    for item in pair:
        found = bills(cloud, _night(item))
        if len(found) != 1:
            raise NotYet(
                f"the night {_night(item)} has {len(found)} bills",
                expected="one for each night",
                advice="take the key from the event, and not from what stays the same",
                evidence=evidence,
            )
        _expect_bill(found[0], evidence)
    return Passed(found=f"{_night(pair[0])} and {_night(pair[1])} have a bill each")


@debug.step("The next night comes, and is billed once")
def night_comes(cloud: Cloud, one_clock: str, idempotent: object) -> Passed:
    try:
        jump = schedules.jump(cloud, one_clock)
        night = _night(jump.due)
        until(f"the bill of {night}", lambda: bills(cloud, night), timeout=6, every=0.1)
    except RealTimeOnly as error:
        return Passed(found=f"not seen to fire: {error}")
    except TimedOut as error:
        raise NotYet(
            f"{jump}, and within 6 s there was no bill for {night}",
            expected="one bill",
            advice=f"look at the log with `schedule.logs('{BILLING}')`",
        ) from error
    finally:
        _restore(cloud, one_clock)
    if len(found := bills(cloud, night)) != 1:
        raise NotYet(
            f"the night {night} has {len(found)} bills", expected="one", advice="look at who else calls the function"
        )
    return Passed(found=f"one bill for {night}: {jump}")


def _function(cloud: Cloud) -> Function:
    found = functions.find(cloud, BILLING)
    if found is None:
        raise NotAttempted(f"no function called `{BILLING}`", advice="run `schedule.debug.start()`")
    return found


def _bill(cloud: Cloud, events: Sequence[dict[str, Any]], *, failed: type[NotYet] | type[NotAttempted]) -> str:
    """Call the function with the events; returns the evidence. Raises `failed` when it fails."""
    lines = []
    for event in events:
        answer = functions.invoke(cloud, BILLING, event)
        lines.append(f"  {event['source']} {event['time']}: {answer.error_text or 'ended well'}")
        if answer.error_text:
            raise failed(
                f"called for {event['time']}, it failed: `{answer.error_text}`",
                expected="no error: a night that is billed already is no failure, and Lambda would try again",
                advice="catch ConditionalCheckFailedException, and nothing else",
                evidence="sent:\n" + "\n".join(lines) + f"\nlogged:\n{answer.log}",
            )
    return "sent:\n" + "\n".join(lines) + f"\nin the table `{TABLE}`:\n  {len(bills(cloud))} bills"


def _expect_bill(item: dict[str, Any], evidence: str) -> None:
    if item.get("cents") != {"N": str(CENTS)}:
        raise NotYet(
            f"the bill is `{json.dumps(item)}`",
            expected=f"`cents` is the number {CENTS}",
            advice="write the three fields",
            evidence=evidence,
        )


def _night(moment: datetime) -> str:
    return str(moment.date())


def _restore(cloud: Cloud, arn: str) -> None:
    try:
        schedules.restore(cloud, arn)
    except RealTimeOnly:
        return
