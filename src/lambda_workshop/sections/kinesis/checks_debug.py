"""The record that blocks its shard: the cause named, the mapping mended, and clicks that come through."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, queues, until
from lambda_workshop.cloud.functions import EventSourceMapping
from lambda_workshop.sections.kinesis.broken import CODE, QUEUE, ROOM, break_it, click
from lambda_workshop.sections.kinesis.views import put

PROBE_SECONDS = 10.0
CAUSES = {
    "a": Option(
        "The function's role may not read the stream.",
        "The role may read: C-1 came through, and C-2 comes again and again.",
    ),
    "b": Option(
        "C-2 fails again and again, and C-3 waits behind it.",
        "A bad record stays at the head of its shard, and everything behind it waits.",
        correct=True,
    ),
    "c": Option(
        "The stream has too few shards.",
        "One shard is enough for three records. More shards would only block fewer visitors.",
    ),
    "d": Option(
        "The function runs out of time.",
        "The function ends long before its time-out. Look at the error.",
    ),
}

debug = Exercise(
    "debug",
    title="The record that blocks its shard",
    points=4,
    hints=(
        "Look at the log: which record does the function get, again and again? What would have to happen for the next "
        "one to come?",
        "A shard is read in order. Lambda tries a failing batch until it passes or is too old, unless the mapping says "
        "how often.",
        "`update_event_source_mapping(UUID=..., MaximumRetryAttempts=1, DestinationConfig={'OnFailure': "
        "{'Destination': queue_arn}})`.",
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
    ours = functions.settled(cloud, found[0])
    untouched = function.code_sha256 == functions.sha256_of(functions.zip_of({"index.py": CODE}))
    if work is None and untouched and ours.settings.get("MaximumRetryAttempts", -1) in (-1, None):
        raise NotAttempted("no cause is named, and nothing was mended", advice="read the log above, then set `cause`")
    return Passed(ours, found=f"the mapping is {ours.state}")


@debug.step("The cause is named")
def cause(work: object, mapping: EventSourceMapping) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The mapping gives up in time, and says where", needs=("cause",))
def limited(cloud: Cloud, mapping: EventSourceMapping) -> Passed:
    tries = mapping.settings.get("MaximumRetryAttempts", -1)
    if tries in (-1, None) or tries > 3:
        raise NotYet(
            f"it tries a bad record {'for 24 hours' if tries in (-1, None) else f'{tries} times more'}",
            expected="at most 3 retries",
            advice="set `MaximumRetryAttempts`",
        )
    queue = queues.find(cloud, QUEUE)
    target = (mapping.settings.get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination", "")
    if queue is None or target != queue.arn:
        raise NotYet(
            f"its on-failure destination is `{target or '(none)'}`: a bad record would be lost without a trace",
            expected=f"the queue `{QUEUE}`",
            advice="set `DestinationConfig`",
        )
    return Passed(found=f"at most {tries} times again, then `{QUEUE}`")


@debug.step("A click behind a bad record comes through", weight=2, needs=("limited",))
def through(cloud: Cloud, mapping: EventSourceMapping, random: Random) -> Passed:
    if mapping.state != "Enabled":
        raise NotYet(f"the mapping is {mapping.state}", expected="Enabled", advice="enable it")
    number, since = f"C-{random.randint(1000, 9999)}", logs.now_ms()
    put(cloud, b"no JSON " + number.encode(), click(number), name=ROOM)
    try:
        line = logs.wait_for(cloud, ROOM, f"click {number}", since_ms=since, timeout=PROBE_SECONDS)
    except TimedOut as error:
        raise NotYet(
            f"a bad record and {number} were put, and after {PROBE_SECONDS:g} s {number} was not printed",
            expected=f"click {number}",
            advice="is the mapping limited, and enabled?",
            evidence="\n".join(line.text for line in logs.lines(cloud, ROOM, since_ms=since)[-10:]),
        ) from error
    queue = queues.find(cloud, QUEUE)
    try:
        until("the note", lambda: queue and sum(queues.counts(cloud, queue.url)), timeout=4.0, every=0.2)
    except TimedOut as error:
        raise NotYet(
            f"`{QUEUE}` is empty",
            expected="a note of each bad record",
            advice="does the role still allow `sqs:SendMessage`?",
        ) from error
    return Passed(found=f"`{line.text}`, and the bad ones are in `{QUEUE}`")
