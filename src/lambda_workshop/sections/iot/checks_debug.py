"""The rule that matches nothing: the cause named, the statement mended, and a level that is heard of."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs
from lambda_workshop.sections.iot.broken import ROOM, RULE, SQL, break_it
from lambda_workshop.sections.iot.sensors import publish, rule

PROBE_SECONDS = 5.0
CAUSES = {
    "a": Option(
        "The rule may not invoke the function.",
        "The permission names this rule. Without it, the rule would match all the same, and its action would fail.",
    ),
    "b": Option(
        "The rule's topic filter does not match the printers' topics.",
        "The filter has two levels, and the topics have three.",
        correct=True,
    ),
    "c": Option(
        "`level` is a string, and cannot be compared.",
        "5 is a number in the message, and below 20: the condition would hold.",
    ),
    "d": Option(
        "The message was published with QoS 0.",
        "A rule sees every message that is published, whatever its quality of service.",
    ),
}

debug = Exercise(
    "debug",
    title="The rule that matches nothing",
    points=4,
    hints=(
        "Write the rule's topic and a printer's topic one below the other, level by level.",
        "`+` is one level. How many levels does `ink-room/south/black` have, and how many the filter?",
        "`put_rule('inkwell_iot_debug', ...)` with `FROM 'ink-room/+/+'`, the same SELECT and WHERE, and the same actions.",
    ),
    resources=(ROOM,),
    setup=break_it,
)


@debug.step("The broken wiring is there", weight=0)
def topic_rule(cloud: Cloud, work: object) -> Passed:
    found, function = rule(cloud, RULE), functions.find(cloud, ROOM)
    if found is None or function is None:
        raise NotYet(
            f"the rule `{RULE}` or the function `{ROOM}` is gone",
            expected="the wiring that `debug.start()` makes, mended",
            advice="run the cell with `debug.start()` again",
        )
    if work is None and found["sql"] == SQL:
        raise NotAttempted("no cause is named, and nothing was mended", advice="compare the topics, then set `cause`")
    return Passed(found, found=f"`{found['sql']}`")


@debug.step("The cause is named")
def cause(work: object, topic_rule: dict[str, Any]) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("A low level of any colour is heard of, a high one and another room are not", weight=2, needs=("cause",))
def heard(cloud: Cloud, random: Random) -> Passed:
    token, since = f"p-{random.randrange(16**6):06x}", logs.now_ms()
    # Which colour is last is drawn; each of them is asked for.
    *_, colour = colours = random.sample(("black", "cyan", "magenta", "yellow"), 4)
    publish(cloud, "", {"level": random.randint(20, 100)}, topic=f"ink-room/{token}-full/{colour}")
    publish(cloud, "", {"level": 1}, topic=f"paper-room/{token}-paper/{colour}")
    levels = {each: random.randint(0, 19) for each in colours}
    for each, level in levels.items():
        publish(cloud, "", {"level": level}, topic=f"ink-room/{token}-{each}/{each}")
    for each, level in levels.items():
        wanted = f"order ink for {token}-{each} {level}"
        try:
            line = logs.wait_for(cloud, ROOM, f"{token}-{each}", since_ms=since, timeout=PROBE_SECONDS)
        except TimedOut as error:
            raise NotYet(
                f"a level of {level} at `ink-room/{token}-{each}/{each}`, and after {PROBE_SECONDS:g} s no ink was ordered",
                expected=f"`{wanted}`",
                advice="compare the statement's topic with this one, level by level",
                evidence="\n".join(line.text for line in logs.lines(cloud, ROOM, since_ms=since)) or "(not called)",
            ) from error
        if wanted not in line.text:
            raise NotYet(f"it printed `{line.text}`", expected=f"`{wanted}`", advice="keep `topic(2) AS printer`")
    others = {f"{token}-full": "a printer with enough ink", f"{token}-paper": "a printer of another room"}
    if ordered := logs.unwanted(cloud, ROOM, *others, since_ms=since):
        raise NotYet(
            f"ink was ordered for {next(what for name, what in others.items() if name in ordered)}",
            expected="levels below 20 of `ink-room/PRINTER/COLOUR`",
            advice="keep the room's name and the WHERE",
            evidence=ordered,
        )
    return Passed(found=f"`{line.text}`")
