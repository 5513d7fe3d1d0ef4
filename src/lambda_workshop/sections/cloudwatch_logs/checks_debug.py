"""The pattern that never matches: the cause named, the pattern mended, and a refused payment that is heard of."""

from __future__ import annotations

from random import Random

from lambda_workshop.aws.log_patterns import BadPattern, compile_pattern
from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs
from lambda_workshop.sections.cloudwatch_logs.broken import PATTERN, ROOM, break_it, line
from lambda_workshop.sections.cloudwatch_logs.payments import filters, write

PROBE_SECONDS = 5.0
CAUSES = {
    "a": Option(
        "CloudWatch Logs may not invoke the function.",
        "Without it, CloudWatch Logs refuses the subscription when you put it. This one is there.",
    ),
    "b": Option(
        "The pattern looks for the status where it is not.",
        "The status is in `payment`, and the pattern looks beside it.",
        correct=True,
    ),
    "c": Option(
        "A JSON pattern needs lines without quotation marks.",
        "The first character decides: in braces, the line is parsed as JSON, and quotation marks in it do not matter.",
    ),
    "d": Option(
        "Lines are handed over once an hour.",
        "Lines are handed over soon after they are written: here at once, on AWS usually in less than three minutes.",
    ),
}

debug = Exercise(
    "debug",
    title="The pattern that never matches",
    points=4,
    hints=(
        "Take one line of the log, and follow the pattern's path into it, one name after another.",
        "`$` is the whole line. What is directly below it, and where is the status?",
        'Put the filter again, under the same name, with `{ $.payment.status = "refused" }`.',
    ),
    resources=(ROOM,),
    setup=break_it,
)


@debug.step("The broken wiring is there", weight=0)
def pattern(cloud: Cloud, work: object) -> Passed:
    function = functions.find(cloud, ROOM)
    found = [item for item in filters(cloud, ROOM) or [] if function and item["destinationArn"] == function.arn]
    if not found:
        raise NotYet(
            f"the log group, the function or the subscription of `{ROOM}` is gone",
            expected="the wiring that `debug.start()` makes, mended",
            advice="run the cell with `debug.start()` again",
        )
    text = str(found[0].get("filterPattern", ""))
    if work is None and text == PATTERN:
        raise NotAttempted("no cause is named, and nothing was mended", advice="read a line, then set `cause`")
    return Passed(text, found=f"the pattern is `{text}`")


@debug.step("The cause is named")
def cause(work: object, pattern: str) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The pattern finds refused payments, and no others", needs=("cause",))
def finds(pattern: str, random: Random) -> Passed:
    try:
        matches = compile_pattern(pattern)
    except BadPattern as error:
        raise NotYet(f"`{pattern}` is not a pattern: {error}", advice="begin it with `{ $.`") from error
    number = f"A-{random.randint(10_000, 99_999)}"
    for text, wanted, what in (
        (line(number, "refused"), True, "a refused payment"),
        (line(number, "taken"), False, "a payment that was taken"),
        (line("refused", "taken"), False, "a payment whose order is called `refused`"),
    ):
        if matches(text) != wanted:
            raise NotYet(
                f"the pattern `{pattern}` {'misses' if wanted else 'lets through'} {what}",
                expected="the status `refused`, in the object `payment`",
                advice="write the way to the field: `$.outer.inner`",
                evidence=text,
            )
    return Passed(found=f"`{pattern}`")


@debug.step("The function hears of a refused payment", needs=("finds",))
def heard(cloud: Cloud, random: Random) -> Passed:
    number, since = f"A-{random.randint(10_000, 99_999)}", logs.now_ms()
    write(cloud, line(number, "refused"), group=ROOM)
    try:
        found = logs.wait_for(cloud, ROOM, number, since_ms=since, timeout=PROBE_SECONDS)
    except TimedOut as error:
        raise NotYet(
            f"a refused payment was written, and after {PROBE_SECONDS:g} s `{ROOM}` has not heard of it",
            expected=f"call the customer of {number}",
            advice="is the subscription still there, and the permission?",
        ) from error
    return Passed(found=f"`{found.text}`")
