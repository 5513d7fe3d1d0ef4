"""The clock of rules and schedules, with a world's time that the test holds in its hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from queue import Queue

import pytest

from lambda_workshop.aws.schedule_expressions import for_scheduler
from lambda_workshop.emulator.services.schedules.clock import (
    Clock,
    Firing,
    Key,
    Source,
    Timetable,
    Unsteerable,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ONE = Key("rules", "111111111111", "us-east-1", "one")
OTHER = Key("rules", "111111111111", "us-east-1", "other")


class World:
    """The time, what there is, and what has fired."""

    def __init__(self) -> None:
        self.now = NOON.timestamp()
        self.timetables: dict[Key, Timetable] = {}
        self.fired: Queue[Firing] = Queue()
        sources = {"rules": Source(lambda: dict(self.timetables), self.fired.put)}
        self.clock = Clock(sources, now=lambda: self.now, threads=1)

    def add(self, expression: str, key: Key = ONE, *, at_once: bool = False, **more: object) -> None:
        created = datetime.fromtimestamp(self.now, UTC)
        self.timetables[key] = Timetable(for_scheduler(expression), created, at_once=at_once, **more)  # type: ignore[arg-type]
        self.clock.tick()

    def pass_by(self, seconds: float, step: float = 1.0) -> list[str]:
        """Let time go by and the clock tick; returns what fired, as `name HH:MM:SS`."""
        end = self.now + seconds
        while self.now < end:
            self.now = min(end, self.now + step)
            self.clock.tick()
        return self.taken()

    def taken(self) -> list[str]:
        """What has fired since the last call."""
        # The one thread does its jobs in order, so that this one comes after every firing.
        self.clock._pool.submit(lambda: None).result()
        found: list[Firing] = []
        while not self.fired.empty():
            found.append(self.fired.get())
        return [f"{firing.key.name} {firing.due:%H:%M:%S}" for firing in sorted(found, key=lambda item: item.due)]


@pytest.fixture
def world() -> World:
    return World()


def test_a_rules_rate_counts_from_its_creation(world: World) -> None:
    world.now += 7
    world.add("rate(1 minute)")
    assert world.pass_by(59) == []
    assert world.pass_by(62) == ["one 12:01:07", "one 12:02:07"]


def test_a_schedules_rate_fires_when_it_is_created_too(world: World) -> None:
    world.add("rate(1 minute)", at_once=True)
    assert world.pass_by(61) == ["one 12:00:00", "one 12:01:00"]


def test_the_clock_sleeps_until_the_next_due_time_but_looks_now_and_then(world: World) -> None:
    world.add("cron(1 12 * * ? *)")
    assert world.clock.tick() == 5
    world.now += 57.5
    assert world.clock.tick() == pytest.approx(2.5)


def test_what_a_sleeping_machine_missed_is_not_made_up_for(world: World) -> None:
    world.add("rate(1 minute)")
    assert world.pass_by(3600, step=3600) == ["one 12:01:00"]
    assert world.pass_by(60) == ["one 13:01:00"]


def test_a_disabled_one_stays_silent_and_goes_on_when_enabled(world: World) -> None:
    world.add("rate(1 minute)", enabled=False)
    created = world.timetables[ONE].created
    assert world.pass_by(150) == []
    world.timetables[ONE] = Timetable(for_scheduler("rate(1 minute)"), created)
    assert world.pass_by(60) == ["one 12:03:00"]


def test_one_that_is_made_anew_under_its_old_name_begins_anew(world: World) -> None:
    world.add("at(2026-11-23T12:00:30)")
    assert world.pass_by(40) == ["one 12:00:30"]
    world.add("at(2026-11-23T12:00:50)")
    assert world.pass_by(40) == ["one 12:00:50"]


def test_a_change_of_something_else_does_not_fire_it_again(world: World) -> None:
    world.add("at(2026-11-23T12:00:30)")
    assert world.pass_by(40) == ["one 12:00:30"]
    created = world.timetables[ONE].created
    world.timetables[ONE] = Timetable(for_scheduler("at(2026-11-23T12:00:30)"), created, window=timedelta(minutes=1))
    assert world.pass_by(120) == []


def test_a_start_date_is_a_rates_first_time_and_an_end_date_its_last(world: World) -> None:
    start, end = NOON + timedelta(seconds=90), NOON + timedelta(seconds=210)
    world.add("rate(1 minute)", at_once=True, start=start, end=end)
    assert world.pass_by(600) == ["one 12:01:30", "one 12:02:30", "one 12:03:30"]


def test_dates_do_not_bound_what_fires_once(world: World) -> None:
    world.add("at(2026-11-23T12:00:30)", start=NOON + timedelta(hours=1), end=NOON)
    assert world.pass_by(60) == ["one 12:00:30"]


def test_within_a_flexible_window_it_fires_some_time_later_and_says_its_own_time(world: World) -> None:
    for number in range(20):
        world.add("at(2026-11-23T12:01:00)", Key("rules", "1", "r", str(number)), window=timedelta(minutes=10))
    early, late = world.pass_by(330), world.pass_by(331)
    assert len(early) + len(late) == 20
    assert early and late
    assert {line.split()[1] for line in early + late} == {"12:01:00"}


def test_a_jump_fires_one_and_leaves_the_others_alone(world: World) -> None:
    world.add("cron(0 20 * * ? *)")
    world.add("cron(0 20 * * ? *)", OTHER)
    assert world.clock.jump(ONE) == NOON.replace(hour=20)
    assert world.pass_by(1) == ["one 20:00:00"]
    assert world.pass_by(8 * 3600, step=60) == ["other 20:00:00"]


def test_after_a_jump_its_time_goes_on_from_there(world: World) -> None:
    world.add("rate(1 hour)")
    world.clock.jump(ONE)
    assert world.pass_by(3602) == ["one 13:00:00", "one 14:00:00"]


def test_a_restored_one_fires_by_the_worlds_time_again(world: World) -> None:
    world.add("cron(0 20 * * ? *)")
    world.clock.jump(ONE)
    world.pass_by(1)
    world.clock.restore(ONE)
    assert world.pass_by(8 * 3600, step=60) == ["one 20:00:00"]


def test_a_hurried_minute_takes_a_second(world: World) -> None:
    world.add("rate(1 minute)")
    world.add("rate(1 minute)", OTHER)
    world.clock.hurry(ONE, 60)
    assert world.pass_by(3.5, step=0.1) == ["one 12:01:00", "one 12:02:00", "one 12:03:00"]


def test_however_fast_it_fires_five_times_a_second_at_most(world: World) -> None:
    world.add("rate(1 minute)")
    world.clock.hurry(ONE, 1_000_000)
    assert 4 <= len(world.pass_by(1, step=0.01)) <= 6


@pytest.mark.parametrize("speed", [0, -1, 0.5, float("nan"), float("inf"), 2_000_000])
def test_an_impossible_speed_is_refused(world: World, speed: float) -> None:
    world.add("rate(1 minute)")
    with pytest.raises(Unsteerable, match="a speed is from 1"):
        world.clock.hurry(ONE, speed)


def test_what_is_not_there_is_disabled_or_over_cannot_be_moved(world: World) -> None:
    with pytest.raises(Unsteerable, match="there is no schedule"):
        world.clock.jump(ONE)
    world.add("rate(1 minute)", enabled=False)
    with pytest.raises(Unsteerable, match="disabled"):
        world.clock.jump(ONE)
    world.add("at(2026-11-23T12:00:30)", OTHER)
    world.pass_by(60)
    with pytest.raises(Unsteerable, match="no next time"):
        world.clock.jump(OTHER)


def test_what_is_deleted_fires_no_more(world: World) -> None:
    world.add("rate(1 minute)")
    del world.timetables[ONE]
    assert world.pass_by(120) == []
