"""The stream's wiring: table, stream, function, rights, mapping, filter, and orders that are counted."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from lambda_workshop.checks import Exercise, NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, TimedOut, functions, logs, roles, until
from lambda_workshop.cloud.functions import EventSourceMapping, Function
from lambda_workshop.sections.dynamodb.orders import ORDERS, REVENUE, order, put, table, total

PROBE_SECONDS = 10.0
_READS = ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream", "dynamodb:ListStreams")

wire = Exercise(
    "wire",
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
    found = table(cloud, ORDERS)
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


@wire.step(f"The function and the table `{REVENUE}` exist")
def function(cloud: Cloud) -> Passed:
    found = functions.find(cloud, REVENUE)
    if found is None or table(cloud, REVENUE) is None:
        what = "function" if found is None else "table"
        if found is None and table(cloud, REVENUE) is None:
            raise NotAttempted(f"there is neither function nor table `{REVENUE}`", advice="make both under this name")
        raise NotYet(f"there is no {what} `{REVENUE}`", expected="both", advice=f"make the {what} under this name")
    return Passed(found, found="both are there")


@wire.step("The role may read the stream, and write the revenue")
def rights(cloud: Cloud, stream: str, function: Function) -> Passed:
    for action in _READS:
        if not roles.allowed(cloud, function.role, action, "*" if action.endswith("ListStreams") else stream):
            raise NotYet(
                f"works here, but AWS would refuse it: the role may not `{action}`",
                expected="the four rights to read the stream",
                advice="the managed policy `AWSLambdaDynamoDBExecutionRole` has them, or name them yourself",
            )
    target = f"arn:aws:dynamodb:{cloud.region}:{cloud.account}:table/{REVENUE}"
    if not roles.allowed(cloud, function.role, "dynamodb:UpdateItem", target):
        raise NotYet(
            f"works here, but AWS would refuse it: the role may not `dynamodb:UpdateItem` on `{REVENUE}`",
            expected=f"`dynamodb:UpdateItem` on `{target}`",
            advice="add it to the policies of the role",
        )
    return Passed(found="it reads the stream and updates the revenue")


@wire.step("A mapping joins them, and limits its retries")
def mapping(cloud: Cloud, stream: str, function: Function) -> Passed:
    found = functions.mappings(cloud, function=REVENUE, source_arn=stream)
    if not found:
        raise NotYet(
            "the function has no event source mapping with this stream",
            expected=f"one with `{stream}`",
            advice="call `create_event_source_mapping` with the table's `LatestStreamArn`",
        )
    if len(found) > 1:
        raise NotYet(
            f"{len(found)} mappings: each change is counted {len(found)} times", expected="one", advice="delete one"
        )
    ours = functions.settled(cloud, found[0])
    if ours.state != "Enabled":
        raise NotYet(f"the mapping is {ours.state}", expected="Enabled", advice="enable it")
    tries = ours.settings.get("MaximumRetryAttempts", -1)
    if tries in (-1, None):
        raise NotYet(
            "one bad record would be tried again for 24 hours, and everything behind it would wait",
            expected="`MaximumRetryAttempts` of your choice",
            advice="`map_once` leaves a mapping as it is: call `lam.update_event_source_mapping(UUID=..., ...)`",
        )
    return Passed(ours, found=f"Enabled, {tries} retries")


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


@wire.step("Placed orders are counted, once", weight=2, needs=("rights", "filtered"))
def probe(cloud: Cloud, random: Random) -> Passed:
    before, since = total(cloud) or 0, logs.now_ms()
    draft, one, two = order(random, "draft"), order(random), order(random)
    for item in (draft, one, two):
        put(cloud, item)
    put(cloud, one | {"status": {"S": "printed"}})
    wanted = before + int(one["cents"]["N"]) + int(two["cents"]["N"])
    sent = f"drafted {draft['cents']['N']}, placed {one['cents']['N']} and {two['cents']['N']}, printed the first"
    try:
        until("the revenue", lambda: total(cloud) == wanted, timeout=PROBE_SECONDS, every=0.1)
    except TimedOut as error:
        seen = "\n".join(line.text for line in logs.lines(cloud, REVENUE, since_ms=since)[-12:])
        raise NotYet(
            f"the revenue went from {before} to {total(cloud)} cents",
            expected=f"{wanted} cents",
            advice="read the function's log below; the item is `{'name': 'total', 'cents': ...}`",
            evidence=f"{sent}\nlogged:\n{seen or '(nothing: it was not called)'}",
        ) from error
    return Passed(found=f"from {before} to {wanted} cents", evidence=sent)
