"""In which state LocalStack is: ready, starting, or why not, each as a sentence with the one command that helps.

It asks LocalStack's health endpoint, and where that says too little, the Docker client of this machine.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from lambda_workshop.backends import docker_engine
from lambda_workshop.backends.localstack import DEFAULT_PORT, HEALTH, LocalStackBackend, endpoint_of, services_of

START_COMMAND = "docker compose up -d --wait"
FREE_IMAGE = "localstack/localstack:4.14.0"
PINNED_IMAGE = f"{FREE_IMAGE}@sha256:3ebc37595918b8accb852f8048fef2aff047d465167edd655528065b07bc364a"
"""As docker-compose.yml has it."""
WAIT_SECONDS = 8.0
"""How long a LocalStack that starts is waited for: with one more look, under ten seconds."""
_CONNECT_SECONDS, _ANSWER_SECONDS = 0.3, 1.5
_FULL = "No space left on device"
# Versions are years since an account is required: https://blog.localstack.cloud/localstack-for-aws-release-2026-03-0/
_FIRST_WITH_ACCOUNT = 2026


class State(StrEnum):
    """How LocalStack was found."""

    READY = "ready"
    STARTING = "starting"
    STOPPED = "stopped"
    WRONG_PORT = "wrong port"
    SOMETHING_ELSE = "something else"
    UNKNOWN_HOST = "unknown host"
    NO_TOKEN = "no token"
    OUT_OF_DISK = "out of disk"
    SILENT = "silent"
    FAULTY = "faulty"


@dataclass(frozen=True)
class Sighting:
    """What one look at LocalStack saw. `command` mends it and is empty when it is ready, which `backend` then is."""

    state: State
    endpoint_url: str
    sentence: str
    command: str = ""
    backend: LocalStackBackend | None = None

    def __str__(self) -> str:
        return f"{self.sentence} Run `{self.command}`." if self.command else self.sentence


class _Contact(StrEnum):
    ANSWERED = "answered"
    REFUSED = "refused"
    CUT = "cut off"
    SILENT = "silent"
    NAMELESS = "no such name"


@dataclass(frozen=True)
class _Answer:
    contact: _Contact
    status: int = 0
    text: str = ""

    def json(self) -> Any:
        """The body as JSON; None when it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


def look(env: Mapping[str, str] = os.environ, *, ask_docker: bool = False, usual_port: int = DEFAULT_PORT) -> Sighting:
    """How LocalStack is now, within about two seconds; with `ask_docker`, the Docker client explains what it can.

    Raises BackendError when LOCALSTACK_HOST is no host.
    """
    endpoint = endpoint_of(env)
    answer = _ask(endpoint, HEALTH)
    if answer.contact is _Contact.ANSWERED:
        found = _from_answer(endpoint, answer)
        return _elsewhere(env, endpoint, usual_port) or found if found.state is State.SOMETHING_ELSE else found
    if answer.contact is _Contact.NAMELESS:
        host = urlsplit(endpoint).hostname
        return Sighting(
            State.UNKNOWN_HOST,
            endpoint,
            f"LOCALSTACK_HOST names the host {host}, and there is none of that name here.",
            f"export LOCALSTACK_HOST=127.0.0.1:{usual_port}",
        )
    if answer.contact is _Contact.CUT:
        # Docker holds a published port open before the program behind it listens.
        text = f"LocalStack is starting at {endpoint}: its port is open, and it does not answer yet."
        return Sighting(State.STARTING, endpoint, text, START_COMMAND)
    if answer.contact is _Contact.SILENT:
        text = f"Something takes connections at {endpoint} and says nothing: LocalStack is paused or overloaded."
        return Sighting(State.SILENT, endpoint, text, "docker compose restart localstack")
    stopped = Sighting(State.STOPPED, endpoint, f"No LocalStack answers at {endpoint}.", START_COMMAND)
    return _elsewhere(env, endpoint, usual_port) or (_from_docker(env, endpoint) if ask_docker else None) or stopped


def wait(
    env: Mapping[str, str] = os.environ,
    *,
    seconds: float = WAIT_SECONDS,
    tell: Callable[[str], None] = lambda line: None,
    ask_docker: bool = False,
    usual_port: int = DEFAULT_PORT,
) -> Sighting:
    """As `look`, and as long as LocalStack starts, again, for at most the seconds.

    `tell` is given what is waited for, each time that it changes.
    """
    deadline, pause, told = time.monotonic() + seconds, threading.Event(), ""
    while True:
        found = look(env, ask_docker=ask_docker, usual_port=usual_port)
        left = deadline - time.monotonic()
        if found.state is not State.STARTING:
            return found
        if left <= 0:
            return Sighting(
                found.state, found.endpoint_url, f"{found.sentence} Still so after {seconds:g} s.", found.command
            )
        if found.sentence != told:
            told = found.sentence
            tell(f"{told} Waiting, {left:.0f} s at most.")
        pause.wait(min(0.25, left))


def _from_answer(endpoint: str, answer: _Answer) -> Sighting:
    if _FULL in answer.text:
        text = f"LocalStack at {endpoint} has no disk left ({_FULL})."
        return Sighting(State.OUT_OF_DISK, endpoint, text, "docker system prune")
    if answer.status in (502, 503, 504):
        text = f"LocalStack is starting at {endpoint}: it answers {answer.status} as long as it is not ready."
        return Sighting(State.STARTING, endpoint, text, START_COMMAND)
    health = answer.json()
    # MiniStack answers at this address too, and LocalStack has no such entry.
    if answer.status != 200 or not isinstance(health, dict) or "services" not in health or "ready_scripts" in health:
        return Sighting(
            State.SOMETHING_ELSE,
            endpoint,
            f"What answers at {endpoint} is not LocalStack.",
            "docker compose port localstack 4566",
        )
    return _from_health(endpoint, health)


def _from_health(endpoint: str, health: Mapping[str, Any]) -> Sighting:
    backend = LocalStackBackend.of(_by_number(endpoint), health)
    if _year(backend.version) >= _FIRST_WITH_ACCOUNT and not _licensed(endpoint, backend):
        return _no_token(endpoint, f"{backend.title} at {endpoint} has no valid token")
    states = dict(health["services"])
    if services_of(health):
        return Sighting(State.READY, endpoint, f"LocalStack answers at {endpoint}.", backend=backend)
    broken = sorted(name for name, state in states.items() if state == "error")
    if broken:
        text = f"LocalStack at {endpoint} reports an error in {', '.join(broken[:5])}."
        return Sighting(State.FAULTY, endpoint, text, "docker compose logs --tail 50 localstack")
    if states and set(states.values()) == {"disabled"}:
        text = f"LocalStack at {endpoint} has all its services switched off (its SERVICES variable)."
        return Sighting(State.FAULTY, endpoint, text, "docker compose up -d --wait --force-recreate localstack")
    waits = sorted(name for name, state in states.items() if state in ("starting", "unknown"))
    what = f"it still starts {', '.join(waits[:5])}" if waits else "it has not loaded its services yet"
    return Sighting(State.STARTING, endpoint, f"LocalStack is starting at {endpoint}: {what}.", START_COMMAND)


def _licensed(endpoint: str, backend: LocalStackBackend) -> bool:
    """Whether a newer edition may serve: it says so itself, and where it says nothing, by whether it has services."""
    info = _ask(endpoint, "/_localstack/info").json()
    said = info.get("is_license_activated") if isinstance(info, dict) else None
    return bool(backend.services()) if said is None else bool(said)


def _no_token(endpoint: str, what: str) -> Sighting:
    return Sighting(
        State.NO_TOKEN,
        endpoint,
        f"{what}: every LocalStack after 4.14.0 needs an account. Set LOCALSTACK_AUTH_TOKEN, or take 4.14.0.",
        f"LOCALSTACK_IMAGE={FREE_IMAGE} {START_COMMAND}",
    )


def _elsewhere(env: Mapping[str, str], endpoint: str, usual_port: int) -> Sighting | None:
    """A LocalStack on the usual port, when LOCALSTACK_HOST names another; None when there is none."""
    usual = f"http://127.0.0.1:{usual_port}"
    if not env.get("LOCALSTACK_HOST") or endpoint == usual:
        return None
    answer = _ask(usual, HEALTH)
    if answer.contact is not _Contact.ANSWERED or _from_answer(usual, answer).state is State.SOMETHING_ELSE:
        return None
    return _wrong_port(endpoint, usual_port)


def _wrong_port(endpoint: str, port: int) -> Sighting:
    return Sighting(
        State.WRONG_PORT,
        endpoint,
        f"No LocalStack answers at {endpoint}; one does at port {port} of this machine.",
        f"export LOCALSTACK_HOST=127.0.0.1:{port}",
    )


def _from_docker(env: Mapping[str, str], endpoint: str) -> Sighting | None:
    """Why nothing answers, as far as Docker knows; None when it knows no more."""
    if docker_engine.program(env) is None:
        return None
    containers = docker_engine.localstack_containers(env)
    if not containers:
        return _without_container(env, endpoint)
    newest = containers[0]
    if newest.exit_code is not None and _FULL in docker_engine.last_lines(env, newest.name):
        text = f"LocalStack's container {newest.name} ended: the disk is full ({_FULL})."
        return Sighting(State.OUT_OF_DISK, endpoint, text, "docker system prune")
    if newest.exit_code == docker_engine.LICENCE_EXIT:
        return _no_token(endpoint, f"The container {newest.name} of {newest.image} ended without a valid token")
    if newest.exit_code is not None:
        text = f"LocalStack's container {newest.name} ended with code {newest.exit_code}."
        return Sighting(State.STOPPED, endpoint, text, f"docker logs --tail 50 {newest.name}")
    if newest.published_port not in (None, urlsplit(endpoint).port):
        return _wrong_port(endpoint, newest.published_port or 0)
    text = f"LocalStack is starting at {endpoint}: its container {newest.name} is {newest.state} ({newest.status})."
    return Sighting(State.STARTING, endpoint, text, START_COMMAND)


def _without_container(env: Mapping[str, str], endpoint: str) -> Sighting | None:
    engine = docker_engine.engine(env)
    if not engine.version:
        text = f"No LocalStack answers at {endpoint}, and no Docker engine runs here."
        return Sighting(State.STOPPED, endpoint, text, docker_engine.start_command())
    if docker_engine.fetching(env):
        text = f"LocalStack is starting at {endpoint}: Docker is fetching images."
        return Sighting(State.STARTING, endpoint, text, START_COMMAND)
    return None


def _by_number(endpoint: str) -> str:
    """The address with its host's number in place of the name.

    With a name boto3 puts a bucket's name before it, and nobody knows `BUCKET.localstack`.
    """
    address = urlsplit(endpoint)
    try:
        return f"{address.scheme}://{socket.gethostbyname(str(address.hostname))}:{address.port}"
    except OSError:
        return endpoint


def _year(version: str) -> int:
    first = version.partition(".")[0]
    return int(first) if first.isdigit() else 0


def _ask(endpoint: str, path: str) -> _Answer:
    """One GET, past any proxy: this address is on this machine or beside it. Takes at most about two seconds."""
    address = urlsplit(endpoint)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=_CONNECT_SECONDS)
    try:
        connection.connect()
        connection.sock.settimeout(_ANSWER_SECONDS)
        connection.request("GET", path)
        answer = connection.getresponse()
        return _Answer(_Contact.ANSWERED, answer.status, answer.read(1_000_000).decode(errors="replace"))
    except TimeoutError:
        return _Answer(_Contact.SILENT if connection.sock is not None else _Contact.REFUSED)
    except socket.gaierror:
        return _Answer(_Contact.NAMELESS)
    except (ConnectionResetError, BrokenPipeError, http.client.RemoteDisconnected):
        return _Answer(_Contact.CUT)
    except http.client.HTTPException:
        # Something talks there, and not HTTP.
        return _Answer(_Contact.ANSWERED)
    except OSError:
        return _Answer(_Contact.REFUSED)
    finally:
        connection.close()
