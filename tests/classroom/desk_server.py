"""The desk, served from a thread of a test's process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path

from lambda_workshop.classroom.class_file import read_class
from lambda_workshop.classroom.desk.server import State, serve


@contextlib.contextmanager
def served(grades: Path) -> Iterator[State]:
    """The desk on these grades, whose class file lies beside them."""
    settings = read_class(grades.parent / "class.toml")
    started = threading.Event()
    states: list[State] = []
    loop = asyncio.new_event_loop()
    over = loop.create_future()

    def ready(state: State) -> None:
        states.append(state)
        started.set()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve(grades, settings, ready=ready, until=over)))
    thread.start()
    try:
        assert started.wait(30), "the desk did not start"
        yield states[0]
    finally:
        loop.call_soon_threadsafe(over.set_result, None)
        thread.join(30)
        loop.close()
