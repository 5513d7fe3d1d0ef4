"""The Docker engine, its socket, compose and the images: for LocalStack only, the embedded backend needs none."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from lambda_workshop.backends import docker_engine
from lambda_workshop.backends.localstack_state import FREE_IMAGE, PINNED_IMAGE
from lambda_workshop.doctor.finding import Finding

FUNCTION_IMAGE = "public.ecr.aws/lambda/python:3.13"
"""What LocalStack runs the lessons' functions in: https://docs.localstack.cloud/aws/services/lambda/"""
IMAGES_NEEDED = 6 * 1024**3
_SOCKET = "unix:///var/run/docker.sock"


def examine(env: Mapping[str, str]) -> list[Finding]:
    """From the client to the images; what depends on something missing is left out."""
    client = docker_engine.program(env)
    if client is None:
        return [_want("Docker", "not installed (only LocalStack in Docker needs it)", "sudo apt-get install docker.io")]
    engine = docker_engine.engine(env)
    if not engine.version:
        complaint = engine.complaint.splitlines()[0]
        socket = _socket(env)
        remedy = socket.remedy if socket.remedy else docker_engine.start_command()
        return [socket, _want("Docker engine", f"does not answer: {complaint}", remedy)]
    found = [_socket(env), Finding("Docker engine", True, engine.version, needed=False)]
    compose = docker_engine.compose_version(env)
    if compose:
        found.append(Finding("Docker compose", True, compose, needed=False))
    else:
        found.append(_want("Docker compose", "no plugin", "sudo apt-get install docker-compose-v2"))
    return [*found, *_images(env), _room(env)]


def _want(subject: str, text: str, remedy: str) -> Finding:
    return Finding(subject, False, text, remedy, needed=False)


def _socket(env: Mapping[str, str]) -> Finding:
    """The engine's socket: is it there, and may this user use it."""
    address = env.get("DOCKER_HOST") or _SOCKET
    kind, _colon, rest = address.partition("://")
    if kind != "unix":
        return Finding("Docker socket", True, f"DOCKER_HOST is {address}", needed=False)
    path = Path(rest)
    try:
        is_socket = stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        is_socket = False
    if not is_socket:
        return _want("Docker socket", f"{path} is missing: no engine runs", docker_engine.start_command())
    if not os.access(path, os.R_OK | os.W_OK):
        return _want("Docker socket", f"{path} is not yours to use", "sudo usermod -aG docker $USER, then log in again")
    return Finding("Docker socket", True, str(path), needed=False)


def _images(env: Mapping[str, str]) -> list[Finding]:
    # An image that was loaded from a file has its tag only, one that compose fetched only its digest.
    localstack = (env["LOCALSTACK_IMAGE"],) if env.get("LOCALSTACK_IMAGE") else (FREE_IMAGE, PINNED_IMAGE)
    found = []
    for names in (localstack, (FUNCTION_IMAGE,)):
        there = any(docker_engine.has_image(env, name) for name in names)
        remedy = "" if there else f"docker pull {names[-1]}"
        found.append(Finding(f"image {names[0]}", there, "here" if there else "not fetched yet", remedy, needed=False))
    return found


def _room(env: Mapping[str, str]) -> Finding:
    """Room for images where the engine keeps them, when that is on this machine."""
    folder = Path("/var/lib/docker")
    free = shutil.disk_usage(folder if folder.exists() else Path("/")).free
    ok = free >= IMAGES_NEEDED
    text = f"{free / 1024**3:.1f} GB free for images; {IMAGES_NEEDED / 1024**3:.0f} GB wanted"
    return Finding("Docker's disk", ok, text, "" if ok else "docker system prune", needed=False)
