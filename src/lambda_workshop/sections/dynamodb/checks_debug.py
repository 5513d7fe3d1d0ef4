"""The stamp that never ends: the cause named, the mapping mended, and an order that is stamped once."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, until
from lambda_workshop.cloud.functions import EventSourceMapping
from lambda_workshop.sections.dynamodb.broken import CODE, ROOM, break_it, stamps

STAMP_SECONDS = 10.0
CAUSES = {
    "a": Option(
        "The stream delivers each record at least once, so the function sees it many times.",
        "A second delivery has the same image; each line of the log has one stamp more.",
    ),
    "b": Option(
        "What the function writes is a change of the table that calls it.",
        "The function's own update is a change of the table.",
        correct=True,
    ),
    "c": Option(
        "The function fails, and Lambda tries the batch again.",
        "No invocation failed: there is no line with [ERROR].",
    ),
    "d": Option(
        "The customer places the order again.",
        "One order was placed. Who wrote the second change?",
    ),
}

debug = Exercise(
    "debug",
    title="The stamp that never ends",
    points=4,
    hints=(
        "Follow one order through the log. Who made the change that the second line is about?",
        "The function's own update is a change too: MODIFY. Which changes does it need to hear of?",
        "`update_event_source_mapping(UUID=..., FilterCriteria={'Filters': [{'Pattern': json.dumps({'eventName': "
        "['INSERT']})}]})`.",
    ),
    resources=(ROOM,),
    setup=break_it,
)


@debug.step("The broken wiring is there", weight=0)
def mapping(cloud: Cloud, work: object) -> Passed:
    function = functions.find(cloud, ROOM)
    found = functions.mappings(cloud, function=ROOM) if function else []
    if function is None or not found:
        raise NotYet(
            f"the function `{ROOM}` or its mapping is gone",
            expected="the wiring that `debug.start()` makes, mended",
            advice="run the cell with `debug.start()` again",
        )
    untouched = function.code_sha256 == functions.sha256_of(functions.zip_of({"index.py": CODE}))
    if work is None and untouched and not found[0].settings.get("FilterCriteria"):
        raise NotAttempted("no cause is named, and nothing was mended", advice="read the log above, then set `cause`")
    return Passed(functions.settled(cloud, found[0]), found="function and mapping are there")


@debug.step("The cause is named")
def cause(work: object, mapping: EventSourceMapping) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("A new order is stamped, and once", weight=2, needs=("cause",))
def once(cloud: Cloud, mapping: EventSourceMapping, random: Random) -> Passed:
    if mapping.state != "Enabled":
        raise NotYet(
            f"the mapping is {mapping.state}: nothing is stamped any more",
            expected="Enabled, with a filter",
            advice="enable it, and choose the changes that it hands over",
        )
    number = f"A-{random.randint(10_000, 99_999)}"
    cloud.client("dynamodb").put_item(TableName=ROOM, Item={"orderId": {"S": number}, "status": {"S": "placed"}})
    try:
        until("a stamp", lambda: stamps(cloud, number) > 0, timeout=STAMP_SECONDS, every=0.1)
    except TimedOut as error:
        raise NotYet(
            f"{number} was placed, and after {STAMP_SECONDS:g} s it has no stamp",
            expected="one stamp",
            advice="let new items through: `INSERT`",
        ) from error
    try:
        found = until("another", lambda: stamps(cloud, number) > 1, timeout=2.0, every=0.2)
    except TimedOut:
        return Passed(found=f"{number} has one stamp, and keeps it")
    raise NotYet(
        f"{number} has {stamps(cloud, number)} stamps" if found else "",
        expected="one",
        advice="the function's own change is a MODIFY: give the mapping a filter that leaves it out",
    )
