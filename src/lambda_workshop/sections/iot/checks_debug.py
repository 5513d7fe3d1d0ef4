"""The rule that matches nothing: the cause named, the statement mended, and a level that is heard of."""

from __future__ import annotations

from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs
from lambda_workshop.sections.iot.broken import ROOM, RULE, SQL, break_it
from lambda_workshop.sections.iot.sensors import publish, rule

PROBE_SECONDS = 5.0
_WHY_NOT = {
    "a": "the permission names this rule. Without it, the rule would match all the same, and its action would fail.",
    "c": "5 is a number in the message, and below 20: the condition would hold.",
    "d": "a rule sees every message that is published, whatever its quality of service.",
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
    if work is None:
        raise NotYet("no cause is named", expected="a, b, c or d", advice="set `cause` to its letter")
    letter = work.strip().lower() if isinstance(work, str) else ""
    if letter in _WHY_NOT:
        raise NotYet(f'"{letter}" is not it: {_WHY_NOT[letter]}', advice="compare the rule with what is published")
    if letter != "b":
        raise NotYet(f"{work!r} is not one of the choices", expected="a, b, c or d", advice="set `cause` to a letter")
    return Passed(found='"b": the filter has two levels, and the topics have three.')


@debug.step("A low level of any colour is heard of, a high one and another room are not", weight=2, needs=("cause",))
def heard(cloud: Cloud, random: Random) -> Passed:
    token, since = f"p-{random.randrange(16**6):06x}", logs.now_ms()
    colour, empty = random.choice(("cyan", "magenta", "yellow")), random.randint(0, 19)
    publish(cloud, "", {"level": random.randint(20, 100)}, topic=f"ink-room/{token}-full/{colour}")
    publish(cloud, "", {"level": 1}, topic=f"paper-room/{token}-paper/{colour}")
    publish(cloud, "", {"level": empty}, topic=f"ink-room/{token}-empty/{colour}")
    wanted = f"order ink for {token}-empty {empty}"
    try:
        line = logs.wait_for(cloud, ROOM, f"{token}-empty", since_ms=since, timeout=PROBE_SECONDS)
    except TimedOut as error:
        raise NotYet(
            f"a level of {empty} at `ink-room/{token}-empty/{colour}`, and after {PROBE_SECONDS:g} s no ink was ordered",
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
