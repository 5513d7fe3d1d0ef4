"""Whatever other programs have put into the environment, a lesson runs, and its calls stay on this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from lambda_workshop.emulator.host.handle import stop
from lambda_workshop.setup.surroundings import keep_to_this_machine, misleading_python, python_path

LESSON = """
import json, os, boto3
from lambda_workshop import lesson
sqs = lesson("sqs")
queue = sqs.client("sqs").create_queue(QueueName="sqs-jobs")["QueueUrl"]
os.environ.update(sqs.backend.environment())
plain = boto3.client("sqs").list_queues()["QueueUrls"]
print(json.dumps({"queue": queue, "plain": plain, "check": sqs.wire.check().status.value}))
"""


@pytest.fixture
def proxy() -> Iterator[tuple[str, list[bytes]]]:
    """A company's proxy: its address, and what was asked of it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    asked.append(connection.recv(4096))
                    connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", asked
        server.shutdown(socket.SHUT_RDWR)


def test_a_section_runs_under_all_of_them_at_once(tmp_path: Path, proxy: tuple[str, list[bytes]]) -> None:
    address, asked = proxy
    (tmp_path / "config").write_text("[profile work]\nendpoint_url = http://127.0.0.1:9\nregion = eu-west-3\n")
    (tmp_path / "config").chmod(0o000)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "boto3.py").write_text("raise RuntimeError('not the course')")
    foreign = {
        "http_proxy": address,
        "https_proxy": address,
        "HTTP_PROXY": address,
        "ALL_PROXY": "socks5://127.0.0.1:9",
        "AWS_PROFILE": "of-another-machine",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_SQS": "http://127.0.0.1:9",
        "AWS_CA_BUNDLE": "/nowhere",
        "AWS_SESSION_TOKEN": "of-another-account",
        "AWS_REGION": "eu-west-3",
        "PYTHONOPTIMIZE": "2",
        "PYTEST_ADDOPTS": "--nonsense",
        "LC_ALL": "xx_YY",
        "TMPDIR": "/nowhere",
    }
    env = {**os.environ, **foreign, "WORKSHOP_HOME": str(tmp_path / "home"), "WORKSHOP_BACKEND": "embedded"}
    env = {name: value for name, value in env.items() if name.lower() != "no_proxy"}
    try:
        done = subprocess.run([sys.executable, "-c", LESSON], capture_output=True, text=True, env=env, timeout=120)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout.splitlines()[-1])
        assert said["queue"].startswith("http://") and said["check"] in ("not_yet", "not_attempted")
        assert said["plain"] == [said["queue"]]
        # The command, with what its Python would even fail to start with.
        line = [sys.executable, "-m", "lambda_workshop.cli", "status"]
        status = subprocess.run(line, capture_output=True, text=True, env=env | {"PYTHONPATH": str(tmp_path / "other")})
        assert "MiniStack" in status.stdout, status.stderr
    finally:
        stop(tmp_path / "home")
    assert asked == []


def test_what_is_for_packages_and_for_the_course_stays() -> None:
    env = {"https_proxy": "http://proxy:1", "WORKSHOP_ACCOUNT": "1", "PYTHONUNBUFFERED": "1", "NO_PROXY": "intranet"}
    before = dict(env)
    keep_to_this_machine(env)
    assert before.items() - {("NO_PROXY", "intranet")} <= env.items()
    assert env["NO_PROXY"] == env["no_proxy"] == "intranet,localhost,127.0.0.1,::1"


@pytest.mark.parametrize("address", ["localstack:4566", "http://localstack:4566"])
def test_a_named_backend_is_reached_directly(address: str) -> None:
    env = {"LOCALSTACK_HOST": address, "http_proxy": "http://proxy:1"}
    keep_to_this_machine(env)
    assert env["no_proxy"].split(",")[-1] == "localstack"


def test_of_the_path_of_python_the_courses_own_folder_stays() -> None:
    ours = str(Path(__file__).parents[2] / "src")
    env = {"PYTHONPATH": f"/other:{ours}"}
    assert misleading_python(env) == ["PYTHONPATH"]
    keep_to_this_machine(env)
    assert env["PYTHONPATH"] == ours == python_path(env)
    assert misleading_python(env) == []
