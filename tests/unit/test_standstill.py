"""A machine that stands still in the middle of a check costs nobody a verdict."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from lambda_workshop.checks import standstill
from lambda_workshop.checks.standstill import Watch
from lambda_workshop.cloud import waiting

CHECK = """
import sys
from lambda_workshop.checks import Exercise, NotYet
from lambda_workshop.checks.runner import run_check
from lambda_workshop.checks.standstill import Watch

Watch.__init__.__defaults__ = (1.0,)
exercise = Exercise("wire", title="Wire it", points=1, hints=("a", "b", "c"))

@exercise.step("The message arrives")
def arrives(work):
    print("waiting", flush=True)
    sys.stdin.readline()
    raise NotYet("it did not come")

print(run_check(exercise, "sqs", cloud=None, work=1).status.value)
"""


@pytest.mark.parametrize(("stopped", "verdict"), [(2.5, "unavailable"), (0.0, "not_yet")])
def test_a_check_that_stood_still_is_no_verdict(stopped: float, verdict: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", CHECK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None and process.stdout is not None
    assert process.stdout.readline() == "waiting\n"
    if stopped:
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(stopped)
        os.kill(process.pid, signal.SIGCONT)
    out, _err = process.communicate("\n", timeout=30)
    assert out.strip() == verdict


def test_a_sleep_that_ends_with_the_check_is_seen_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standstill, "_EVERY", 60.0)
    with Watch(limit=0.05) as watch:
        time.sleep(0.1)
    assert watch.longest >= 0.1


def test_what_is_waited_for_may_come_after_a_standstill(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look takes a minute by the clock, and finds nothing; the thing comes afterwards."""
    times = iter([0.0, 60.0, *(60.0 + number / 10 for number in range(1, 100))])
    monkeypatch.setattr(waiting.time, "monotonic", lambda: next(times))
    looks = iter([None, None, "it"])
    assert waiting.until("it", lambda: next(looks), timeout=10, every=0.01) == "it"
