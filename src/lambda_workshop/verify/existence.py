"""Whether a resource is there, under the name that the task gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lambda_workshop.checks import NotAttempted, NotYet, Passed
from lambda_workshop.cloud import Cloud, buckets, functions, queues, schedules, tables, topics


@dataclass(frozen=True)
class Kind:
    """A kind of resource: how one is found by its name (None: there is none), and the call that makes it."""

    find: Callable[[Cloud, str], Any]
    made_by: str


def _topic(cloud: Cloud, name: str) -> str | None:
    arn = f"arn:aws:sns:{cloud.region}:{cloud.account}:{name}"
    return arn if topics.exists(cloud, arn) else None


def _bucket(cloud: Cloud, name: str) -> str | None:
    return name if buckets.exists(cloud, name) else None


KINDS: Mapping[str, Kind] = {
    "function": Kind(functions.find, "deploy your handler under this name"),
    "queue": Kind(queues.find, "create it with `create_queue`"),
    "topic": Kind(_topic, "create it with `create_topic`"),
    "table": Kind(tables.find, "create it with `create_table`"),
    "bucket": Kind(_bucket, "create it with `create_bucket`"),
    "rule": Kind(schedules.find_rule, "call `put_rule`"),
    "schedule": Kind(schedules.find_schedule, "call `create_schedule`"),
}
"""The kinds that several sections have. Their values: Function, Queue, the topic's ARN, the table as `DescribeTable`
gives it, the bucket's name, Rule, Schedule."""


def found(
    cloud: Cloud, kind: str, *names: str, advice: str = "", find: Callable[[Cloud, str], Any] | None = None
) -> Passed:
    """The resource of this kind and name; several names give a dictionary of them.

    Args:
        cloud: where.
        kind: one of `KINDS`, or any word when `find` is given.
        names: the names; the first is the one that begins the work.
        advice: what to do when it is not there.
        find: how it is found, for other kinds.

    Raises:
        NotAttempted: there is none of them.
        NotYet: some are there, and others are not.
    """
    known = KINDS.get(kind)
    look = find or (known.find if known else None)
    if look is None:
        raise ValueError(f"{kind}: no such kind; say how it is found, with find=")
    there = {name: look(cloud, name) for name in names}
    absent = [name for name in names if there[name] is None]
    advice = advice or (known.made_by if known else "create it, and run that cell")
    if not absent:
        value = there if len(names) > 1 else there[names[0]]
        return Passed(
            value, found=f"{' and '.join(f'`{name}`' for name in names)} {'are' if value is there else 'is'} there"
        )
    if len(absent) == len(names):
        every = " and no ".join(f"{kind} `{name}`" for name in names)
        raise NotAttempted(f"there is no {every}{_others(cloud, kind)}", advice=advice)
    raise NotYet(f"there is no {kind} `{absent[0]}`", expected="all of them", advice=advice)


def _others(cloud: Cloud, kind: str) -> str:
    """A name that is nearly right is seen when it is told."""
    if kind != "function":
        return ""
    others = ", ".join(f"`{name}`" for name in functions.names(cloud))
    return f"; there is {others}" if others else ""
