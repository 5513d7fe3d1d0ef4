"""Running a handler's source on events with no backend, as `handle` checks do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psutil
import pytest

from lambda_workshop.cloud import until
from lambda_workshop.emulator.runtime.once import run_handler


def test_each_event_has_its_outcome_and_globals_survive() -> None:
    source = "seen = []\ndef handler(event, context):\n    seen.append(event)\n    print(len(seen))\n    return seen\n"
    outcomes = run_handler(source, ["a", "b"])
    assert [json.loads(outcome.payload) for outcome in outcomes] == [["a"], ["a", "b"]]
    assert [outcome.log for outcome in outcomes] == ["1\n", "2\n"]


def test_after_a_time_out_the_other_events_get_a_fresh_environment() -> None:
    source = "def handler(event, context):\n    while event == 'endless': pass\n    return event\n"
    first, second = run_handler(source, ["endless", "fine"], timeout=0.3)
    assert (first.error, second.payload) == ("Sandbox.Timedout", b'"fine"')


def test_a_handler_that_never_ends_gets_its_whole_time_once() -> None:
    source = "def handler(event, context):\n    while True: pass\n"
    first, *others = run_handler(source, [1, 2, 3], timeout=1.5)
    assert [outcome.error for outcome in (first, *others)] == ["Sandbox.Timedout"] * 3
    assert "timed out after 1.50 seconds" in str(first.payload)
    assert all("timed out after 1.00 seconds" in str(outcome.payload) for outcome in others)


def test_a_source_that_cannot_be_loaded_fails_for_every_event() -> None:
    outcomes = run_handler("import nope\n", [1, 2])
    assert [outcome.error for outcome in outcomes] == ["Runtime.ImportModuleError"] * 2


def test_variables_files_and_the_handlers_name_are_given() -> None:
    source = "import os, data\ndef mine(event, context):\n    return [os.environ['TABLE'], data.VALUE]\n"
    (outcome,) = run_handler(
        source, [{}], env={"TABLE": "orders"}, files={"data.py": "VALUE = 7\n"}, handler_name="mine"
    )
    assert json.loads(outcome.payload) == ["orders", 7]


def test_nothing_is_left_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    run_handler("def handler(event, context): pass\n", [1])
    threads, children = threading.active_count(), psutil.Process().children(recursive=True)
    source = (
        "import subprocess\n"
        "def handler(event, context):\n"
        "    subprocess.Popen(['sleep', '300'])\n"
        "    open('file', 'w')\n"
    )
    run_handler(source, [1, 2])
    assert threading.active_count() == threads
    assert psutil.Process().children(recursive=True) == children
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "endless",
    ["while True: pass", "import re; re.match('(a+)+$', 'a' * 60 + 'b')"],
    ids=["python", "inside C, where no thread runs"],
)
def test_the_function_process_ends_with_a_killed_kernel(tmp_path: Path, endless: str) -> None:
    if "re.match" in endless and sys.platform != "linux":
        pytest.skip("only Linux kills a child whose threads never run")
    told = tmp_path / "pid"
    source = (
        "import os, threading\n"
        "def handler(event, context):\n"
        f"    with open({str(told)!r} + '.part', 'w') as file: file.write(str(os.getpid()))\n"
        f"    os.rename({str(told)!r} + '.part', {str(told)!r})\n"
        "    threading.Event().wait(1)\n"
        f"    {endless}\n"
    )
    code = f"from lambda_workshop.emulator.runtime.once import run_handler; run_handler({source!r}, [1], timeout=60)"
    kernel = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, "TMPDIR": str(tmp_path)})
    try:
        until("the handler to begin", told.exists, timeout=30)
        process = psutil.Process(int(told.read_text()))
        if "re.match" in endless:
            until("the handler to be in its endless match", lambda: process.cpu_times().user > 0.2, timeout=30)
    finally:
        kernel.kill()
        kernel.wait()
    until(
        "the function to end", lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, timeout=30
    )
