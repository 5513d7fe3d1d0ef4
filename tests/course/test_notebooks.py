"""The notebooks as a learner runs them: the starter from top to bottom, and the solution."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from inventory import inventory
from nbclient import NotebookClient

from lambda_workshop.authoring.build import notebook
from lambda_workshop.authoring.section import Section, all_sections
from lambda_workshop.backends.choose import choose
from lambda_workshop.checks.result import MIME_TYPE
from lambda_workshop.cloud import Cloud
from lambda_workshop.cloud.cleanup import leftovers

pytestmark = pytest.mark.usefixtures("account")
SECTIONS = pytest.mark.parametrize(
    "section", [section for section in all_sections() if section.has_notebook], ids=lambda section: section.id
)


def run(section: Section, *, solution: bool) -> Any:
    """Execute the section's notebook in a kernel of its own; returns it with outputs."""
    document = nbformat.reads(notebook(section, None, solution=solution).decode(), as_version=4)
    NotebookClient(document, timeout=120, kernel_name="python3").execute()
    return document


def results(document: Any) -> dict[str, str]:
    """The status of every exercise that the notebook's outputs tell of."""
    found = {}
    for cell in document.cells:
        for output in cell.get("outputs", ()):
            if data := output.get("data", {}).get(MIME_TYPE):
                found[data["exercise"]] = data["status"]
    return found


def assert_all(section: Section, document: Any, status: str) -> None:
    """Every exercise of the section has this status; what the others were told is shown."""
    others = [
        output["data"]["text/plain"]
        for cell in document.cells
        for output in cell.get("outputs", ())
        if output.get("data", {}).get(MIME_TYPE, {}).get("status", status) != status
    ]
    assert results(document) == dict.fromkeys(ids(section), status), "\n".join(others)


def nothing_left(section: Section) -> None:
    left = leftovers(Cloud(choose().backend.session()), (section.prefix,), section.services)
    assert not left


def ids(section: Section) -> set[str]:
    return {f"{section.id}.{exercise.name}" for exercise in section.exercises()}


@SECTIONS
def test_a_fresh_notebook_runs_through_and_attempts_nothing(section: Section) -> None:
    document = run(section, solution=False)
    assert_all(section, document, "not_attempted")
    nothing_left(section)


def run_the_first_half(section: Section) -> None:
    """Execute the solution as far as the wiring, and lose the kernel there, with everything still in the cloud."""
    document = nbformat.reads(notebook(section, None, solution=True).decode(), as_version=4)
    wired = [
        number
        for number, cell in enumerate(document.cells)
        if cell.metadata.get("lambda_workshop", {}).get("role") == "answer"
    ]
    document.cells = document.cells[: wired[len(wired) * 2 // 3] + 1]
    NotebookClient(document, timeout=120, kernel_name="python3").execute()


@SECTIONS
def test_the_solution_passes_twice_also_after_a_lost_kernel_and_leaves_nothing(section: Section, account: str) -> None:
    session = choose().backend.session(account)
    before = inventory(session)
    run_the_first_half(section)
    for _ in range(2):
        document = run(section, solution=True)
        assert_all(section, document, "passed")
        assert inventory(session) == before
        nothing_left(section)


@SECTIONS
def test_the_solution_passes_on_localstack(section: Section, localstack: str) -> None:
    if lacking := set(section.services) - choose().backend.services():
        pytest.skip(f"this LocalStack has no {', '.join(sorted(lacking))}")
    document = run(section, solution=True)
    assert_all(section, document, "passed")
    nothing_left(section)
