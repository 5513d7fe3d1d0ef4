"""What ends a function process, and what it may use: time, memory, output. Started both ways.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
import threading
from pathlib import Path

import psutil
import pytest
from function_process import Deploy, init_error, linux

from lambda_workshop.cloud import until
from lambda_workshop.emulator.runtime.environment import Environment, FunctionSpec, Invocation
from lambda_workshop.emulator.runtime.process import ForkLauncher

# Time


def test_an_endless_handler_times_out_and_the_environment_ends(deploy: Deploy) -> None:
    function = deploy("def handler(event, context):\n    print('begun', end='')\n    while True: pass\n", timeout=0.3)
    error = function.error(request_id="id-1")
    assert error == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": "RequestId: id-1 Error: Task timed out after 0.30 seconds",
    }
    assert re.match(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z id-1 Task timed out after 0\.30 seconds$", function.printed[-1]
    )


def test_an_endless_import_ends_with_the_init_phases_time(deploy: Deploy) -> None:
    function = deploy("print('loading', flush=True)\nwhile True: pass\n", seconds=0.5)
    assert init_error(function)["errorType"] == "Sandbox.Timedout"
    assert function.printed == ["loading"]


def test_a_handler_that_could_not_be_loaded_in_time_may_be_loaded_again(deploy: Deploy, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    source = (
        "import os, threading\n"
        f"while not os.path.exists({str(gate)!r}):\n"
        "    threading.Event().wait(0.01)\n"
        "def handler(event, context):\n"
        "    return 'ready'\n"
    )
    function = deploy(source, seconds=0.3)
    assert init_error(function)["errorType"] == "Sandbox.Timedout"
    gate.touch()
    function.environment.load_again(function.printed.append, seconds=5.0, request_id="id-1")
    assert function.environment.init_error is None
    assert function.value() == "ready"


def test_nothing_of_it_runs_between_two_invocations(deploy: Deploy) -> None:
    function = deploy(
        "import threading, time\n"
        "ticks = []\n"
        "def tick():\n"
        "    while True:\n"
        "        ticks.append(time.time())\n"
        "        threading.Event().wait(0.01)\n"
        "threading.Thread(target=tick, daemon=True).start()\n"
        "def handler(event, context):\n"
        "    gaps = [b - a for a, b in zip(ticks, ticks[1:])]\n"
        "    threading.Event().wait(0.05)\n"
        "    return max(gaps, default=0)\n"
    )
    function.value()
    threading.Event().wait(0.5)
    function.value()
    assert function.value() > 0.4


# Memory


@linux
@pytest.mark.parametrize(
    "code",
    ["while True: kept.append(b'a' * 1_000_000)", "kept.append(b'a' * 3_000_000_000)"],
    ids=["little by little", "at once"],
)
def test_using_more_memory_than_the_limit_ends_the_environment(deploy: Deploy, code: str) -> None:
    outcome = deploy(f"def handler(event, context):\n    kept = []\n    {code}\n", timeout=10.0)(request_id="id-1")
    assert json.loads(outcome.payload) == {
        "errorType": "Runtime.OutOfMemory",
        "errorMessage": "RequestId: id-1 Error: Runtime exited with error: signal: killed",
    }
    assert outcome.max_memory_mb == 128
    assert outcome.ended


@linux
def test_the_memory_of_a_subprocess_counts(deploy: Deploy) -> None:
    source = (
        "import subprocess, sys\n"
        "def handler(event, context):\n"
        "    code = 'import threading; kept = b\"a\" * 300_000_000; threading.Event().wait(60)'\n"
        "    subprocess.run([sys.executable, '-I', '-S', '-c', code])\n"
    )
    assert deploy(source, timeout=20.0).error()["errorType"] == "Runtime.OutOfMemory"


@linux
def test_copies_that_share_their_memory_count_once(deploy: Deploy) -> None:
    source = (
        "import os, threading\n"
        "kept = b'a' * 50_000_000\n"
        "def handler(event, context):\n"
        "    children = []\n"
        "    for _ in range(4):\n"
        "        child = os.fork()\n"
        "        if child == 0:\n"
        "            threading.Event().wait(0.4)\n"
        "            os._exit(0)\n"
        "        children.append(child)\n"
        "    return [os.waitpid(child, 0)[1] for child in children]\n"
    )
    assert deploy(source, timeout=10.0).value() == [0, 0, 0, 0]


# Output


def test_output_of_any_kind_is_the_log(deploy: Deploy) -> None:
    function = deploy(
        "import os, subprocess, sys\n"
        "def handler(event, context):\n"
        "    print('printed')\n"
        "    print('to stderr', file=sys.stderr)\n"
        "    os.write(1, b'written\\n')\n"
        '    subprocess.run([\'echo\', \'{"status": "ok", "result": 1}\'])\n'
        "    os.write(2, b'\\xff\\xfe\\0\\n')\n"
        "    sys.stdout.write('no line break')\n"
        "    return 'done'\n"
    )
    assert function.value() == "done"
    assert function.printed == [
        "printed",
        "to stderr",
        "written",
        '{"status": "ok", "result": 1}',
        "\ufffd\ufffd\0",
        "no line break",
    ]
    assert function.value() == "done"


@pytest.mark.parametrize("size", [1_000, 262_144 - 40, 262_144, 262_144 + 10, 5_000_000])
def test_a_line_of_any_length_comes_whole(deploy: Deploy, size: int) -> None:
    function = deploy("def handler(event, context):\n    print('z' * event, end='')\n    return event\n", timeout=10.0)
    assert function.value(size) == size
    assert "".join(function.printed) == "z" * size
    assert max(map(len, function.printed)) <= 262_144


def test_more_output_than_is_kept_neither_hangs_nor_fails(deploy: Deploy) -> None:
    function = deploy(
        "def handler(event, context):\n    for _ in range(300):\n        print('z' * 100_000)\n    return 'done'\n",
        timeout=20.0,
    )
    assert function.value() == "done"
    assert function.printed[-1] == "[workshop] the function printed more than 16 MB: the rest is not kept"
    assert sum(map(len, function.printed)) <= 16 << 20


@pytest.mark.parametrize("code", ["os.close(1); os.close(2)", "os.dup2(os.open('/dev/null', 1), 2)"])
def test_closing_the_output_costs_the_output_and_nothing_else(deploy: Deploy, code: str) -> None:
    function = deploy(f"import os\ndef handler(event, context):\n    {code}\n    return 'done'\n", timeout=60.0)
    outcome = function()
    assert outcome.payload == b'"done"'
    assert outcome.duration_ms < 30_000


def test_a_forked_copy_that_returns_from_the_handler_does_not_answer(deploy: Deploy) -> None:
    function = deploy("import os\ndef handler(event, context):\n    copy = os.fork() == 0\n    return [event, copy]\n")
    for number in range(20):
        assert function.value(number) == [number, False]
    assert function.printed == []


def test_logging_is_formatted_as_on_aws(deploy: Deploy) -> None:
    function = deploy(
        "import logging\n"
        "logging.getLogger().setLevel('INFO')\n"
        "def handler(event, context):\n"
        "    logging.getLogger('shop').info('order %s', 7)\n"
    )
    function.value(request_id="id-1")
    assert re.match(r"\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\tid-1\torder 7$", function.printed[0])


def test_logging_can_be_json(deploy: Deploy) -> None:
    function = deploy(
        "import logging\n"
        "def handler(event, context):\n"
        "    logging.info('order', extra={'order_id': 7})\n"
        "    logging.debug('not at this level')\n"
        "    raise ValueError('boom')\n",
        log_format="JSON",
        log_level="INFO",
    )
    function.error(request_id="id-1")
    record, error = map(json.loads, function.printed)
    assert (record["level"], record["message"], record["requestId"], record["order_id"]) == ("INFO", "order", "id-1", 7)
    assert (error["level"], error["errorType"], error["errorMessage"]) == ("ERROR", "ValueError", "boom")


# The end


def test_stopping_ends_everything_that_the_function_started(deploy: Deploy) -> None:
    function = deploy(
        "import os, subprocess\n"
        "def handler(event, context):\n"
        "    inside = subprocess.Popen(['sleep', '300'])\n"
        "    outside = subprocess.Popen(['sleep', '300'], start_new_session=True)\n"
        "    return [os.getpid(), inside.pid, outside.pid]\n"
    )
    pids = function.value()
    if sys.platform != "linux":
        pids.pop()
    function.environment.stop()
    until("the function's processes to end", lambda: not any(map(runs, pids)), timeout=30)


def runs(pid: int) -> bool:
    """Whether a process of this id still runs; a dead one that nobody has asked for does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def test_many_environments_leave_no_descriptor_behind(deploy: Deploy) -> None:
    deploy("def handler(event, context): pass\n").environment.stop()
    before = psutil.Process().num_fds()
    for number in range(10):
        function = deploy(f"def handler(event, context): return {number}\n")
        assert function.value() == number
        function.environment.stop()
    assert psutil.Process().num_fds() <= before


@linux
def test_a_fork_server_that_was_killed_is_started_again(tmp_path: Path) -> None:
    launcher = ForkLauncher()
    try:
        (tmp_path / "index.py").write_text("def handler(event, context): return 'alive'\n")
        spec = FunctionSpec(handler="index.handler", code_dir=tmp_path)
        first = Environment.start(spec, launcher, lambda _line: None)
        server = psutil.Process(first._process.pid).parent()
        assert server is not None and server.pid != os.getpid()
        server.send_signal(signal.SIGKILL)
        until(
            "the function process to end with its parent", lambda: first._process.exit_status(0) is not None, timeout=30
        )
        outcome = first.invoke(Invocation(b"{}", "id-1"))
        assert outcome.error == "Runtime.ExitError"
        second = Environment.start(spec, launcher, lambda _line: None)
        assert second.invoke(Invocation(b"{}", "id-2")).payload == b'"alive"'
        second.stop()
    finally:
        launcher.close()
