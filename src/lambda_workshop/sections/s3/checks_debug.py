"""The function that calls itself: the cause named, both ends mended, and one photo that is stamped once."""

from __future__ import annotations

from random import Random

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Option, Passed, named_cause
from lambda_workshop.cloud import Cloud, TimedOut, buckets, functions, logs, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.s3.broken import STAMPER, break_it, desk
from lambda_workshop.sections.s3.pictures import plain, random_colour

PHOTOS, PHOTO_SECONDS = 3, 4.0
CAUSES = {
    "a": Option(
        "S3 delivers each event at least once, so the function sees every photo many times.",
        "A second delivery has the same key; each line of the log has another one, longer by `stamped-`.",
    ),
    "b": Option(
        "What the function writes matches the rule that calls it.",
        "Each stamped copy is a new object under the prefix that calls the function.",
        correct=True,
    ),
    "c": Option(
        "The function fails, and Lambda tries again.",
        "No invocation failed: there is no line with [ERROR], and each has a request id of its own.",
    ),
    "d": Option(
        "The customer uploads again because there is no answer.",
        "One photo was uploaded. Who wrote `in/stamped-wedding.png`?",
    ),
}

debug = Exercise(
    "debug",
    title="The photo that is stamped for ever",
    points=4,
    hints=(
        "Follow one photo through the log. What is the next line's key, and who put that object there?",
        "Two places decide whether an object calls the function: where the function writes (`TARGET`), and which keys "
        "the bucket's rule looks at. Mending one of them is not enough.",
        "Set TARGET to `out/` with `update_function_configuration`. Then put the notification again with a prefix "
        "filter `in/`: get the configuration, add `Filter` to its rule, put it back.",
    ),
    resources=("inkwell-s3-debug",),
    setup=break_it,
)


@debug.step("The broken wiring is there", weight=0)
def stamper(cloud: Cloud, work: object) -> Passed:
    found = functions.find(cloud, STAMPER)
    if found is None or not buckets.exists(cloud, desk(cloud)):
        raise NotYet(
            f"`{STAMPER}` or its bucket is gone",
            expected="the wiring that `s3.debug.start()` makes, mended",
            advice="run the cell with `s3.debug.start()` again",
        )
    if work is None and found.environment.get("TARGET") == "in/" and _filter(cloud) == "":
        raise NotAttempted("no cause is named, and nothing was mended", advice="read the log above, then set `cause`")
    return Passed(found, found=f"`{STAMPER}` and its bucket are there")


@debug.step("The cause is named")
def cause(work: object, stamper: Function) -> Passed:
    return named_cause(work, CAUSES)


@debug.step("The function writes where its rule does not look", needs=("cause",))
def separated(cloud: Cloud, stamper: Function) -> Passed:
    target, prefix = stamper.environment.get("TARGET", ""), _filter(cloud)
    if prefix is None:
        raise NotYet(
            "the bucket has no rule for the function any more, so nothing is stamped",
            expected="the rule, with the prefix `in/`",
            advice="put the notification again",
        )
    if not prefix:
        raise NotYet(
            f"the rule has no prefix: whatever the function writes to `{target}` calls it again",
            expected="a prefix filter `in/`",
            advice="add `Filter` to the rule, and put the configuration back",
        )
    if target.startswith(prefix) or prefix != "in/" or target != "out/":
        raise NotYet(
            f"the rule looks at `{prefix}`, and the function writes to `{target}`",
            expected="photos come in under `in/`, stamped ones go out under `out/`",
            advice="set TARGET with `update_function_configuration`, the prefix in the notification",
        )
    return Passed(found="it reads from `in/` and writes to `out/`")


@debug.step("A new photo is stamped, and once", weight=2, needs=("separated",))
def once(cloud: Cloud, random: Random) -> Passed:
    bucket, photo = desk(cloud), plain(3, 3, random_colour(random))
    since = logs.now_ms()
    found = _stamped(cloud, random, bucket, photo)
    if found is None:
        raise NotYet(
            f"after {PHOTOS * PHOTO_SECONDS:g} s there is no stamped copy under `out/`",
            expected="one stamped copy of the photo that the check uploaded",
            advice="look at the function's log",
            evidence="\n".join(line.text for line in logs.lines(cloud, STAMPER, since_ms=since)[-20:]),
        )
    name, made = found

    def twice() -> list[str]:
        return [key for key in buckets.keys(cloud, bucket) if key.count("stamped-") > 1 and name in key]

    if made != photo:
        raise NotYet("the stamped copy is not the photo", expected="the same bytes", advice="leave the code as it is")
    try:
        again = until("nothing", twice, timeout=1.0, every=0.2)
    except TimedOut:
        return Passed(found=f"`out/stamped-{name}` is there, and nothing after it")
    raise NotYet(f"it went on: `{again[0]}`", expected="one copy", advice="compare the rule's prefix with TARGET")


def _stamped(cloud: Cloud, random: Random, bucket: str, photo: bytes) -> tuple[str, bytes] | None:
    """Upload photos until one is stamped: an event that comes while a function is being updated may be late."""
    for _ in range(PHOTOS):
        name = f"{random.randrange(16**8):08x}.png"
        cloud.client("s3").put_object(Bucket=bucket, Key=f"in/{name}", Body=photo)
        place = f"out/stamped-{name}"
        try:
            made = until(place, lambda: buckets.read(cloud, bucket, place), timeout=PHOTO_SECONDS, every=0.1)  # noqa: B023
        except TimedOut:
            continue
        return name, made
    return None


def _filter(cloud: Cloud) -> str | None:
    """The prefix of the rule for the stamper: empty when it has none, None when there is no rule."""
    rules = [
        rule
        for rule in buckets.function_notifications(cloud, desk(cloud))
        if f":{STAMPER}" in rule["LambdaFunctionArn"]
    ]
    for rule in rules:
        parts = rule.get("Filter", {}).get("Key", {}).get("FilterRules", [])
        return next((str(part["Value"]) for part in parts if part["Name"].lower() == "prefix"), "")
    return None
