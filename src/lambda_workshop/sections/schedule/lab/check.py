"""Grades the lab: deploys the learner's handler, sends it deliveries and reviews, and lets a reminder's time come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, WRAPPER, handler_text
from lambda_workshop.cloud import Cloud, TimedOut, cleanup, deploying, functions, logs, schedules, until
from lambda_workshop.cloud.schedules import RealTimeOnly, Schedule

ROOM = "inkwell-schedule-lab"
FUNCTION, REMINDER = f"{ROOM}-orders", f"{ROOM}-reminder"
SERVICES = ("lambda", "events", "scheduler", "iam", "logs")
ZONES = ("Europe/Prague", "Asia/Tokyo", "America/New_York", "Australia/Lord_Howe")
_REMIND = "import json\n\n\ndef handler(event, context):\n    print('remind', json.dumps(event))\n"
_TIME = "<aws.scheduler.scheduled-time>"

LAB = Exercise(
    "lab",
    title="A reminder for each order, once",
    points=6,
    hints=(
        "What must a second delivery event find, so that it does not make a second reminder? Names are unique.",
        "`create_schedule` raises ConflictException when the name is taken, and `update_schedule` takes the same "
        "arguments. `ScheduleExpressionTimezone` saves you every calculation with time zones.",
        "`due = date.fromisoformat(event['delivered']) + timedelta(days=3)`, then `ScheduleExpression="
        "f'at({due}T10:00:00)'` with `ActionAfterCompletion='DELETE'`. Around `delete_schedule`, catch "
        "ResourceNotFoundException.",
    ),
    resources=(ROOM,),
)


@dataclass(frozen=True)
class Built:
    """What is in place: the ARNs that the learner's function is given."""

    target: str
    role: str


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "schedule")


@LAB.step("It runs, and an empty event fails")
def deployed(cloud: Cloud, source: str) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    built = _build(cloud, source)
    answer = functions.invoke(cloud, FUNCTION, {})
    if not answer.error_text or "Runtime." in answer.error_text:
        raise NotYet(
            f"called with an empty event, it answered `{answer.error_text or json.dumps(answer.value)}`",
            expected="an error of your code, such as a KeyError: there is no order to remind of",
            advice="run `python -m pytest` in the lab's folder first",
            evidence=f"logged:\n{answer.log}",
        )
    return Passed(built, found=f"`{FUNCTION}` answers `{answer.error_text}`")


@LAB.step("A delivery makes a reminder for 10:00 by the customer's clock", weight=2)
def made(cloud: Cloud, deployed: Built, random: Random) -> Passed:
    order, day, zone = _order(random), _day(random), random.choice(ZONES)
    evidence = _call(cloud, {"orderId": order, "delivered": str(day), "zone": zone}, _due(day))
    found = _reminder(cloud, order, evidence)
    wanted = f"at({_due(day)})"
    if (found.expression, found.zone) != (wanted, zone):
        raise NotYet(
            f"the schedule is `{found.expression}` in {found.zone}",
            expected=f"`{wanted}` in {zone}",
            advice="set the local time, and the customer's zone as `ScheduleExpressionTimezone`",
            evidence=evidence,
        )
    if found.window:
        raise NotYet(f"its window is {found.window} minutes", expected="Mode OFF", advice="set it", evidence=evidence)
    if (found.target["Arn"], found.target["RoleArn"]) != (deployed.target, deployed.role):
        raise NotYet(
            f"it calls `{found.target['Arn']}` as `{found.target['RoleArn']}`",
            expected=f"`{deployed.target}` as `{deployed.role}`",
            advice="read both from the environment variables",
            evidence=evidence,
        )
    return Passed(order, found=f"`{found.expression}` in {found.zone}", evidence=evidence)


@LAB.step("It deletes itself when it is over")
def tidy(cloud: Cloud, made: str) -> Passed:
    action = cloud.client("scheduler").get_schedule(Name=_name(made)).get("ActionAfterCompletion", "NONE")
    if action != "DELETE":
        raise NotYet(
            f"`ActionAfterCompletion` is {action}",
            expected="DELETE: otherwise each order leaves a schedule for ever, and they count towards the quota",
            advice="set it when you create and when you update the schedule",
        )
    return Passed(found="`ActionAfterCompletion` is DELETE")


@LAB.step("The same delivery again leaves one reminder, and a later one moves it")
def once(cloud: Cloud, made: str, random: Random) -> Passed:
    order, day = _order(random), _day(random)
    for delivered in (day, day, day + timedelta(days=2)):
        evidence = _call(cloud, {"orderId": order, "delivered": str(delivered), "zone": "UTC"}, _due(delivered))
    ours = [name for name in _names(cloud) if order in name]
    if ours != [_name(order)]:
        raise NotYet(
            f"there are the schedules {ours}",
            expected=f"one, `{_name(order)}`",
            advice="make the name from the order's id alone",
            evidence=evidence,
        )
    found = _reminder(cloud, order, evidence)
    if found.expression != (wanted := f"at({_due(day + timedelta(days=2))})"):
        raise NotYet(
            f"after a later delivery the schedule is still `{found.expression}`",
            expected=f"`{wanted}`",
            advice="call `update_schedule` with the same arguments when the name is taken",
            evidence=evidence,
        )
    return Passed(found="one schedule, moved by two days")


@LAB.step("A review cancels it, and a second review is no failure")
def cancelled(cloud: Cloud, made: str) -> Passed:
    for _ in range(2):
        evidence = _call(cloud, {"orderId": made, "reviewed": True}, None)
    if _name(made) in _names(cloud):
        raise NotYet(
            f"`{_name(made)}` is still there",
            expected="no reminder after a review",
            advice="call `delete_schedule`",
            evidence=evidence,
        )
    return Passed(found=f"`{_name(made)}` is gone")


@LAB.step("Events that make no sense raise, and make nothing")
def odd(cloud: Cloud, deployed: Built) -> Passed:
    before = _names(cloud)
    wrong: list[dict[str, Any]] = [
        {"orderId": "O-1", "delivered": "tomorrow", "zone": "UTC"},
        {"orderId": "O-1", "delivered": "2027-02-30", "zone": "UTC"},
        {"orderId": "O 1", "delivered": "2027-02-01", "zone": "UTC"},
        {"orderId": "everything", "delivered": "2027-02-01", "zone": "UTC"},
        {"orderId": "O-1"},
    ]
    for event in wrong:
        answer = functions.invoke(cloud, FUNCTION, event)
        more = sorted(set(_names(cloud)) - set(before))
        if not answer.error_text or more:
            raise NotYet(
                f"for `{json.dumps(event)}` it made `{more[0]}`"
                if more
                else f"for `{json.dumps(event)}` it answered `{json.dumps(answer.value)}`",
                expected="an error, and no schedule",
                advice="check the order's id and the date before you create anything",
            )
    return Passed(found=f"{len(wrong)} odd events raise")


@LAB.step("When its time comes the customer is reminded once, and the schedule is gone")
def comes(cloud: Cloud, tidy: object, once: object, random: Random) -> Passed:
    order, day = _order(random), _day(random)
    evidence = _call(cloud, {"orderId": order, "delivered": str(day), "zone": "Europe/Prague"}, _due(day))
    found = _reminder(cloud, order, evidence)
    try:
        jump = schedules.jump(cloud, found.arn)
    except RealTimeOnly as error:
        return Passed(found=f"not seen to fire: {error}")
    wanted = {"orderId": order, "planned": f"{jump.due:%Y-%m-%dT%H:%M:%SZ}"}
    try:
        line = logs.wait_for(cloud, REMINDER, order, timeout=6)
        until("the schedule to be gone", lambda: _name(order) not in _names(cloud), timeout=3, every=0.1)
    except TimedOut as error:
        raise NotYet(
            str(error.found), expected="one reminder", advice="look at the input", evidence=evidence
        ) from error
    if json.loads(line.text.removeprefix("remind ")) != wanted:
        raise NotYet(
            f"the reminder got `{line.text.removeprefix('remind ')}`",
            expected=f"`{json.dumps(wanted)}`",
            advice=f'let the input be `{{"orderId": ..., "planned": "{_TIME}"}}`',
            evidence=evidence,
        )
    return Passed(found=f"`{line.text}`: {jump}")


@LAB.step("No client is made in a call")
def one_client(cloud: Cloud, once: object, random: Random) -> Passed:
    for _ in range(4):
        answer = functions.invoke(cloud, FUNCTION, {"orderId": _order(random), "reviewed": True})
        counted = next((line for line in answer.log.splitlines() if line.startswith(CLIENTS)), f"{CLIENTS} 0")
        # A first call in a new environment may make its client late.
        if counted.removeprefix(CLIENTS).strip() == "0":
            return Passed(found="a warm call makes no client")
    raise NotYet(
        f"a warm call made {counted.removeprefix(CLIENTS).strip()} client(s)",
        expected="none: making a client takes longer than the request",
        advice="make the client outside the handler, so that the environment keeps it",
    )


def _build(cloud: Cloud, source: str) -> Built:
    reminder = deploying.deploy(
        cloud,
        REMINDER,
        functions.zip_of({"index.py": _REMIND}),
        handler="index.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-reminder-role"),
    )
    may_call = {"Action": "lambda:InvokeFunction", "Resource": reminder}
    clock = deploying.role(cloud, f"{ROOM}-clock", [may_call], service="scheduler")
    rights: list[Mapping[str, Any]] = [
        {
            "Action": ["scheduler:CreateSchedule", "scheduler:UpdateSchedule", "scheduler:DeleteSchedule"],
            "Resource": f"arn:aws:scheduler:{cloud.region}:{cloud.account}:schedule/default/{ROOM}-*",
        },
        {"Action": "iam:PassRole", "Resource": clock},
    ]
    deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "probe.py": WRAPPER}),
        handler="probe.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", rights),
        timeout=5,
        environment={"TARGET_ARN": reminder, "ROLE_ARN": clock},
    )
    return Built(reminder, clock)


def _call(cloud: Cloud, event: dict[str, Any], due: str | None) -> str:
    """Call the function with an event of the story; returns the evidence. Raises NotYet for another answer."""
    answer = functions.invoke(cloud, FUNCTION, event)
    evidence = f"sent:\n  {json.dumps(event)}\nanswered:\n  {answer.error_text or json.dumps(answer.value)}"
    if answer.error_text or answer.value != {"reminder": due}:
        raise NotYet(
            f"it answered `{answer.error_text or json.dumps(answer.value)}`",
            expected=f"`{json.dumps({'reminder': due})}`",
            advice="look at the event below",
            evidence=evidence,
        )
    return evidence


def _reminder(cloud: Cloud, order: str, evidence: str) -> Schedule:
    found = schedules.find_schedule(cloud, _name(order))
    if found is None:
        raise NotYet(
            f"there is no schedule `{_name(order)}`, only {[name for name in _names(cloud) if ROOM in name]}",
            expected="a schedule named after the order",
            advice="name it `inkwell-schedule-lab-` and the order's id",
            evidence=evidence,
        )
    return found


def _names(cloud: Cloud) -> list[str]:
    pages = cloud.client("scheduler").get_paginator("list_schedules").paginate()
    return sorted(item["Name"] for page in pages for item in page["Schedules"])


def _name(order: str) -> str:
    return f"{ROOM}-{order}"


def _order(random: Random) -> str:
    return f"O-{random.randrange(1_000_000):06d}"


def _day(random: Random) -> date:
    """A day in the years to come: AWS takes no `at()` of the past."""
    return date(2030, 1, 1) + timedelta(days=random.randrange(3650))


def _due(day: date) -> str:
    return f"{day + timedelta(days=3)}T10:00:00"
