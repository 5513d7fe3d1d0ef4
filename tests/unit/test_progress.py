"""The learner's progress file."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from lambda_workshop.checks import Status
from lambda_workshop.progress import Event, Progress


def check(status: Status, points: float = 0.0) -> Event:
    return Event("sqs", "wire", "check", status=status.value, points=points, max_points=4)


def test_what_was_reached_is_never_lost_again(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    for event in (check(Status.PASSED, 4), check(Status.NOT_YET, 1)):
        progress.add(event)
    standing = progress.standings()["sqs", "wire"]
    assert (standing.status, standing.points, standing.failures) == (Status.PASSED, 4, 1)


def test_a_check_that_could_not_run_counts_neither_as_attempt_nor_as_failure(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.add(check(Status.UNAVAILABLE))
    progress.add(check(Status.NOT_ATTEMPTED))
    standing = progress.standings()["sqs", "wire"]
    assert (standing.status, standing.failures) == (Status.NOT_ATTEMPTED, 0)


def test_damaged_lines_are_left_out_and_counted(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.add(check(Status.PASSED, 4))
    with progress.path.open("ab") as file:
        file.write(b'{"section": "sqs", "exer\n\xff\xfe\n[1]\n{"section": 1, "exercise": "a", "event": "check"}\n')
        file.write(b'{"section": "sqs", "exercise": "wire", "event": "check", "status": "superb"}\n')
    progress.add(check(Status.NOT_YET))
    events, damaged = progress.events()
    assert (len(events), damaged) == (2, 5)


def test_a_line_that_a_crash_cut_short_does_not_take_the_next_one_with_it(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.folder.mkdir(exist_ok=True)
    progress.path.write_bytes(b'{"section": "sqs", "exer')
    progress.add(check(Status.PASSED, 4))
    events, damaged = progress.events()
    assert (len(events), damaged) == (1, 1)


def test_several_notebooks_may_write_at_once(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: progress.add(check(Status.NOT_YET)), range(200)))
    events, damaged = progress.events()
    assert (len(events), damaged) == (200, 0)


@pytest.mark.parametrize(
    "line",
    [
        "[" * 100_000,
        '{"section": ' * 50_000,
        '{"section": "sqs", "exercise": "wire", "event": "check"}',
        '{"section": "sqs", "exercise": "wire", "event": "check", "status": "wonderful"}',
        '{"section": "sqs", "exercise": "wire", "event": "check", "status": ["passed"], "points": 1}',
        '{"section": "sqs", "exercise": "wire", "event": "check", "status": "passed", "points": "9"}',
        '{"section": "sqs", "exercise": "wire", "event": "check", "status": "passed", "points": 1e999}',
        '{"section": "sqs", "exercise": "wire", "event": "check", "status": "passed", "points": NaN}',
        '{"section": "sqs", "exercise": "wire", "event": "check", "status": "passed", "max_points": true}',
        '{"section": "sqs", "exercise": "wire", "event": "hint", "level": [3]}',
        '{"section": "sqs", "exercise": "wire", "event": "hint", "level": "2"}',
        '{"section": "sqs", "exercise": "wire", "event": "solution", "revealed": 1}',
        '{"section": {}, "exercise": [], "event": null}',
        '{"section": "sqs", "exercise": "wire", "event": 5}',
        '{"section": "sqs", "exercise": "wire", "event": "reset", "time": 7}',
        '{"section": "sqs", "exercise": "wire", "event": "reset", "unknown": 7}',
        '{"section": "sqs"}',
        "null",
        "1e400",
        "9" * 5000,
        "\x00",
    ],
)
def test_a_line_of_wrong_types_or_deep_nesting_is_left_out_and_counted(tmp_path: Path, line: str) -> None:
    progress = Progress(tmp_path)
    progress.add(Event("sqs", "wire", "check", status="passed", points=3, max_points=3))
    with progress.path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    progress.add(Event("sqs", "wire", "hint", level=2))
    events, damaged = progress.events()
    assert (len(events), damaged) == (2, 1)
    standing = progress.standings()["sqs", "wire"]
    assert (standing.status, standing.points, standing.hints) == (Status.PASSED, 3, 2)
