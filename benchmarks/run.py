"""Measures what the course promises and prints it: `make bench`. Writes nothing into the repository.

    make bench                        everything but the soak, a few minutes
    make bench ARGS="triggers"        only how long each trigger's event takes to its handler
    make bench ARGS="course"          every solution notebook, one after the other (see course.py)
    make bench ARGS="grading"         a class graded, beside bare nbclient and nbgrader (see grading.py)
    make bench ARGS="soak"            all triggers at once for ten minutes (see soak.py)

With LocalStack at the address in WORKSHOP_TEST_LOCALSTACK_URL, its triggers are measured beside ours.
Ratios are against bare MiniStack on the same machine in the same run, since machines are noisy.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import psutil
from botocore.config import Config
from latency import latencies
from soak import EVENTS, SECONDS, soak
from wirings import POLLED, PUSH, Backend

from course import course
from grading import grading
from lambda_workshop.emulator.host.handle import EmbeddedBackend, find, find_or_start

TRIVIAL = "def handler(event, context):\n    return event\n"
PRINTER = """
import json, random
def handler(event, context):
    failed = []
    for record in event["Records"]:
        if random.random() < 0.2:
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            print("done", record["body"])
    return {"batchItemFailures": failed}
"""
ROLE = "arn:aws:iam::000000000000:role/bench"
CALLS, MESSAGES, FUNCTIONS = 2000, 500, 20


def main(arguments: list[str]) -> None:
    """Run the measurements that are asked for and print one table."""
    if arguments == ["course"]:
        show(course())
        return
    if arguments[:1] == ["grading"]:
        show(grading(*map(int, arguments[1:2])))
        return
    if arguments[:1] == ["soak"]:
        seconds, events = arguments[1:3] if len(arguments) > 2 else (SECONDS, EVENTS)
        show(soak(family_of, float(seconds), int(events)))
        return
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, bare_ministack() as bare:
        rows = [] if arguments == ["triggers"] else engine(Path(folder), bare)
        rows += triggers(Path(folder), bare)
    show(rows)


def show(rows: list[tuple[str, str, str]]) -> None:
    """One line for each: what, measured, wanted."""
    print(f"{'what':<44}{'measured':<50}wanted")
    for what, measured, wanted in rows:
        print(f"{what:<44}{measured:<50}{wanted}")


def engine(home: Path, bare: str) -> list[tuple[str, str, str]]:
    """The backend itself: start, memory, direct calls, a queue, checks, a killed kernel."""
    rows: list[tuple[str, str, str]] = []
    starts = []
    for _ in range(5):
        began = time.perf_counter()
        backend = find_or_start(home)
        starts.append(time.perf_counter() - began)
        backend.stop()
    rows.append(("backend ready", f"{statistics.median(starts):.2f} s", "under 1 s"))
    backend = find_or_start(home)
    try:
        rows += memory(backend)
        rows += invocations(backend, bare)
        rows += queue(backend)
    finally:
        backend.stop()
    rows += checks()
    rows += killed(home)
    return rows


def triggers(home: Path, bare: str) -> list[tuple[str, str, str]]:
    """From event to handler, for each trigger: ours, bare MiniStack's, and LocalStack's where one is named."""
    ours = find_or_start(home)
    try:
        found = {"ours": latencies(Backend("embedded", ours.endpoint_url, key_of(ours)))}
    finally:
        ours.stop()
    found["bare"] = latencies(Backend("bare", bare))
    if url := os.environ.get("WORKSHOP_TEST_LOCALSTACK_URL"):
        found["LocalStack"] = latencies(Backend("localstack", url))
    return [
        (
            f"event to handler: {trigger}",
            "; ".join(f"{name} {milliseconds(values[trigger])}" for name, values in found.items()),
            "under 250 ms" if trigger in PUSH else "under 1 s",
        )
        for trigger in PUSH | POLLED
    ]


def milliseconds(seconds: float | None) -> str:
    """`12 ms`, or that the trigger does not fire there."""
    return "does not fire" if seconds is None else f"{seconds * 1000:.0f} ms"


def invocations(backend: EmbeddedBackend, bare: str) -> list[tuple[str, str, str]]:
    """Cold and warm direct calls, ours and bare MiniStack's in turn."""
    ours, theirs = client("lambda", backend.endpoint_url, key_of(backend)), client("lambda", bare)
    cold: dict[str, list[float]] = {"ours": [], "theirs": []}
    for number in range(10):
        for name, lam in (("ours", ours), ("theirs", theirs)):
            deploy(lam, f"cold-{number}", TRIVIAL)
            cold[name].append(timed(lambda: call(lam, f"cold-{number}")))  # noqa: B023
    warm: dict[str, list[float]] = {"ours": [], "theirs": []}
    for _ in range(300):
        for name, lam in (("ours", ours), ("theirs", theirs)):
            warm[name].append(timed(lambda: call(lam, "cold-0")))  # noqa: B023
    began = time.perf_counter()
    for _ in range(CALLS):
        call(ours, "cold-0")
    rate = CALLS / (time.perf_counter() - began)
    return [
        compared("cold start", cold, "below bare MiniStack"),
        compared("warm direct call", warm, "at most 1.5 x bare MiniStack"),
        (f"{CALLS} direct calls", f"{rate:.0f} calls/s, all answered", "none lost"),
    ]


def compared(what: str, seconds: dict[str, list[float]], wanted: str) -> tuple[str, str, str]:
    """A row with both medians in milliseconds and their ratio."""
    ours, theirs = (statistics.median(seconds[name]) * 1000 for name in ("ours", "theirs"))
    return what, f"{ours:.1f} ms; bare {theirs:.1f} ms; x {ours / theirs:.2f}", wanted


def memory(backend: EmbeddedBackend) -> list[tuple[str, str, str]]:
    """The proportional memory of all the backend's processes with twenty warm functions."""
    lam = client("lambda", backend.endpoint_url, key_of(backend))
    for number in range(FUNCTIONS):
        deploy(lam, f"memory-{number}", TRIVIAL)
        call(lam, f"memory-{number}")
    family = family_of(backend.pid)
    total = sum(process.memory_full_info().pss for process in family) / 1e6
    return [
        (f"memory with {FUNCTIONS} warm functions", f"{total:.0f} MB (PSS, {len(family)} processes)", "under 150 MB")
    ]


def queue(backend: EmbeddedBackend) -> list[tuple[str, str, str]]:
    """Messages through a mapping to a function that fails a fifth of them at random."""
    sqs, lam, logs = (client(name, backend.endpoint_url, key_of(backend)) for name in ("sqs", "lambda", "logs"))
    url = sqs.create_queue(QueueName="bench", Attributes={"VisibilityTimeout": "3"})["QueueUrl"]
    deploy(lam, "printer", PRINTER)
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    lam.create_event_source_mapping(
        FunctionName="printer", EventSourceArn=arn, FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    began = time.perf_counter()
    for start in range(0, MESSAGES, 10):
        sqs.send_message_batch(
            QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": f"m{n}"} for n in range(start, start + 10)]
        )

    def done() -> list[str]:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="/aws/lambda/printer", filterPattern="done"
        )
        return [event["message"].strip() for page in pages for event in page["events"]]

    wait(lambda: len(set(done())) == MESSAGES, 60)
    found, elapsed = done(), time.perf_counter() - began
    lost, twice = MESSAGES - len(set(found)), len(found) - len(set(found))
    return [(f"{MESSAGES} SQS messages, 20 % failing", f"{elapsed:.1f} s, {lost} lost, {twice} twice", "none lost")]


def checks() -> list[tuple[str, str, str]]:
    """How long a learner waits for the check of a right answer."""
    from random import Random

    from lambda_workshop.answers.answer import answers
    from lambda_workshop.authoring.section import all_sections
    from lambda_workshop.checks.runner import run_check

    rows = []
    for section in all_sections():
        for exercise in section.exercises():
            if exercise.on_handler_only:
                right = next(item for item in answers(section) if item.right and item.exercise == exercise.name)
                result = run_check(exercise, section.id, cloud=no_cloud, work=right.program(), random=Random())
                state = result.status.words.lower()
                wanted = "under 1 s" if exercise.name == "handle" else ""
                rows.append((f"check {section.id}.{exercise.name}", f"{result.elapsed:.2f} s, {state}", wanted))
    return rows


def no_cloud() -> Any:
    """Handlers are checked without a backend."""
    raise AssertionError("a handler's check asked for the cloud")


def killed(home: Path) -> list[tuple[str, str, str]]:
    """A kernel with a busy backend is killed: what is left of it?"""
    script = (
        "import sys, threading; from pathlib import Path;"
        "from lambda_workshop.emulator.host.handle import find_or_start;"
        "print(find_or_start(Path(sys.argv[1])).port, flush=True); threading.Event().wait()"
    )
    env = os.environ | {"WORKSHOP_BACKEND_GRACE": "1"}
    parent = subprocess.Popen(
        [sys.executable, "-c", script, str(home)], stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
    )
    assert parent.stdout is not None
    parent.stdout.readline()
    backend = find(home)
    assert backend is not None
    lam = client("lambda", backend.endpoint_url, key_of(backend))
    deploy(lam, "loop", "def handler(event, context):\n    while True:\n        pass\n", Timeout=300)
    lam.invoke(FunctionName="loop", InvocationType="Event", Payload=b"{}")
    state = json.loads((home / "backend.json").read_text("utf-8"))
    run = Path(state["run"])
    wait(lambda: len(family_of(state["server"][0])) > 2, 10)
    family = family_of(state["server"][0])
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    began = time.perf_counter()
    with contextlib.suppress(TimeoutError):
        wait(lambda: not any(alive(process) for process in family) and not run.exists(), 30)
    left = sum(alive(process) for process in family)
    files = sum(1 for _ in run.rglob("*")) if run.exists() else 0
    elapsed = time.perf_counter() - began
    return [
        (
            "kill -9 of the kernel, a function in a loop",
            f"{left} processes, {files} files left ({elapsed:.1f} s)",
            "nothing",
        )
    ]


def family_of(server: int) -> list[psutil.Process]:
    """The server, its supervisor and every process below them."""
    root = psutil.Process(server)
    parent = root.parent()
    top = parent if parent is not None and "supervisor" in " ".join(parent.cmdline()) else root
    return [top, *top.children(recursive=True)]


def alive(process: psutil.Process) -> bool:
    """Whether it runs; a zombie does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


@contextlib.contextmanager
def bare_ministack() -> Iterator[str]:
    """MiniStack as it comes, on a free port; gives its address."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="bench-bare-") as folder:
        env = {
            "PATH": os.environ["PATH"], "HOME": folder, "TMPDIR": folder, "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0", "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "ministack"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True, cwd=folder,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            wait(lambda: answers(f"{url}/_ministack/health"), 20)
            yield url
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    """Whether a GET of it succeeds."""
    try:
        with urllib.request.urlopen(url, timeout=1):
            return True
    except OSError:
        return False


def key_of(backend: EmbeddedBackend) -> str:
    """The secret access key of the backend's first account."""
    return backend.environment()["AWS_SECRET_ACCESS_KEY"]


def client(service: str, url: str, key: str = "bench") -> Any:
    """A boto3 client of the backend at this address; `key` is the secret access key, where it checks one."""
    config = Config(retries={"max_attempts": 0}, read_timeout=120)
    return boto3.client(
        service, endpoint_url=url, region_name="us-east-1", config=config,
        aws_access_key_id="000000000000", aws_secret_access_key=key,
    )  # fmt: skip


def deploy(lam: Any, name: str, source: str, **settings: Any) -> None:
    """Create a function from its source."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("index.py", source)
    lam.create_function(
        FunctionName=name, Runtime="python3.13", Role=ROLE, Handler="index.handler",
        Code={"ZipFile": buffer.getvalue()}, **settings,
    )  # fmt: skip


def call(lam: Any, name: str) -> None:
    """One synchronous call, whose answer must be the event."""
    assert lam.invoke(FunctionName=name, Payload=b'{"n": 1}')["Payload"].read() == b'{"n": 1}'


def timed(action: Callable[[], None]) -> float:
    """How many seconds it takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def wait(condition: Callable[[], bool], seconds: float) -> None:
    """Until it is true; raises TimeoutError."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("a measurement waited in vain")
        pause.wait(0.05)


if __name__ == "__main__":
    main(sys.argv[1:])
