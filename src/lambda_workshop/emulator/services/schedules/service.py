"""The clock of this server, its two sources, and the one address by which a check may move a schedule's own time."""

from __future__ import annotations

import functools
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from lambda_workshop.emulator.fallback import eventbridge
from lambda_workshop.emulator.services.schedules import rules, scheduler
from lambda_workshop.emulator.services.schedules.clock import Clock, Firing, Key, Source, Unsteerable
from lambda_workshop.emulator.services.schedules.deliveries import Delivery, finish, moment

Handler = Callable[..., Awaitable[Any]]

_READS_ONLY = (".PutEvents", ".List", ".Describe", ".TestEventPattern")


@functools.cache
def clock() -> Clock:
    """The one clock of this server."""
    sources = {
        rules.SERVICE: Source(rules.timetables, rules.fire),
        scheduler.SERVICE: Source(scheduler.timetables, _fire_schedule),
    }
    return Clock(sources)


def start() -> None:
    """Replace both modules' `start_scheduler`, which looked every ten seconds."""
    clock().start()


def _fire_schedule(firing: Firing) -> None:
    record = eventbridge.schedules().get(firing.key.name)
    if record is not None:
        finish(Delivery(dict(record), firing, time.time(), time.time, clock().later))


def watched(original: Handler) -> Handler:
    """Wrap a service's handler: what it changes, the clock looks at."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        answer = await original(method, path, headers, body, query)
        if method != "GET" and not any(part in headers.get("x-amz-target", "") for part in _READS_ONLY):
            clock().wake()
        return answer

    return handle


def steer(account: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Move the own time of one of this account's rules or schedules.

    Args:
        account: who asks; the ARN must be of this account.
        asked: `arn`, and one of `jump: true` (to its next firing, which takes place now), `speed: n` (so many times as
            fast) and `real: true` (as the world's again).

    Returns:
        `time`, what time it now is for the schedule, and after a jump `due`, the time of the firing.

    Raises:
        Unsteerable: there is no such rule or schedule, or it has no next time, or nothing was asked.
    """
    key = _key(account, str(asked.get("arn") or ""))
    answer: dict[str, Any] = {}
    if asked.get("jump"):
        answer["due"] = moment(clock().jump(key))
    elif asked.get("real"):
        clock().restore(key)
    elif type(asked.get("speed")) in (int, float):
        clock().hurry(key, float(asked["speed"]))
    else:
        raise Unsteerable("ask for one of jump, speed and real")
    return answer | {"time": moment(clock().own_time(key).at(time.time()))}


def _key(account: str, arn: str) -> Key:
    parts = arn.split(":", 5)
    if len(parts) < 6 or parts[4] != account:
        raise Unsteerable(f"{arn or 'no ARN'} is not of account {account}")
    service, region, resource = parts[2], parts[3], parts[5]
    kind, _slash, name = resource.partition("/")
    if service == rules.SERVICE and kind == "rule":
        return Key(service, account, region, f"default|{name}")
    if service == scheduler.SERVICE and kind == "schedule":
        return Key(service, account, region, name)
    raise Unsteerable(f"{arn} is neither a rule nor a schedule")
