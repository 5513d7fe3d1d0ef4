"""Function processes for the tests of the runtime."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from function_process import Deploy, Function, linux

from lambda_workshop.emulator.runtime.environment import Environment, FunctionSpec
from lambda_workshop.emulator.runtime.process import ForkLauncher, Launcher, SpawnLauncher
from lambda_workshop.emulator.runtime.variables import function_variables


@pytest.fixture(scope="module", params=[pytest.param("fork", marks=linux), "spawn"])
def launcher(request: pytest.FixtureRequest) -> Iterator[Launcher]:
    """Both ways to start a function process."""
    made: Launcher = ForkLauncher() if request.param == "fork" else SpawnLauncher()
    yield made
    made.close()


@pytest.fixture
def deploy(launcher: Launcher, tmp_path: Path) -> Iterator[Deploy]:
    """Make a function of a source text; its process ends with the test."""
    started: list[Environment] = []

    def make(source: str, *, handler: str = "index.handler", seconds: float = 10.0, **spec: Any) -> Function:
        code = tmp_path / f"code{len(started)}"
        code.mkdir()
        (code / "index.py").write_text(source, encoding="utf-8")
        memory_mb = spec.get("memory_mb", 128)
        variables = function_variables(
            name="f", handler=handler, memory_mb=memory_mb, own=spec.pop("own", {}), temporary=str(tmp_path)
        )
        printed: list[str] = []
        made = FunctionSpec(handler=handler, code_dir=code, variables=variables, **spec)
        environment = Environment.start(made, launcher, printed.append, seconds=seconds)
        started.append(environment)
        return Function(environment, printed)

    yield make
    for environment in started:
        environment.stop()
