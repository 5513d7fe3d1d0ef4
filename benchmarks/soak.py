"""All triggers firing at once for ten minutes: what is lost, what comes twice, what it leaves behind.

make bench ARGS="soak"            ten minutes, five thousand events
make bench ARGS="soak 60 500"     a minute, five hundred
"""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
from botocore.exceptions import BotoCoreError, ClientError
from wirings import POLLED, PUSH, TIMED, Backend, Fire

from lambda_workshop.emulator.host.handle import find_or_start

SECONDS, EVENTS = 600.0, 5000
SETTLE = 60.0
"""Seconds that the last events have to arrive."""


def soak(family_of: Callable[[int], list[psutil.Process]], seconds: float, events: int) -> list[tuple[str, str, str]]:
    """Fire that many events, spread evenly over the seconds and the triggers; returns the rows of the report.

    Args:
        family_of: the processes of the backend, from its server's process id.
        seconds: how long.
        events: how many in all.
    """
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        started = find_or_start(Path(folder))
        try:
            backend = Backend("embedded", started.endpoint_url, started.environment()["AWS_SECRET_ACCESS_KEY"])
            wired = {trigger: wire(backend, f"soak-{trigger}") for trigger, wire in (PUSH | POLLED | TIMED).items()}
            refused: list[str] = []
            sent = fire_all(wired, seconds, events, refused)
            heard = {trigger: arrivals(backend, f"soak-{trigger}", tokens) for trigger, tokens in sent.items()}
            family = family_of(started.pid)
            memory = sum(process.memory_full_info().pss for process in family) / 1e6
            lost = {trigger: len(set(sent[trigger]) - heard[trigger].keys()) for trigger in sent}
            twice = {trigger: sum(len(times) - 1 for times in heard[trigger].values()) for trigger in sent}
            for trigger in sent:
                backend.client("lambda").delete_function(FunctionName=f"soak-{trigger}")
            left = settled(lambda: len(family_of(started.pid)), baseline=4)
        finally:
            started.stop()
    total = sum(len(tokens) for tokens in sent.values())
    return [
        (f"soak: {total} events of {len(sent)} triggers", f"{seconds:.0f} s", "10 minutes, 5000 events"),
        ("soak: calls that failed", "; ".join(refused[:3]) or "none", "none"),
        ("soak: lost", named(lost), "none"),
        ("soak: came twice", named(twice), "none but what AWS allows"),
        ("soak: memory at the end", f"{memory:.0f} MB (PSS, {len(family)} processes)", "under 400 MB"),
        ("soak: processes once the functions are gone", str(left), "the backend's own"),
    ]


def fire_all(wired: dict[str, Fire], seconds: float, events: int, refused: list[str]) -> dict[str, list[str]]:
    """Each trigger in a thread of its own, at an even pace; returns the tokens whose call succeeded.

    What a call that failed said is added to `refused`, after its trigger's name.
    """
    each = events // len(wired) + 1
    began = time.monotonic()

    def fire_one(trigger: str) -> list[str]:
        tokens, pause = [], threading.Event()
        for number in range(each):
            pause.wait(max(0.0, began + seconds * number / each - time.monotonic()))
            token = f"tok-{secrets.token_hex(6)}"
            try:
                wired[trigger](token)
            except (OSError, BotoCoreError, ClientError) as error:
                refused.append(f"{trigger}: {error}")
            else:
                tokens.append(token)
        return tokens

    with ThreadPoolExecutor(len(wired)) as pool:
        return dict(zip(wired, pool.map(fire_one, wired), strict=True))


def arrivals(backend: Backend, name: str, tokens: Sequence[str]) -> dict[str, list[float]]:
    """What the function heard, once everything has arrived or the time to settle is over."""
    deadline, pause = time.monotonic() + SETTLE, threading.Event()
    while True:
        heard = backend.heard(name)
        if set(tokens) <= heard.keys() or time.monotonic() > deadline:
            return heard
        pause.wait(0.5)


def settled(count: Callable[[], int], baseline: int) -> int:
    """How many there are once it is at most the baseline, or ten seconds later."""
    deadline, pause = time.monotonic() + 10, threading.Event()
    while (now := count()) > baseline and time.monotonic() < deadline:
        pause.wait(0.2)
    return now


def named(counts: dict[str, int]) -> str:
    """`none`, or each trigger with its number."""
    return ", ".join(f"{trigger} {number}" for trigger, number in counts.items() if number) or "none"
