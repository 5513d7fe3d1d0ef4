"""What the Docker client of this machine says: its engine, compose, the containers and images that the course uses.

It asks the `docker` program, as a learner would. What looks never waits long for it; only `pull` and `save` do more.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LICENCE_EXIT = 55
"""The exit code of a LocalStack that found no licence: https://github.com/microcks/microcks/issues/2008"""
_SECONDS, _LONG_SECONDS = 2.0, 1800.0


@dataclass(frozen=True)
class Engine:
    """The Docker engine behind the client. `version` is empty when none answers; `complaint` says why, in its words."""

    version: str
    complaint: str = ""


@dataclass(frozen=True)
class Container:
    """A container as `docker ps` lists it; `state` is Docker's word, such as `running`, `exited` or `paused`."""

    name: str
    image: str
    state: str
    status: str
    ports: str

    @property
    def exit_code(self) -> int | None:
        """With what it ended: from `Exited (55) 2 minutes ago`; None while it has not."""
        before, _bracket, after = self.status.partition("(")
        code = after.partition(")")[0]
        return int(code) if before.strip() == "Exited" and code.isdigit() else None

    @property
    def published_port(self) -> int | None:
        """The port of this machine behind which LocalStack's own 4566 is; None when it is not published."""
        for entry in self.ports.split(","):
            outside, arrow, inside = entry.strip().partition("->")
            port = outside.rpartition(":")[2]
            if arrow and inside == "4566/tcp" and port.isdigit():
                return int(port)
        return None


def program(env: Mapping[str, str]) -> str | None:
    """The Docker client on the PATH of these variables; None when there is none."""
    return shutil.which("docker", path=env.get("PATH", ""))


def engine(env: Mapping[str, str]) -> Engine:
    """The engine that the client reaches, within two seconds."""
    code, output, complaint = _ask(env, "version", "--format", "{{.Server.Version}}")
    return Engine(output) if code == 0 and output else Engine("", complaint or "it does not answer")


def start_command() -> str:
    """What starts the engine on this kind of machine."""
    return "open -a Docker" if sys.platform == "darwin" else "sudo systemctl start docker"


def compose_version(env: Mapping[str, str]) -> str:
    """The version of the compose plugin; empty when there is none."""
    code, output, _complaint = _ask(env, "compose", "version", "--short")
    return output if code == 0 else ""


def has_image(env: Mapping[str, str], name: str) -> bool:
    """Whether the engine has this image already."""
    return _ask(env, "image", "inspect", "--format", "{{.Id}}", name)[0] == 0


def pull(env: Mapping[str, str], name: str) -> bool:
    """Fetch an image, which may take minutes; whether it is here now."""
    return _ask(env, "pull", "--quiet", name, seconds=_LONG_SECONDS)[0] == 0


def save(env: Mapping[str, str], name: str, target: Path) -> bool:
    """Write an image to a file that `docker load` takes; whether it could be."""
    done = _ask(env, "save", "--output", str(target), name, seconds=_LONG_SECONDS)[0] == 0
    return done and target.exists()


def localstack_containers(env: Mapping[str, str]) -> list[Container]:
    """Every container of a LocalStack image, ended ones too, the newest first; none without an engine."""
    code, output, _complaint = _ask(env, "ps", "--all", "--no-trunc", "--format", "{{json .}}")
    found = []
    for line in output.splitlines() if code == 0 else ():
        row = json.loads(line)
        if "localstack/localstack" in row["Image"]:
            found.append(Container(row["Names"], row["Image"], row["State"], row["Status"], row.get("Ports", "")))
    return found


def last_lines(env: Mapping[str, str], container: str) -> str:
    """The last forty lines that a container wrote, on either stream."""
    _code, output, complaint = _ask(env, "logs", "--tail", "40", container)
    return f"{output}\n{complaint}"


def fetching(env: Mapping[str, str]) -> bool:
    """Whether a `docker pull` or a `docker compose up` of this user is under way: images may be on their way."""
    if program(env) is None:
        return False
    import psutil

    for process in psutil.process_iter(["cmdline"]):
        words = [word.rpartition("/")[2] for word in process.info["cmdline"] or ()]
        if ("docker" in words[:2] or "docker-compose" in words[:2]) and {"pull", "up"} & set(words):
            return True
    return False


def _ask(env: Mapping[str, str], *arguments: str, seconds: float = _SECONDS) -> tuple[int, str, str]:
    """Exit code, output and complaint of the client; code 127 without a client, 124 when it took too long."""
    path = program(env)
    if path is None:
        return 127, "", "the docker program is not installed"
    try:
        done = subprocess.run(
            [path, *arguments],
            env=dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return 124, "", f"the docker program did not answer within {seconds:.0f} seconds"
    except OSError as error:
        return 126, "", f"the docker program could not be run: {error}"
    return done.returncode, done.stdout.strip(), done.stderr.strip()
