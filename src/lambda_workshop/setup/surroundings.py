"""The learner's environment belongs to other programs; `keep_to_this_machine` keeps it from reaching the course.

A company's proxy would get every AWS call, with its content, and answer none; a profile of another project, an
unreadable configuration or somebody's PYTHONPATH would end a lesson before it began.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1", "::1")
_PYTHONS_KEPT = frozenset(
    {"PYTHONDONTWRITEBYTECODE", "PYTHONFAULTHANDLER", "PYTHONNOUSERSITE", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED"}
)
_OTHERS = frozenset({"BOTO_CONFIG", "PYTEST_ADDOPTS", "PYTEST_PLUGINS"})
NO_CONFIGURATION = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
}
"""So that boto3 reads no file of the user's, and asks no address of a virtual machine's."""


def keep_to_this_machine(env: MutableMapping[str, str] = os.environ) -> None:
    """Take out of the variables what must not reach the course and what it starts.

    Loopback, and a LocalStack or backend that is named, are kept from proxies; what installs packages keeps its proxy.
    Gone are all AWS_* settings, with their profiles and files, and whatever tells Python or pytest to behave otherwise.
    https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
    """
    ours = python_path(env)
    for name in [*misleading_python(env), *(name for name in env if name.startswith("AWS_") or name in _OTHERS)]:
        del env[name]
    if ours:
        env["PYTHONPATH"] = ours
    env.update(NO_CONFIGURATION)
    direct = _without_proxy(env)
    env["no_proxy"] = env["NO_PROXY"] = direct


def misleading_python(env: Mapping[str, str] = os.environ) -> list[str]:
    """The names of variables that would have Python behave otherwise than the course was tested with."""
    found = [name for name in env if name.startswith("PYTHON") and name not in _PYTHONS_KEPT]
    return [name for name in found if name != "PYTHONPATH" or env[name] != python_path(env)]


def python_path(env: Mapping[str, str]) -> str:
    """What of PYTHONPATH the course needs: the folder that it was imported from, where that is named; else nothing."""
    ours = Path(__file__).absolute().parents[2]
    named = (Path(path).absolute() for path in env.get("PYTHONPATH", "").split(os.pathsep) if path)
    return str(ours) if ours in named else ""


def _without_proxy(env: Mapping[str, str]) -> str:
    """The hosts that are reached directly: those that were named already, this machine, and the backend."""
    hosts = [host.strip() for name in ("no_proxy", "NO_PROXY") for host in env.get(name, "").split(",")]
    hosts += LOOPBACK
    for name in ("LOCALSTACK_HOST", "WORKSHOP_ENDPOINT"):
        address = env.get(name, "")
        hosts.append(urlsplit(address if "//" in address else f"//{address}").hostname or "")
    return ",".join(dict.fromkeys(filter(None, hosts)))
