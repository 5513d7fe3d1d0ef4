"""Looks at the machine for what the course needs, tries it, and says how to get what is missing.

It leaves nothing changed, except that it starts the embedded backend where that is the one in use. Nothing here mends.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from lambda_workshop.doctor.finding import Finding

__all__ = ["Finding", "examine"]


def examine(env: Mapping[str, str] = os.environ, *, grading: bool = False) -> list[Finding]:
    """Every finding, in the order in which one would mend them; with `grading`, of the sandbox and what it needs only.

    `env` is the caller's, before the course took out of it what is not for it. Takes a few seconds at most.
    """
    from lambda_workshop.doctor import cloud, docker, environment, machine, packages, sandbox, trial

    if grading:
        return [packages.python(), *packages.installed(), machine.memory(), machine.disk(env), *sandbox.examine(env)]
    return [
        packages.python(),
        *environment.examine(env),
        *packages.installed(),
        machine.memory(),
        machine.disk(env),
        machine.clock(),
        *machine.ports(),
        *docker.examine(env),
        *cloud.examine(env),
        *trial.examine(env),
        *machine.programs(env),
        sandbox.summary(env),
    ]
