"""The stream's wiring: table, stream, function, rights, mapping, filter, and orders that are counted."""

from __future__ import annotations

import functools
import json
from random import Random
from typing import Any

from lambda_workshop.checks import NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, tables
from lambda_workshop.cloud.functions import EventSourceMapping, invoke
from lambda_workshop.sections.dynamodb.orders import ORDERS, REVENUE, order, put, record, total
from lambda_workshop.verify import Probe, Setting, Wire, exchange, together

PROBE_SECONDS = 10.0
_AT_ONCE, _TIMES = 3, 3
_READS = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream")

wire = Wire(
    title="The running revenue",
    points=5,
    hints=(
        "A change goes a way: table, stream, mapping, filter, function. Which stop does the failing step look at?",
        "Lambda reads the stream with the *role's* rights; no permission of the function is asked. The filter belongs to "
        "the mapping.",
        "`create_event_source_mapping(EventSourceArn=stream, FunctionName=..., StartingPosition='TRIM_HORIZON', "
        "FilterCriteria={'Filters': [{'Pattern': json.dumps({'eventName': ['INSERT'], 'dynamodb': {'NewImage': "
        "{'status': {'S': ['placed']}}}})}]}, MaximumRetryAttempts=2)`.",
    ),
    resources=(ORDERS, REVENUE),
)


@wire.step(f"The table `{ORDERS}` has a stream with both images")
def stream(cloud: Cloud) -> Passed:
    found = tables.find(cloud, ORDERS)
    if found is None:
        raise NotAttempted(
            f"there is no table `{ORDERS}`", advice="create it with `tables.create_table`, as `table_named` does"
        )
    kept = (found.get("StreamSpecification") or {}).get("StreamViewType")
    if kept != "NEW_AND_OLD_IMAGES":
        raise NotYet(
            f"its stream holds {kept or 'nothing: it has none'}",
            expected="`NEW_AND_OLD_IMAGES`",
            advice="`table_named` leaves a table as it is: delete it, and make it again with `StreamSpecification`",
        )
    return Passed(str(found["LatestStreamArn"]), found=f"`{found['LatestStreamArn']}`")


function = wire.exists("function", REVENUE)
revenue = wire.exists("table", REVENUE)
rights = wire.role_may(
    function,
    dict.fromkeys(_READS, stream) | {"dynamodb:ListStreams": "*", "dynamodb:UpdateItem": revenue},
    text="The role may read the stream, and write the revenue",
    how="`AWSLambdaDynamoDBExecutionRole` has the four rights to read a stream; add `dynamodb:UpdateItem` on the table",
)
mapping = wire.joins(
    stream, function, what="stream", text="A mapping joins them", twice="each change is counted by both of them"
)
wire.settings(
    "A bad record is tried again a limited number of times",
    mapping,
    Setting(
        "MaximumRetryAttempts",
        lambda value: isinstance(value, int) and value >= 0,
        "a number of your choice: without one, a bad record is tried again for 24 hours, and everything behind it waits",
        "`map_once` leaves a mapping as it is: call `lam.update_event_source_mapping(UUID=..., ...)`",
    ),
    of="mapping",
)


@wire.step("Its filter lets through placed orders that are new, and nothing else")
def filtered(mapping: EventSourceMapping) -> Passed:
    filters = (mapping.settings.get("FilterCriteria") or {}).get("Filters") or []
    if not filters:
        raise NotYet(
            "there is no filter: the function runs, and is paid for, at every change",
            expected="new orders with the status `placed`",
            advice="`map_once` leaves a mapping as it is: give `FilterCriteria` to `lam.update_event_source_mapping`",
        )
    try:
        pattern: Any = json.loads(filters[0]["Pattern"])
    except ValueError as error:
        raise NotYet("the filter's pattern is not JSON", expected="JSON", advice="use `json.dumps`") from error
    if pattern.get("eventName") != ["INSERT"]:
        raise NotYet(
            f"the filter is `{filters[0]['Pattern']}`",
            expected='`"eventName": ["INSERT"]` among its fields',
            advice="a list holds what a field may be",
        )
    return Passed(found=f"`{filters[0]['Pattern']}`")


@wire.step("Placed orders are counted, once", weight=2, needs=(rights, "filtered"))
def probe(cloud: Cloud, random: Random) -> Passed:
    before, tried = (
        total(cloud) or 0,
        Probe(cloud, REVENUE, "look at the mapping's filter, and at what it lets through"),
    )
    draft, one, two = order(random, "draft"), order(random), order(random)
    for item in (draft, one, two):
        put(cloud, item)
    put(cloud, one | {"status": {"S": "printed"}})
    wanted = before + int(one["cents"]["N"]) + int(two["cents"]["N"])
    tried.sent = f"drafted {draft['cents']['N']}, placed {one['cents']['N']} and {two['cents']['N']}, printed the first"
    tried.until(
        lambda: total(cloud) == wanted,
        found=lambda: f"the revenue went from {before} to {total(cloud)} cents",
        expected=f"{wanted} cents",
        advice="read the function's log below; the item is `{'name': 'total', 'cents': ...}`",
        seconds=PROBE_SECONDS,
    )
    return Passed(found=f"from {before} to {wanted} cents", evidence=tried.evidence)


@wire.step("What several functions add at the same moment is all counted", needs=("probe",))
def together_counted(cloud: Cloud, random: Random) -> Passed:
    # The first time makes the environments; from then on the calls meet.
    for _ in range(_TIMES):
        before, added = total(cloud) or 0, [order(random) for _ in range(_AT_ONCE)]
        events = [{"Records": [record(random, None, item)]} for item in added]
        answers = together([functools.partial(invoke, cloud, REVENUE, event) for event in events])
        wanted = before + sum(int(item["cents"]["N"]) for item in added)
        if (found := total(cloud)) != wanted:
            raise NotYet(
                f"{_AT_ONCE} functions at once got an order each, and the revenue went from {before} to {found} cents",
                expected=f"{wanted} cents",
                advice="what was read may have changed before it is written: let the table add: `ADD cents :amount`",
                evidence=exchange(events[0], answers[0]),
            )
    return Passed(found=f"{_TIMES} times {_AT_ONCE} at once, and no order is lost")
