"""Every lab: its own tests tell the starter from the solution, and so does `workshop lab check`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from stage import check_lab

from lambda_workshop.authoring.build import build
from lambda_workshop.authoring.cells import transform
from lambda_workshop.authoring.section import Section, all_sections
from lambda_workshop.checks import Status

pytestmark = pytest.mark.usefixtures("account")
LABS = pytest.mark.parametrize(
    "section", [section for section in all_sections() if section.lab()], ids=lambda section: section.id
)


def handler(section: Section, *, solution: bool) -> str:
    return transform((section.folder / "lab" / "handler.py").read_text("utf-8"), solution=solution)


def own_tests(folder: Path) -> int:
    """Run the lab's tests as a learner does; returns pytest's exit code: 0 passed, 1 some failed."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTEST_"))}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    return subprocess.run(command, cwd=folder, env=keep, capture_output=True, timeout=120).returncode


@LABS
def test_the_labs_own_tests_fail_on_the_starter_and_pass_on_the_solution(section: Section, tmp_path: Path) -> None:
    build(tmp_path, [section])
    folder = tmp_path / "labs" / section.file_name
    assert own_tests(folder) == 1
    (folder / "handler.py").write_text(handler(section, solution=True), encoding="utf-8")
    assert own_tests(folder) == 0


@LABS
def test_the_labs_starter_is_not_attempted(section: Section) -> None:
    assert check_lab(section, handler(section, solution=False)).status is Status.NOT_ATTEMPTED


@LABS
def test_the_labs_solution_passes(section: Section) -> None:
    result = check_lab(section, handler(section, solution=True))
    assert result.status is Status.PASSED, str(result)


@LABS
def test_the_labs_solution_passes_on_localstack(section: Section, localstack: str) -> None:
    result = check_lab(section, handler(section, solution=True))
    assert result.status is Status.PASSED, str(result)
