"""What happens when a function runs: environments, errors, log, concurrency.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
"""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from deployed import Deployed, deploy, eventually, log_exists, package

from lambda_workshop.emulator.host.handle import EmbeddedBackend, find_or_start

if TYPE_CHECKING:
    from localstack_client.session import Session

COUNTER = (
    "import os\n"
    "print('loading')\n"
    "count = 0\n"
    "def handler(event, context):\n"
    "    global count\n"
    "    count += 1\n"
    "    print('call', count)\n"
    "    if event == 'boom':\n"
    "        raise ValueError('boom')\n"
    "    return {'count': count, 'pid': os.getpid(), 'stream': context.log_stream_name}\n"
)
WAITING = (
    "import os, threading\n"
    "def handler(event, context):\n"
    "    threading.Event().wait(event['seconds'])\n"
    "    return os.getpid()\n"
)
REPORT = re.compile(
    r"REPORT RequestId: (?P<id>\S+)\tDuration: (?P<duration>\d+\.\d\d) ms\tBilled Duration: (?P<billed>\d+) ms\t"
    r"Memory Size: (?P<size>\d+) MB\tMax Memory Used: (?P<used>\d+) MB\t(?:Init Duration: (?P<init>\d+\.\d\d) ms\t)?"
    r"(?:Status: (?P<status>\w+)(?:\tError Type: (?P<type>\S+))?)?$"
)


@pytest.fixture
def counter(session: Session, account: str) -> Deployed:
    """A function that counts its invocations."""
    return deploy(session, account, COUNTER)


def report(line: str) -> dict[str, Any]:
    """The parts of a REPORT line."""
    found = REPORT.match(line)
    assert found is not None, line
    return found.groupdict()


def runs(pid: int) -> bool:
    """Whether a process of this id still runs."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


# Environments


def test_an_environment_is_reused_and_survives_a_handlers_exception(counter: Deployed) -> None:
    first = counter.invoke().value
    failed = counter.invoke("boom")
    third = counter.invoke().value
    assert (first["count"], failed.error, third["count"]) == (1, "Unhandled", 3)
    assert first["pid"] == third["pid"]


def test_invocations_at_the_same_time_have_environments_of_their_own(session: Session, account: str) -> None:
    function = deploy(session, account, WAITING, Timeout=10)
    with ThreadPoolExecutor(3) as pool:
        pids = list(pool.map(lambda _: function.invoke({"seconds": 0.5}).value, range(3)))
    assert len(set(pids)) == 3
    assert function.invoke({"seconds": 0}).value in pids
    assert len(function.streams()) == 3


def test_new_code_and_new_settings_take_a_new_environment(counter: Deployed) -> None:
    pid = counter.invoke().value["pid"]
    counter.functions.update_function_code(FunctionName="f", ZipFile=package(COUNTER + "# changed\n"))
    after_code = counter.invoke().value
    assert after_code["count"] == 1
    counter.functions.update_function_configuration(FunctionName="f", Environment={"Variables": {"TABLE": "orders"}})
    assert counter.invoke().value["count"] == 1
    eventually(lambda: not runs(pid) and not runs(after_code["pid"]), "the old environments to end")


def test_a_deleted_functions_environments_end(counter: Deployed) -> None:
    pid = counter.invoke().value["pid"]
    counter.functions.delete_function(FunctionName="f")
    eventually(lambda: not runs(pid), "the environment to end")


def test_a_reset_ends_what_runs(backend: EmbeddedBackend, session: Session, account: str, tmp_path: Path) -> None:
    handling = f"import os\ndef handler(e, c):\n    open({str(tmp_path / 'a')!r}, 'w').write(str(os.getpid()))\n"
    loading = f"import os\nopen({str(tmp_path / 'b')!r}, 'w').write(str(os.getpid()))\nwhile True: pass\n"
    deploy(session, account, handling + "    while True: pass\n", name="a", Timeout=60)
    deploy(session, account, loading, name="b", Timeout=60)
    functions = session.client("lambda")
    for name in ("a", "b"):
        functions.invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")
    eventually(lambda: all((tmp_path / n).exists() and (tmp_path / n).read_text() for n in "ab"), "both to begin")
    pids = [int((tmp_path / name).read_text()) for name in "ab"]
    backend.reset(account)
    eventually(lambda: not any(map(runs, pids)), "both to end")


def test_an_environment_ends_when_it_was_idle_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, account: str
) -> None:
    monkeypatch.setenv("LAMBDA_WARM_TTL_SECONDS", "1")
    with_short_memory = find_or_start(tmp_path)
    try:
        pid = deploy(with_short_memory.session(account), account, COUNTER).invoke().value["pid"]
        eventually(lambda: not runs(pid), "the idle environment to end")
    finally:
        with_short_memory.stop()


def test_versions_have_environments_of_their_own(counter: Deployed) -> None:
    version = counter.functions.publish_version(FunctionName="f")["Version"]
    latest, published = counter.invoke(), counter.invoke(Qualifier=version)
    assert (latest.version, published.version) == ("$LATEST", version)
    assert latest.value["pid"] != published.value["pid"]
    assert f"[{version}]" in published.value["stream"]


def test_a_layer_can_be_imported_and_code_wins_over_it(session: Session, account: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("python/shared.py", "VALUE = 'from the layer'\n")
        files.writestr("python/both.py", "VALUE = 'from the layer'\n")
    layer = session.client("lambda").publish_layer_version(LayerName="l", Content={"ZipFile": archive.getvalue()})
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as files:
        files.writestr("app.py", "import shared, both\ndef handler(e, c): return [shared.VALUE, both.VALUE]\n")
        files.writestr("both.py", "VALUE = 'from the package'\n")
    function = deploy(session, account, "", Code={"ZipFile": code.getvalue()}, Layers=[layer["LayerVersionArn"]])
    assert function.invoke().value == ["from the layer", "from the package"]


def test_boto3_in_a_function_reaches_its_own_account(session: Session, account: str) -> None:
    source = (
        "import boto3\n"
        "def handler(event, context):\n"
        "    boto3.client('sqs').create_queue(QueueName='made-by-the-function')\n"
        "    return boto3.client('sts').get_caller_identity()['Account']\n"
    )
    assert deploy(session, account, source, Timeout=10).invoke().value == account
    assert session.client("sqs").get_queue_url(QueueName="made-by-the-function")["QueueUrl"]


# Errors


def test_an_exception_comes_back_with_its_type_message_request_id_and_trace(counter: Deployed) -> None:
    reply = counter.invoke("boom")
    assert (reply.status, reply.error) == (200, "Unhandled")
    assert reply.value["errorType"] == "ValueError"
    assert reply.value["errorMessage"] == "boom"
    assert reply.value["requestId"] == reply.request_id
    assert reply.value["stackTrace"][0].startswith('  File "/var/task/app.py", line 9, in handler\n')
    assert "[ERROR] ValueError: boom\nTraceback (most recent call last):\n" in reply.tail


def test_a_handler_that_cannot_be_loaded_is_tried_twice_and_leaves_its_error_in_the_log(
    session: Session, account: str
) -> None:
    function = deploy(session, account, "print('loading')\nimport nope\n")
    reply = function.invoke()
    message = "Unable to import module 'app': No module named 'nope'"
    assert reply.error == "Unhandled"
    assert reply.value == {
        "errorMessage": message,
        "errorType": "Runtime.ImportModuleError",
        "requestId": "",
        "stackTrace": [],
    }
    assert message in reply.tail
    (lines,) = function.streams().values()
    assert [line.split(":")[0].split("\t")[0] for line in lines] == [
        "INIT_START Runtime Version", "loading", "[ERROR] Runtime.ImportModuleError", "INIT_REPORT Init Duration",
        "START RequestId", "loading", "[ERROR] Runtime.ImportModuleError", "INIT_REPORT Init Duration",
        "END RequestId", "REPORT RequestId",
    ]  # fmt: skip
    assert lines[3].endswith("\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError")
    assert lines[7].endswith("\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError")
    told = report(lines[-1])
    assert (told["init"], told["status"], told["type"]) == (None, "error", "Runtime.ImportModuleError")


def test_a_function_that_runs_too_long_is_stopped_and_starts_cold_next_time(session: Session, account: str) -> None:
    source = COUNTER.replace("raise ValueError('boom')", "while True: pass")
    function = deploy(session, account, source, Timeout=1)
    assert function.invoke().value["count"] == 1
    reply = function.invoke("boom")
    assert reply.error == "Unhandled"
    assert reply.value == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {reply.request_id} Error: Task timed out after 1.00 seconds",
    }
    assert re.search(rf"Z {reply.request_id} Task timed out after 1\.00 seconds\n", reply.tail)
    told = report(reply.tail.splitlines()[-1])
    assert told["status"] == "timeout"
    assert 1000 <= float(told["duration"]) < 10_000
    assert function.invoke().value["count"] == 1


def test_using_too_much_memory_ends_the_environment(session: Session, account: str) -> None:
    source = "def handler(event, context):\n    kept = []\n    while True: kept.append(b'a' * 1_000_000)\n"
    reply = deploy(session, account, source, Timeout=20).invoke()
    assert reply.value == {
        "errorType": "Runtime.OutOfMemory",
        "errorMessage": f"RequestId: {reply.request_id} Error: Runtime exited with error: signal: killed",
    }
    told = report(reply.tail.splitlines()[-1])
    assert (told["used"], told["size"], told["status"], told["type"]) == ("128", "128", "error", "Runtime.OutOfMemory")


def test_ending_the_process_is_an_exit_error(session: Session, account: str) -> None:
    reply = deploy(session, account, "import sys\ndef handler(event, context):\n    sys.exit(3)\n").invoke()
    text = f"RequestId: {reply.request_id} Error: Runtime exited with error: exit status 3"
    assert reply.value == {"errorType": "Runtime.ExitError", "errorMessage": text}
    assert f"{text}\nRuntime.ExitError\n" in reply.tail


# Log


def test_one_stream_for_each_environment_and_the_context_names_it(counter: Deployed) -> None:
    first, second = counter.invoke(), counter.invoke()
    ((stream, lines),) = counter.streams().items()
    assert re.match(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$", stream)
    assert first.value["stream"] == second.value["stream"] == stream
    assert lines[0].startswith("INIT_START Runtime Version: python:3.13")
    assert lines[1] == "loading"
    for reply, at, text in ((first, 2, "call 1"), (second, 6, "call 2")):
        assert lines[at : at + 3] == [
            f"START RequestId: {reply.request_id} Version: $LATEST",
            text,
            f"END RequestId: {reply.request_id}",
        ]
        assert report(lines[at + 3])["id"] == reply.request_id


def test_init_duration_stands_in_the_first_report_only_and_is_billed(session: Session, account: str) -> None:
    source = "import threading\nthreading.Event().wait(0.3)\ndef handler(event, context): pass\n"
    function = deploy(session, account, source)
    cold, warm = (report(function.invoke().tail.splitlines()[-1]) for _ in range(2))
    assert float(cold["init"]) >= 300
    assert int(cold["billed"]) >= float(cold["init"]) + float(cold["duration"])
    assert warm["init"] is None
    assert int(warm["billed"]) < 300
    assert 1 < int(warm["used"]) < 128


def test_lines_appear_as_they_are_printed_with_times_of_their_own(session: Session, account: str) -> None:
    source = "print('a')\n    threading.Event().wait(2.5)\n    print('b')\n"
    source = f"import threading\ndef handler(event, context):\n    {source}"
    function = deploy(session, account, source)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(function.invoke)

        def printed_a() -> bool:
            return log_exists(function) and any("a" in lines for lines in function.streams().values())

        eventually(printed_a, "the first line", seconds=2.4)
        assert not running.done()
        running.result()
    events = function.logs.filter_log_events(logGroupName="/aws/lambda/f")["events"]
    times = {event["message"]: event["timestamp"] for event in events}
    assert times["b\n"] - times["a\n"] >= 2400


def test_a_function_can_choose_its_log_group_and_json(session: Session, account: str) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html"""
    source = "import logging\ndef handler(event, context):\n    logging.warning('low')\n    return 1\n"
    function = deploy(session, account, source, LoggingConfig={"LogFormat": "JSON", "LogGroup": "/shop/all"})
    reply = function.invoke()
    (lines,) = function.streams("/shop/all").values()
    records = [json.loads(line) for line in lines]
    assert [record.get("type") for record in records] == [
        "platform.initStart",
        "platform.start",
        None,
        "platform.report",
    ]
    assert (records[2]["level"], records[2]["message"]) == ("WARNING", "low")
    assert records[2]["requestId"] == reply.request_id
    assert records[3]["record"]["metrics"]["memorySizeMB"] == 128


def test_any_amount_of_output_is_kept_and_the_answer_comes(session: Session, account: str) -> None:
    source = (
        "import os\n"
        "def handler(event, context):\n"
        "    os.write(1, b'\\xff\\xfe not text\\n')\n"
        "    for number in range(4_000):\n"
        "        print('line', number)\n"
        "    return 'done'\n"
    )
    function = deploy(session, account, source, Timeout=20)
    assert function.invoke().value == "done"
    (lines,) = function.streams().values()
    printed = [line for line in lines if line.startswith("line ")]
    assert printed == [f"line {number}" for number in range(4_000)]
    assert "\ufffd\ufffd not text" in lines


def test_a_subscription_filter_is_sent_what_a_function_writes(session: Session, account: str) -> None:
    source = "def handler(event, context):\n    print(event['awslogs']['data'])\n"
    reader = deploy(session, account, source, name="reader")
    arn = reader.functions.get_function(FunctionName="reader")["Configuration"]["FunctionArn"]
    reader.functions.add_permission(
        FunctionName="reader", StatementId="logs", Action="lambda:InvokeFunction", Principal="logs.amazonaws.com"
    )
    writer = deploy(session, account, "def handler(event, context): print('ALARM: fire')\n", name="writer")
    writer.logs.create_log_group(logGroupName="/aws/lambda/writer")
    writer.logs.put_subscription_filter(
        logGroupName="/aws/lambda/writer", filterName="alarms", filterPattern="ALARM", destinationArn=arn
    )
    writer.invoke()

    def received() -> list[Any]:
        if not log_exists(reader):
            return []
        lines = [line for stream in reader.streams().values() for line in stream]
        found = [json.loads(gzip.decompress(base64.b64decode(line))) for line in lines if line.startswith("H4sI")]
        return [message for message in found if message["messageType"] == "DATA_MESSAGE"]

    eventually(lambda: bool(received()), "the reader's log")
    assert [event["message"] for event in received()[0]["logEvents"]] == ["ALARM: fire\n"]


# Concurrency


@pytest.fixture
def reserved(session: Session, account: str) -> Iterator[Deployed]:
    """A function with one reserved place."""
    function = deploy(session, account, WAITING, Timeout=10)
    function.functions.put_function_concurrency(FunctionName="f", ReservedConcurrentExecutions=1)
    yield function


def test_over_the_reserved_concurrency_an_invocation_is_throttled(reserved: Deployed) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html"""
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(reserved.invoke, {"seconds": 1.5})
        eventually(lambda: log_exists(reserved) and bool(reserved.streams()), "the first invocation to start")
        refusal: list[Any] = []

        def refused() -> bool:
            try:
                reserved.invoke({"seconds": 0})
            except reserved.functions.exceptions.TooManyRequestsException as error:
                refusal.append(error.response)
            return bool(refusal)

        eventually(refused, "an invocation to be refused")
        assert refusal[0]["ResponseMetadata"]["HTTPStatusCode"] == 429
        assert refusal[0]["Error"]["Message"] == "Rate Exceeded."
        assert refusal[0]["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
        assert running.result().error == ""
    assert reserved.invoke({"seconds": 0}).error == ""


def test_a_function_that_calls_itself_without_end_is_stopped(session: Session, account: str) -> None:
    """https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html"""
    source = (
        "import boto3\n"
        "def handler(event, context):\n"
        "    print('depth', event)\n"
        "    boto3.client('lambda').invoke(FunctionName='f', InvocationType='Event', Payload=str(event + 1).encode())\n"
    )
    function = deploy(session, account, source, Timeout=10)
    function.functions.put_function_event_invoke_config(FunctionName="f", MaximumRetryAttempts=0)
    function.functions.invoke(FunctionName="f", InvocationType="Event", Payload=b"1")

    def lines() -> list[str]:
        return [line for stream in function.streams().values() for line in stream] if log_exists(function) else []

    eventually(lambda: any(line.startswith("[ERROR]") for line in lines()), "the chain to be stopped", seconds=30)
    assert max(int(line.split()[1]) for line in lines() if line.startswith("depth ")) <= 17
