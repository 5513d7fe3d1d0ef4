"""The stamp that never ends: the cause named, the mapping mended, and an order that is stamped once."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import NotYet, Option, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, until
from lambda_workshop.cloud.functions import EventSourceMapping
from lambda_workshop.sections.dynamodb.broken import ROOM, break_it, stamps
from lambda_workshop.verify import Debug, Probe

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

debug = Debug(
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
    causes=CAUSES,
    services=("lambda", "dynamodb", "iam"),
)


@debug.wiring(gone=f"the function `{ROOM}` or its mapping is gone")
def mapping(cloud: Cloud) -> EventSourceMapping | None:
    found = functions.mappings(cloud, function=ROOM) if functions.find(cloud, ROOM) else []
    return functions.settled(cloud, found[0]) if found else None


@debug.step("A new order is stamped, and once", weight=2, needs=("cause",))
def once(cloud: Cloud, wiring: EventSourceMapping, random: Random) -> Passed:
    if wiring.state != "Enabled":
        raise NotYet(
            f"the mapping is {wiring.state}: nothing is stamped any more",
            expected="Enabled, with a filter",
            advice="enable it, and choose the changes that it hands over",
        )
    number, tried = f"A-{random.randint(10_000, 99_999)}", Probe(cloud, ROOM, "let new items through: `INSERT`")
    tried.sent = f"placed {number}"
    cloud.client("dynamodb").put_item(TableName=ROOM, Item={"orderId": {"S": number}, "status": {"S": "placed"}})
    tried.until(
        lambda: stamps(cloud, number) > 0,
        found=f"{number} was placed, and it has no stamp",
        expected="one stamp",
        advice="let new items through: `INSERT`",
        seconds=STAMP_SECONDS,
    )
    try:
        until("another", lambda: stamps(cloud, number) > 1, timeout=2.0, every=0.2)
    except TimedOut:
        return Passed(found=f"{number} has one stamp, and keeps it", evidence=tried.evidence)
    raise NotYet(
        f"{number} has {stamps(cloud, number)} stamps",
        expected="one",
        advice="the function's own change is a MODIFY: give the mapping a filter that leaves it out",
        evidence=tried.evidence,
    )


debug.keeps_the_rest(f"mapping of * to {ROOM}: FilterCriteria", needs=(once,))
