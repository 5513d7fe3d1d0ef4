"""The exercises of the nightly report: when cron fires, the report, its two clocks, and a bill that goes out twice."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.schedule.checks_debug import debug
from lambda_workshop.sections.schedule.checks_handle import handle
from lambda_workshop.sections.schedule.checks_wire import wire

predict = Question(
    "predict",
    title="When the rule fires",
    points=1,
    hints=(
        "Three things decide: whose clock it is, which day is number 1, and how many fields there are.",
        "It is a rule, and not a schedule of EventBridge Scheduler. Nothing in `put_rule` takes a time zone.",
        "In AWS's cron the week begins on Sunday, with 1. Which days are 2 to 6 then?",
    ),
    text="`cron(30 7 ? * 2-6 *)` on a rule",
    options={
        "a": Option(
            "At 07:30 in Prague, Monday to Friday.",
            "A rule has no time zone: its cron is in UTC. EventBridge Scheduler has one, in "
            "`ScheduleExpressionTimezone`.",
        ),
        "b": Option(
            "At 07:30 UTC, Monday to Friday.",
            "UTC knows no summer time, so that the print room sees it move by an hour twice a year. Day 1 is Sunday, "
            "and 2 to 6 are Monday to Friday.",
            correct=True,
        ),
        "c": Option(
            "At 07:30 UTC, Tuesday to Saturday.",
            "In a Unix crontab Monday is 1. Here Sunday is 1, so that 2 to 6 are Monday to Friday. Names such as "
            "`MON-FRI` say it better.",
        ),
        "d": Option(
            "Never: cron has five fields.",
            "A Unix crontab has five. AWS adds the year, and wants `?` in one of the two day fields. With five fields "
            "AWS answers `Parameter ScheduleExpression is not valid`.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
