"""The alarm that knows nothing: the cause named, the right metric looked at, and failures that ring."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, until
from lambda_workshop.sections.cloudwatch_alarm.alarms import Alarm, find
from lambda_workshop.sections.cloudwatch_alarm.broken import PRINTER, REPORTER, ROOM, SHOP, break_it

RING_SECONDS = 24.0
_WANTED = {"Printer": PRINTER, "Shop": SHOP}
CAUSES = {
    "a": Option(
        "The function reported nothing.",
        "`list_metrics` shows the metric, and the log says what was reported.",
    ),
    "b": Option(
        "It looks at a metric that nobody writes.",
        "Other dimensions are another metric, even when one of them is the same.",
        correct=True,
    ),
    "c": Option(
        "Its threshold is too high.",
        "With data below its threshold an alarm is OK. This one knows of no data at all.",
    ),
    "d": Option(
        "It has no permission to call anybody.",
        "An alarm changes its state whether or not it may call anybody.",
    ),
}

debug = Exercise(
    "debug",
    title="The alarm that knows nothing",
    points=4,
    hints=(
        "INSUFFICIENT_DATA: for the metric that this alarm looks at, nothing was reported. Which metric is that?",
        "A metric is a namespace, a name *and* all its dimensions. Compare `list_metrics` with the alarm's `Dimensions`.",
        "Put the alarm again with the same settings, and with `Dimensions=[{'Name': 'Printer', 'Value': 'north'}, {'Name': "
        "'Shop', 'Value': 'vienna'}]`.",
    ),
    resources=(ROOM,),
    setup=break_it,
)


@debug.step("The broken wiring is there", weight=0)
def alarm(cloud: Cloud, work: object) -> Passed:
    found = find(cloud, ROOM)
    if found is None or functions.find(cloud, REPORTER) is None:
        raise NotYet(
            f"the alarm `{ROOM}` or `{REPORTER}` is gone",
            expected="the wiring that `debug.start()` makes, mended",
            advice="run the cell with `debug.start()` again",
        )
    if work is None and found.dimensions == {"Printer": PRINTER}:
        raise NotAttempted("no cause is named, and nothing was mended", advice="look at the metrics, then set `cause`")
    return Passed(found, found=f"`{found.name}` is {found.state}")


@debug.step("The cause is named")
def cause(work: object, alarm: Alarm) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The alarm looks at what is reported", needs=("cause",))
def looks(alarm: Alarm) -> Passed:
    if alarm.dimensions != _WANTED:
        raise NotYet(
            f"it looks at the dimensions {alarm.dimensions or '(none)'}",
            expected=f"{_WANTED}: all that the function reports",
            advice="put the alarm again with both",
        )
    kept = {"Statistic": "Sum", "Threshold": 3.0, "Period": 10, "EvaluationPeriods": 1}
    if changed := [name for name, value in kept.items() if alarm.settings.get(name) != value]:
        raise NotYet(
            f"`{changed[0]}` is `{alarm.settings.get(changed[0])}`",
            expected=f"`{kept[changed[0]]}`, as it was",
            advice="change the dimensions and nothing else",
        )
    return Passed(found="both dimensions")


@debug.step("Failed prints ring", weight=2, needs=("looks",))
def rings(cloud: Cloud, alarm: Alarm, random: Random) -> Passed:
    cloud.client("cloudwatch").set_alarm_state(AlarmName=ROOM, StateValue="OK", StateReason="the check begins")
    failed = random.randint(5, 60)

    def rung() -> Alarm | None:
        # Again and again: the ten seconds of one report may be over before a slow backend looks.
        functions.invoke(cloud, REPORTER, {"failed": failed})
        found = find(cloud, ROOM)
        return found if found is not None and found.state == "ALARM" else None

    try:
        found = until("the alarm", rung, timeout=RING_SECONDS, every=0.5)
    except TimedOut as error:
        now = find(cloud, ROOM)
        raise NotYet(
            f"{failed} failed prints were reported, and {RING_SECONDS:g} s later the alarm is {now and now.state}",
            expected="ALARM",
            advice="look at the alarm's reason",
            evidence=now.reason if now else "",
        ) from error
    return Passed(found=found.reason)
