"""Each state in which LocalStack may be: its own sentence, its own command, within ten seconds."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from localstack_double import HEALTH, INFO, Double, container, docker_program, free_port, open_port, serve

from lambda_workshop.backends.localstack_state import Sighting, State, look, wait

SERVICES = {"lambda": "available", "sqs": "running"}
READY = (200, {"services": SERVICES, "edition": "community", "version": "4.14.0"})
NEWER = (200, {"services": SERVICES, "edition": "pro", "version": "2026.11.0"})
NOT_LICENSED = (200, {"is_license_activated": False, "version": "2026.11.0"})

Served = Callable[[], AbstractContextManager[Double]]


@pytest.fixture(autouse=True)
def within_ten_seconds() -> Iterator[None]:
    """What every case here promises."""
    began = time.monotonic()
    yield
    assert time.monotonic() - began < 10


STATES: list[tuple[str, Served, State, str, str]] = [
    ("ready", lambda: serve({HEALTH: READY}), State.READY, "LocalStack answers at", ""),
    (
        "no services yet",
        lambda: serve({HEALTH: (200, {"services": {}, "version": "4.14.0"})}),
        State.STARTING,
        "it has not loaded its services yet",
        "docker compose up -d --wait",
    ),
    (
        "services start",
        lambda: serve({HEALTH: (200, {"services": {"sqs": "starting"}, "version": "4.14.0"})}),
        State.STARTING,
        "it still starts sqs",
        "docker compose up -d --wait",
    ),
    (
        "a gateway before it",
        lambda: serve({HEALTH: (503, "")}),
        State.STARTING,
        "it answers 503 as long as it is not ready",
        "docker compose up -d --wait",
    ),
    (
        "the container's port is open",
        lambda: open_port(cut=True),
        State.STARTING,
        "its port is open, and it does not answer yet",
        "docker compose up -d --wait",
    ),
    (
        "paused",
        lambda: open_port(cut=False),
        State.SILENT,
        "takes connections at",
        "docker compose restart localstack",
    ),
    (
        "newer, without a token",
        lambda: serve({HEALTH: NEWER, INFO: NOT_LICENSED}),
        State.NO_TOKEN,
        "LocalStack 2026.11.0 (pro) at",
        "LOCALSTACK_IMAGE=localstack/localstack:4.14.0 docker compose up -d --wait",
    ),
    (
        "newer, without a token and without services",
        lambda: serve({HEALTH: (200, {"services": {"sqs": "disabled"}, "version": "2026.3.0"})}),
        State.NO_TOKEN,
        "Set LOCALSTACK_AUTH_TOKEN",
        "LOCALSTACK_IMAGE=localstack/localstack:4.14.0 docker compose up -d --wait",
    ),
    (
        "newer, with a token",
        lambda: serve({HEALTH: NEWER, INFO: (200, {"is_license_activated": True})}),
        State.READY,
        "LocalStack answers at",
        "",
    ),
    (
        "out of disk",
        lambda: serve({HEALTH: (500, "OSError: [Errno 28] No space left on device: '/var/lib/localstack'")}),
        State.OUT_OF_DISK,
        "has no disk left",
        "docker system prune",
    ),
    (
        "out of disk, in a service's state",
        lambda: serve({HEALTH: (200, {"services": {"s3": "error"}, "s3": "No space left on device"})}),
        State.OUT_OF_DISK,
        "has no disk left",
        "docker system prune",
    ),
    (
        "broken",
        lambda: serve({HEALTH: (200, {"services": {"lambda": "error"}, "version": "4.14.0"})}),
        State.FAULTY,
        "reports an error in lambda",
        "docker compose logs --tail 50 localstack",
    ),
    (
        "switched off",
        lambda: serve({HEALTH: (200, {"services": {"lambda": "disabled"}, "version": "4.14.0"})}),
        State.FAULTY,
        "has all its services switched off",
        "docker compose up -d --wait --force-recreate localstack",
    ),
    (
        "another program",
        lambda: serve({}),
        State.SOMETHING_ELSE,
        "is not LocalStack",
        "docker compose port localstack 4566",
    ),
]


@pytest.mark.parametrize(
    ("served", "state", "sentence", "command"), [case[1:] for case in STATES], ids=[case[0] for case in STATES]
)
def test_each_state_has_its_sentence_and_its_command(served: Served, state: State, sentence: str, command: str) -> None:
    with served() as double:
        seen = look({"LOCALSTACK_HOST": double.host}, usual_port=free_port())
    assert seen.state is state
    assert sentence in seen.sentence
    assert seen.command == command
    assert (seen.backend is not None) == (state is State.READY)


def test_a_stopped_one_names_the_command_that_starts_it() -> None:
    port = free_port()
    seen = look({"LOCALSTACK_HOST": f"127.0.0.1:{port}"}, usual_port=free_port())
    assert str(seen) == f"No LocalStack answers at http://127.0.0.1:{port}. Run `docker compose up -d --wait`."


@pytest.mark.parametrize("named", ["nothing", "another program"])
def test_a_wrong_port_is_told_apart_from_a_stopped_localstack(named: str) -> None:
    with serve({HEALTH: READY}) as usual, serve({}) as other:
        port = other.port if named == "another program" else free_port()
        seen = look({"LOCALSTACK_HOST": f"127.0.0.1:{port}"}, usual_port=usual.port)
    assert seen.state is State.WRONG_PORT
    assert f"one does at port {usual.port}" in seen.sentence
    assert seen.command == f"export LOCALSTACK_HOST=127.0.0.1:{usual.port}"


def test_a_host_that_nobody_knows_is_named() -> None:
    seen = look({"LOCALSTACK_HOST": "localstack.invalid:4566"}, usual_port=4566)
    assert seen.state is State.UNKNOWN_HOST
    assert "localstack.invalid" in seen.sentence
    assert seen.command == "export LOCALSTACK_HOST=127.0.0.1:4566"


def test_a_name_becomes_a_number_so_that_buckets_have_addresses() -> None:
    with serve({HEALTH: READY}) as double:
        seen = look({"LOCALSTACK_HOST": f"localhost:{double.port}"})
    assert seen.backend is not None
    assert seen.backend.endpoint_url == f"http://127.0.0.1:{double.port}"
    assert seen.endpoint_url == f"http://localhost:{double.port}", "the learner reads what was asked for"


class TestWaiting:
    def test_one_that_starts_is_waited_for_and_each_thing_is_told_once(self) -> None:
        told: list[str] = []
        with serve({HEALTH: (503, "")}) as double:

            def tell(line: str) -> None:
                told.append(line)
                following: tuple[int, Any] = READY if len(told) == 2 else (200, {"services": {"sqs": "starting"}})
                double.answers[HEALTH] = following

            seen = wait({"LOCALSTACK_HOST": double.host}, tell=tell)
        assert seen.state is State.READY
        assert len(told) == 2
        assert "answers 503" in told[0] and "still starts sqs" in told[1]
        assert told[0].endswith("Waiting, 8 s at most.")

    def test_one_that_goes_on_starting_ends_with_the_command(self) -> None:
        with serve({HEALTH: (503, "")}) as double:
            seen = wait({"LOCALSTACK_HOST": double.host}, seconds=0.5)
        assert seen.state is State.STARTING
        assert str(seen).endswith("Still so after 0.5 s. Run `docker compose up -d --wait`.")

    def test_one_that_is_stopped_is_not_waited_for(self) -> None:
        began = time.monotonic()
        wait({"LOCALSTACK_HOST": f"127.0.0.1:{free_port()}"}, usual_port=free_port())
        assert time.monotonic() - began < 5


class TestWhatDockerKnows:
    """Nothing answers at the address, and the Docker client says why."""

    @staticmethod
    def seen(folder: Path, **answers: tuple[int, str, str]) -> Sighting:
        """What is seen with a Docker client of these answers; `PORT` in them is the one that was asked for."""
        port = free_port()
        told = {name: (code, text.replace("PORT", str(port)), more) for name, (code, text, more) in answers.items()}
        env = docker_program(folder, {"version": (0, "28.2.2", "")} | told)
        return look(env | {"LOCALSTACK_HOST": f"127.0.0.1:{port}"}, ask_docker=True, usual_port=free_port())

    def test_a_newer_edition_that_ended_without_a_token(self, tmp_path: Path) -> None:
        ended = container(State="exited", Status="Exited (55) 4 seconds ago", Image="localstack/localstack:latest")
        seen = self.seen(tmp_path, ps=ended)
        assert seen.state is State.NO_TOKEN
        assert "localstack/localstack:latest ended without a valid token" in seen.sentence

    def test_one_that_ended_because_the_disk_is_full(self, tmp_path: Path) -> None:
        ended = container(State="exited", Status="Exited (1) 4 seconds ago")
        seen = self.seen(tmp_path, ps=ended, logs=(0, "", "OSError: [Errno 28] No space left on device"))
        assert (seen.state, seen.command) == (State.OUT_OF_DISK, "docker system prune")

    def test_one_that_ended_for_another_reason_points_to_its_log(self, tmp_path: Path) -> None:
        seen = self.seen(tmp_path, ps=container(State="exited", Status="Exited (137) 1 hour ago"), logs=(0, "", ""))
        assert seen.state is State.STOPPED
        assert "ended with code 137" in seen.sentence
        assert seen.command == "docker logs --tail 50 lambda-workshop-localstack"

    def test_a_container_that_runs_and_does_not_answer_is_starting(self, tmp_path: Path) -> None:
        seen = self.seen(tmp_path, ps=container())
        assert seen.state is State.STARTING
        assert "is running (Up 3 seconds (health: starting))" in seen.sentence

    def test_a_container_with_another_port(self, tmp_path: Path) -> None:
        seen = self.seen(tmp_path, ps=container(Ports="127.0.0.1:4599->4566/tcp"))
        assert (seen.state, seen.command) == (State.WRONG_PORT, "export LOCALSTACK_HOST=127.0.0.1:4599")

    def test_without_an_engine_it_is_the_engine_that_is_started(self, tmp_path: Path) -> None:
        silent = (1, "", "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.")
        seen = self.seen(tmp_path, ps=silent, version=silent)
        assert "no Docker engine runs here" in seen.sentence
        assert seen.command in ("sudo systemctl start docker", "open -a Docker")

    def test_images_that_are_being_fetched_are_waited_for(self, tmp_path: Path) -> None:
        env = docker_program(tmp_path, {"version": (0, "28.2.2", ""), "ps": (0, "", "")})
        fetching = tmp_path / "docker-compose"
        fetching.write_text("#!/bin/sh\nread -r line\n", encoding="utf-8")
        fetching.chmod(0o755)
        with subprocess.Popen([fetching, "up"], stdin=subprocess.PIPE) as process:
            try:
                seen = look(
                    env | {"LOCALSTACK_HOST": f"127.0.0.1:{free_port()}"}, ask_docker=True, usual_port=free_port()
                )
            finally:
                process.communicate(b"\n", timeout=10)
        assert seen.state is State.STARTING
        assert "Docker is fetching images" in seen.sentence


def test_a_lesson_says_why_it_does_not_run_on_localstack(tmp_path: Path) -> None:
    from lambda_workshop.backends.choose import choose
    from lambda_workshop.emulator.host.handle import EmbeddedBackend

    def embedded(home: Path | None) -> EmbeddedBackend:
        return EmbeddedBackend(tmp_path, 4000, 1, "token", "secret")

    with serve({HEALTH: NEWER, INFO: NOT_LICENSED}) as double:
        choice = choose(frozenset({"lambda"}), {"LOCALSTACK_HOST": double.host}, start=embedded)
    assert choice.backend.name == "embedded"
    assert "has no valid token" in choice.reason
    assert choice.reason.endswith("Run `LOCALSTACK_IMAGE=localstack/localstack:4.14.0 docker compose up -d --wait`.")


def test_the_health_of_one_is_asked_from_several_notebooks_at_once() -> None:
    seen: list[Sighting] = []
    with serve({HEALTH: READY}) as double:
        env = {"LOCALSTACK_HOST": double.host}
        threads = [threading.Thread(target=lambda: seen.append(look(env))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=5)
    assert [each.state for each in seen] == [State.READY] * 8
