"""The stream's wiring: stream, function, rights, a mapping that survives a bad record, and views that are counted."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, queues, roles, tables, until
from lambda_workshop.cloud.functions import Function
from lambda_workshop.sections.kinesis.views import COUNTER, FAILED, PAGES, STREAM, count, put, stream, view

PROBE_SECONDS = 10.0
_READS = ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream", "kinesis:ListShards")

wire = Exercise(
    "wire",
    title="The page counter",
    points=5,
    hints=(
        "A view goes a way: stream, mapping, function, table. Which stop does the failing step look at?",
        "Lambda reads the stream with the *role's* rights, and sends what fails with them too. Retries, bisecting and "
        "the destination belong to the mapping.",
        "`create_event_source_mapping(EventSourceArn=..., FunctionName=..., StartingPosition='TRIM_HORIZON', "
        "FunctionResponseTypes=['ReportBatchItemFailures'], BisectBatchOnFunctionError=True, MaximumRetryAttempts=2, "
        "DestinationConfig={'OnFailure': {'Destination': queue_arn}})`.",
    ),
    resources=(STREAM, COUNTER, PAGES, FAILED),
)


@wire.step(f"The stream `{STREAM}` exists")
def source(cloud: Cloud) -> Passed:
    found = stream(cloud)
    if found is None:
        raise NotAttempted(f"there is no stream `{STREAM}`", advice="create it with `kinesis_client.create_stream`")
    return Passed(str(found["StreamARN"]), found=f"`{found['StreamARN']}`, shards: {len(found['Shards'])}")


@wire.step(f"The function `{COUNTER}` and the table `{PAGES}` exist")
def function(cloud: Cloud) -> Passed:
    found, pages = functions.find(cloud, COUNTER), tables.find(cloud, PAGES)
    if found is None and pages is None:
        raise NotAttempted(f"there is neither `{COUNTER}` nor `{PAGES}`", advice="make both under these names")
    if found is None or pages is None:
        what = f"function `{COUNTER}`" if found is None else f"table `{PAGES}`"
        raise NotYet(f"there is no {what}", expected="both", advice="make it under this name")
    return Passed(found, found="both are there")


@wire.step("The role may read the stream, write the counts, and send what fails")
def rights(cloud: Cloud, source: str, function: Function) -> Passed:
    base = f"{cloud.region}:{cloud.account}"
    wanted = [(action, source) for action in _READS]
    wanted += [
        ("dynamodb:UpdateItem", f"arn:aws:dynamodb:{base}:table/{PAGES}"),
        ("sqs:SendMessage", f"arn:aws:sqs:{base}:{FAILED}"),
    ]
    for action, resource in wanted:
        if not roles.allowed(cloud, function.role, action, resource):
            raise NotYet(
                f"works here, but AWS would refuse it: the role may not `{action}`",
                expected=f"`{action}` on `{resource}`",
                advice="`AWSLambdaKinesisExecutionRole` has what reads the stream; name the two others yourself",
            )
    return Passed(found="it reads, writes, and sends")


@wire.step("One mapping joins them, and a bad record cannot stop it for ever", weight=2)
def mapping(cloud: Cloud, source: str, function: Function) -> Passed:
    found = functions.mappings(cloud, function=COUNTER, source_arn=source)
    if len(found) != 1:
        raise NotYet(
            f"the function has {len(found)} event source mappings with this stream",
            expected="one",
            advice="call `create_event_source_mapping` once, and delete what is too much",
        )
    ours = functions.settled(cloud, found[0])
    if ours.state != "Enabled":
        raise NotYet(f"the mapping is {ours.state}", expected="Enabled", advice="enable it")
    queue = queues.find(cloud, FAILED)
    target = (ours.settings.get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination", "")
    for wrong, expected in (
        (
            "ReportBatchItemFailures" not in (ours.settings.get("FunctionResponseTypes") or []),
            "`ReportBatchItemFailures` among its response types: without it, what the function reports is not read",
        ),
        (
            not ours.settings.get("BisectBatchOnFunctionError"),
            "`BisectBatchOnFunctionError`: a failing batch is halved",
        ),
        (
            ours.settings.get("MaximumRetryAttempts", -1) in (-1, None),
            "`MaximumRetryAttempts`: else 24 hours of retries",
        ),
        (queue is None or target != queue.arn, f"the queue `{FAILED}` as its on-failure destination"),
    ):
        if wrong:
            raise NotYet(
                "the mapping lacks a setting",
                expected=expected,
                advice="`map_once` leaves a mapping as it is: call `lam.update_event_source_mapping(UUID=..., ...)`",
            )
    return Passed(found=f"reports, bisects, {ours.settings['MaximumRetryAttempts']} retries, then `{FAILED}`")


@wire.step("Views are counted", weight=2, needs=("rights", "mapping"))
def probe(cloud: Cloud, random: Random) -> Passed:
    token, since = f"{random.randrange(16**6):06x}", logs.now_ms()
    pages: list[str] = random.choices([f"/mugs/{token}", f"/cards/{token}"], k=5)
    put(cloud, *(json.dumps(view(random, page)).encode() for page in pages))
    wanted = {page: pages.count(page) for page in pages}

    def counted() -> dict[str, Any]:
        return {page: count(cloud, page) for page in wanted}

    try:
        until("the counts", lambda: counted() == wanted, timeout=PROBE_SECONDS, every=0.1)
    except TimedOut as error:
        seen = "\n".join(line.text for line in logs.lines(cloud, COUNTER, since_ms=since)[-12:])
        raise NotYet(
            f"five views were put, and the table says {counted()}",
            expected=f"{wanted}, in the number `views`",
            advice="read the function's log below: it adds 1 to `views` of the item with that `page`",
            evidence=seen or f"(nothing: `{COUNTER}` was not called)",
        ) from error
    return Passed(found=f"{wanted}")
