"""What the tests of deployment share: the checkout, a wheel of it, and tools that may be missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course as a wheel, built from a copy: building leaves files beside the sources."""
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "README.md", "LICENSE", "constraints.txt"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    target = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "-q",
        "--no-deps",
        "-w",
        target,
        source,
    ]
    built = subprocess.run(command, capture_output=True, text=True)
    if built.returncode and "setuptools" in built.stderr:
        pytest.skip("pip could not fetch setuptools to build the wheel: connect to a network once")
    assert built.returncode == 0, built.stderr
    [found] = target.glob("*.whl")
    return found


@pytest.fixture(scope="session")
def tool() -> Callable[[str, str], str]:
    """`tool(name, how)`: the path of a program, beside this Python or on the PATH; else the test is skipped."""

    def find(name: str, how: str) -> str:
        beside = Path(sys.executable).parent / name
        found = str(beside) if beside.exists() else shutil.which(name)
        if found is None:
            pytest.skip(f"{name} is not installed: {how}")
        return found

    return find
