"""The lost order: the cause named, notes of any kind sent, and a refusal that is heard."""

from __future__ import annotations

import json
from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.eventbridge.broken import SHOP, SHOP_CODE, STORE, break_it

PROBE_SECONDS = 5.0
CAUSES = {
    "a": Option(
        "Its note does not match the rule's pattern.",
        "The pattern names the source and the type, and both orders have the same. Neither it nor the target changed.",
    ),
    "b": Option(
        "EventBridge refused the entry, and the call succeeded all the same.",
        "The detail was not JSON, put_events answered 200, and nobody read the answer.",
        correct=True,
    ),
    "c": Option(
        "The rule may not invoke the warehouse.",
        "The permission is the same for both orders, and A-7001 was reserved.",
    ),
    "d": Option(
        "EventBridge lost the event on its way.",
        "What EventBridge has accepted it tries to deliver for 24 hours, and the rule worked for A-7001. "
        "A-7002 was never accepted.",
    ),
}

debug = Exercise(
    "debug",
    title="The order with a note",
    points=4,
    hints=(
        "Both orders are `sent`, says the shop's log. Who says so: EventBridge, or the function?",
        "Call `put_events` yourself with the detail that the function builds for A-7002, and look at the answer: "
        "`FailedEntryCount` and `Entries`.",
        "Build `Detail` with `json.dumps`, keep the answer of `put_events`, and raise when `FailedEntryCount` is not "
        "0. Then deploy the function again under its name.",
    ),
    resources=("inkwell-bus-debug",),
    setup=break_it,
)


@debug.step("The broken wiring is there", weight=0)
def shop(cloud: Cloud, work: object) -> Passed:
    found = functions.find(cloud, SHOP)
    if found is None or functions.find(cloud, STORE) is None:
        raise NotYet(
            f"`{SHOP}` or `{STORE}` is gone",
            expected="the wiring that `debug.start()` makes, mended",
            advice="run the cell with `debug.start()` again",
        )
    untouched = functions.zip_of({"index.py": SHOP_CODE})
    if work is None and found.code_sha256 == functions.sha256_of(untouched):
        raise NotAttempted("no cause is named, and nothing was mended", advice="read the two logs, then set `cause`")
    return Passed(found, found="both functions are there")


@debug.step("The cause is named")
def cause(work: object, shop: Function) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("An order with any note arrives", weight=2, needs=("cause",))
def arrives(cloud: Cloud, random: Random) -> Passed:
    number = f"A-{random.randint(10_000, 99_999)}"
    note = f'engrave "{random.randrange(16**4):04x}" \\ and \tthe rest'
    since = logs.now_ms()
    sent = {"orderId": number, "kind": "OrderPlaced", "note": note}
    found = functions.invoke(cloud, SHOP, sent)
    evidence = f"sent:\n  {json.dumps(sent)}\nthe shop logged:\n{found.log.strip()}"
    if found.error:
        raise NotYet(
            f"the shop failed: {found.error_text}",
            expected="an order that is sent",
            advice="build `Detail` with `json.dumps({...})`",
            evidence=evidence,
        )
    try:
        line = logs.wait_for(cloud, STORE, number, since_ms=since, timeout=PROBE_SECONDS)
    except TimedOut as error:
        raise NotYet(
            f"the warehouse heard nothing of {number}, whose note has quotation marks",
            expected=f"reserved {number}",
            advice="build `Detail` with `json.dumps({...})`",
            evidence=evidence,
        ) from error
    if f"note: {note}" not in line.text:
        raise NotYet(
            f"the note came as `{line.text}`",
            expected=note,
            advice="leave the note as it is: `json.dumps` writes what JSON needs",
            evidence=evidence,
        )
    return Passed(found=f"`{line.text}`", evidence=evidence)


@debug.step("An entry that is refused makes the shop's function fail", needs=("arrives",))
def heard(cloud: Cloud, random: Random) -> Passed:
    sent = {"orderId": f"A-{random.randint(10_000, 99_999)}", "kind": "", "note": "no type"}
    found = functions.invoke(cloud, SHOP, sent)
    if not found.error:
        raise NotYet(
            f"EventBridge refuses an entry without a type, and the shop answered `{json.dumps(found.value)}`",
            expected="an exception, so that the caller knows and can try again",
            advice="keep what `put_events` returns, and raise when `FailedEntryCount` is not 0",
            evidence=f"sent:\n  {json.dumps(sent)}\nlogged:\n{found.log.strip()}",
        )
    if "Parameter validation failed" in found.error_text or "KeyError" in found.error_text:
        raise NotYet(
            f"the shop fails before it asks EventBridge: {found.error_text}",
            expected="the refusal of `put_events`, heard",
            advice="hand the entry over, and look at the answer",
        )
    return Passed(found=f"it fails: {found.error_text}")
