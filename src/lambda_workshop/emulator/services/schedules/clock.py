"""The clock: one thread that sleeps until the next due time, and the time of its own that each schedule may have.

MiniStack looks every ten seconds. Here a rule or a schedule fires when its time comes: AWS promises the minute, not
the second (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).

A check cannot wait for tomorrow's 20:00. So one schedule's own time may be moved on to its next firing (`jump`) or made
to run faster (`hurry`), and nobody else's: the event then carries that time, as if it had come. AWS has no such thing.
"""

from __future__ import annotations

import contextvars
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo

from lambda_workshop.aws.schedule_expressions import At, Expression, Rate
from lambda_workshop.emulator.fallback import request_context

FASTEST = 1_000_000
"""How many times faster than the world a schedule's own time may run: a day in a tenth of a second."""
_LOOK = 5.0
"""Seconds after which the clock looks again without being told: CloudFormation creates rules without asking it."""
_SHORTEST_GAP = 0.2
"""Seconds between two firings of one schedule, however fast its time runs."""
_LATE = 1.0
"""Seconds by which a firing may be late and still take place; what a sleeping machine missed is not made up for."""
_BARELY = timedelta(microseconds=1)
_RECENT = timedelta(minutes=1)
"""How old an `at()` may be when it is created and still fire: AWS's precision is the minute."""

_log = logging.getLogger(__name__)


class Unsteerable(Exception):
    """This schedule's time cannot be moved; the message says why."""


@dataclass(frozen=True)
class Key:
    """One rule or schedule: `name` is its key in MiniStack's store."""

    service: str
    account: str
    region: str
    name: str


@dataclass(frozen=True)
class Timetable:
    """When something fires. Two are equal when nothing about that has changed.

    A rate counts from its start, or else from when it was created, and fires there too if `at_once`. `window` is
    Scheduler's flexible time window.
    """

    expression: Expression
    created: datetime
    zone: tzinfo = UTC
    start: datetime | None = None
    end: datetime | None = None
    window: timedelta = timedelta()
    enabled: bool = True
    at_once: bool = False

    def first(self, now: datetime) -> datetime | None:
        """The first time of something that has just been created, and that the clock met a little later."""
        return self.after(now - _RECENT if isinstance(self.expression, At) else self.created - _BARELY)

    def after(self, moment: datetime) -> datetime | None:
        """The first time after that moment; None when there is none, or when it is disabled."""
        if not self.enabled:
            return None
        once = isinstance(self.expression, At)
        # Dates bound what recurs; AWS ignores them for what does not.
        earliest = moment if once or self.start is None else max(moment, self.start - _BARELY)
        anchor = self.start or self.created
        if isinstance(self.expression, Rate) and not self.at_once:
            anchor += timedelta(seconds=self.expression.seconds)
        due = self.expression.next_after(earliest, anchor, self.zone)
        return None if due is None or (not once and self.end is not None and due > self.end) else due


@dataclass(frozen=True)
class OwnTime:
    """A schedule's own time: it was `own` at the world's `real`, and since then runs `speed` times as fast.

    `real` is in seconds since the epoch.
    """

    real: float
    own: datetime
    speed: float = 1.0

    def at(self, real: float) -> datetime:
        """The own time at that moment of the world's."""
        return self.own + timedelta(seconds=(real - self.real) * self.speed)

    def when(self, own: datetime) -> float:
        """When, in the world's seconds, it is that own time."""
        return self.real + (own - self.own).total_seconds() / self.speed


def real_time(now: float) -> OwnTime:
    """The world's time."""
    return OwnTime(now, datetime.fromtimestamp(now, UTC))


@dataclass
class _Progress:
    """How far one timetable has come: its next time, and when within its window it really fires."""

    timetable: Timetable
    time: OwnTime
    due: datetime | None
    fires: datetime | None = None
    not_before: float = 0.0
    last: datetime | None = None

    def __post_init__(self) -> None:
        self.plan(self.due)

    def plan(self, due: datetime | None) -> None:
        """Make this the next time."""
        self.due = due
        self.fires = None if due is None else due + random.random() * self.timetable.window

    def comes(self) -> float | None:
        """The world's second at which it fires next."""
        return None if self.fires is None else max(self.time.when(self.fires), self.not_before)

    def go_on(self, now: float) -> None:
        """Having fired, find the next time; what lies more than `_LATE` behind is left out."""
        assert self.due is not None
        self.last = self.due
        self.not_before = now + _SHORTEST_GAP
        following = self.timetable.after(self.due)
        if following is not None and self.time.when(following) < now - _LATE:
            following = self.timetable.after(self.time.at(now))
        self.plan(following)


@dataclass(frozen=True)
class Firing:
    """One firing: `due` is its time by the schedule's own clock, `time` that clock."""

    key: Key
    due: datetime
    time: OwnTime
    last: bool


@dataclass(frozen=True)
class Source:
    """One service: its timetables as they are now, and what happens when one of them fires."""

    timetables: Callable[[], Mapping[Key, Timetable]]
    fire: Callable[[Firing], None]


@dataclass
class _Later:
    """Something else to do at a moment of the world's time: another try of a delivery."""

    when: float
    job: Callable[[], None]
    context: contextvars.Context = field(default_factory=contextvars.copy_context)


class Clock:
    """The one thread. What fires runs in a few threads more, each in its schedule's account and region."""

    def __init__(
        self, sources: Mapping[str, Source], *, now: Callable[[], float] = time.time, threads: int = 8
    ) -> None:
        self._sources = sources
        self._now = now
        self._lock = threading.RLock()
        self._woken = threading.Condition()
        self._wake = False
        self._progress: dict[Key, _Progress] = {}
        self._later: list[_Later] = []
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="schedule")
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread, once."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="schedules", daemon=True)
                self._thread.start()

    def wake(self) -> None:
        """Look again: something has changed."""
        with self._woken:
            self._wake = True
            self._woken.notify()

    def later(self, seconds: float, job: Callable[[], None]) -> None:
        """Do this in so many seconds, in the caller's account and region."""
        with self._lock:
            self._later.append(_Later(self._now() + seconds, job))
        self.wake()

    def jump(self, key: Key) -> datetime:
        """Move this schedule's own time on to its next firing, which is returned. Raises Unsteerable."""
        with self._lock:
            progress, now = self._known(key), self._now()
            if progress.fires is None:
                state = "disabled" if not progress.timetable.enabled else "over: it has no next time"
                raise Unsteerable(f"{key.name} is {state}")
            due, progress.not_before = progress.due, 0.0
            progress.time = OwnTime(now, max(progress.fires, progress.time.at(now)), progress.time.speed)
        self.wake()
        assert due is not None
        return due

    def hurry(self, key: Key, speed: float) -> None:
        """Let this schedule's own time run so many times as fast, from now on. Raises Unsteerable."""
        if not 1 <= speed <= FASTEST:
            raise Unsteerable(f"a speed is from 1 to {FASTEST}, not {speed:g}")
        with self._lock:
            progress, now = self._known(key), self._now()
            progress.time = OwnTime(now, progress.time.at(now), speed)
        self.wake()

    def restore(self, key: Key) -> None:
        """Give this schedule the world's time again; its next firing is the next one in the world."""
        with self._lock:
            progress, now = self._known(key), self._now()
            progress.time = real_time(now)
            progress.plan(progress.timetable.after(progress.time.at(now)))
        self.wake()

    def own_time(self, key: Key) -> OwnTime:
        """This schedule's own time. Raises Unsteerable when there is no such schedule."""
        with self._lock:
            return self._known(key).time

    def tick(self) -> float:
        """Fire what is due, and return how many seconds there is nothing to do."""
        with self._lock:
            now = self._now()
            self._refresh(now)
            nexts = [now + _LOOK]
            for key, progress in self._progress.items():
                when = progress.comes()
                if when is not None and when <= now:
                    self._fire(key, progress, now)
                    when = progress.comes()
                nexts.append(when if when is not None else now + _LOOK)
            for item in [item for item in self._later if item.when <= now]:
                self._later.remove(item)
                self._pool.submit(item.context.run, _guarded, item.job)
            nexts.extend(item.when for item in self._later)
            return max(0.0, min(nexts) - now)

    def _serve(self) -> None:
        while True:
            with self._woken:
                self._wake = False
            try:
                idle = self.tick()
            except Exception:
                # One broken record must not stop everybody's clock; the log has all of it.
                _log.exception("the clock of the schedules stumbled")
                idle = _LOOK
            with self._woken:
                if not self._wake:
                    self._woken.wait(idle)

    def _refresh(self, now: float) -> None:
        """Take over what was created, changed and deleted."""
        found: dict[Key, Timetable] = {}
        for source in self._sources.values():
            found.update(source.timetables())
        for key in self._progress.keys() - found.keys():
            del self._progress[key]
        for key, timetable in found.items():
            known = self._progress.get(key)
            if known is None or known.timetable.created != timetable.created:
                world = real_time(now)
                self._progress[key] = _Progress(timetable, world, timetable.first(world.at(now)))
            elif known.timetable != timetable:
                since = known.time.at(now) - (_RECENT if isinstance(timetable.expression, At) else timedelta())
                changed = replace(known, timetable=timetable)
                changed.plan(timetable.after(since if known.last is None else max(since, known.last)))
                self._progress[key] = changed

    def _known(self, key: Key) -> _Progress:
        self._refresh(self._now())
        if key not in self._progress:
            raise Unsteerable(f"there is no schedule {key.name} in account {key.account}, {key.region}")
        return self._progress[key]

    def _fire(self, key: Key, progress: _Progress, now: float) -> None:
        assert progress.due is not None
        due = progress.due
        progress.go_on(now)
        firing = Firing(key, due, progress.time, last=progress.due is None)
        self._pool.submit(_in_account(key).run, _guarded, lambda: self._sources[key.service].fire(firing))


def _in_account(key: Key) -> contextvars.Context:
    context = contextvars.copy_context()
    context.run(request_context.enter, key.account, key.region)
    return context


def _guarded(job: Callable[[], None]) -> None:
    try:
        job()
    except Exception:
        # One firing's trouble must not end the pool's thread; it is ours, so the log has all of it.
        _log.exception("a schedule could not fire")
