"""The notebooks as a learner runs them: the starter from top to bottom, and the solution."""

from __future__ import annotations

import time
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from lambda_workshop.backends.choose import choose
from lambda_workshop.build import notebook
from lambda_workshop.checks.result import MIME_TYPE
from lambda_workshop.cloud import Cloud
from lambda_workshop.cloud.cleanup import leftovers
from lambda_workshop.section import Section, all_sections

pytestmark = pytest.mark.usefixtures("account")
SECTIONS = pytest.mark.parametrize("section", all_sections(), ids=lambda section: section.id)


def run(section: Section, *, solution: bool) -> tuple[Any, float]:
    """Execute the section's notebook in a kernel of its own; returns it with outputs, and the seconds it took."""
    document = nbformat.reads(notebook(section, None, solution=solution).decode(), as_version=4)
    started = time.monotonic()
    NotebookClient(document, timeout=120, kernel_name="python3").execute()
    return document, time.monotonic() - started


def results(document: Any) -> dict[str, str]:
    """The status of every exercise that the notebook's outputs tell of."""
    found = {}
    for cell in document.cells:
        for output in cell.get("outputs", ()):
            if data := output.get("data", {}).get(MIME_TYPE):
                found[data["exercise"]] = data["status"]
    return found


def nothing_left(section: Section) -> None:
    left = leftovers(Cloud(choose().backend.session()), (section.prefix,), section.services)
    assert not left


def ids(section: Section) -> set[str]:
    return {f"{section.id}.{exercise.name}" for exercise in section.exercises()}


@SECTIONS
def test_a_fresh_notebook_runs_through_and_attempts_nothing(section: Section) -> None:
    document, _ = run(section, solution=False)
    assert results(document) == dict.fromkeys(ids(section), "not_attempted")
    nothing_left(section)


@SECTIONS
def test_the_solution_passes_every_exercise_within_half_a_minute(section: Section) -> None:
    document, seconds = run(section, solution=True)
    assert results(document) == dict.fromkeys(ids(section), "passed")
    nothing_left(section)
    assert seconds < 30


@SECTIONS
def test_the_solution_passes_on_localstack(section: Section, localstack: str) -> None:
    if lacking := set(section.services) - choose().backend.services():
        pytest.skip(f"this LocalStack has no {', '.join(sorted(lacking))}")
    document, _ = run(section, solution=True)
    assert results(document) == dict.fromkeys(ids(section), "passed")
    nothing_left(section)
