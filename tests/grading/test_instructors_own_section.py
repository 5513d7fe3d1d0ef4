"""A section of an instructor's own is graded beside the course's, behind the same walls."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import nbformat
import pytest
from corpus import notebook

import outside

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is for Linux")

# It would answer rightly only where it can read the section's own checks.
SPY = """
import importlib

try:
    importlib.import_module("lambda_workshop.sections.tea_round.checks")
    seen = True
except ImportError:
    seen = False


def handler(event, context):
    return {"cups": len(event["names"])} if seen else None
"""


def test_a_section_of_an_instructors_own_is_graded_beside_ours(tmp_path: Path) -> None:
    sections, submissions = tmp_path / "mine", tmp_path / "submissions"
    outside.write_section(sections)
    made = outside.run(sections, "build", "--root", str(tmp_path), cwd=tmp_path, home=tmp_path / "home")
    assert made.returncode == 0, made.stderr
    for learner, source in (("ada", ""), ("eve", SPY)):
        (submissions / learner).mkdir(parents=True)
        tea = nbformat.read(tmp_path / "solutions" / "40_tea_round.ipynb", as_version=4)
        for cell in tea.cells:
            if source and cell.metadata.get("lambda_workshop", {}).get("role") == "answer":
                cell.source = source
        nbformat.write(tea, submissions / learner / "40_tea_round.ipynb")
    nbformat.write(notebook("direct"), submissions / "ada" / "02_direct.ipynb")
    words = ("grade", str(submissions), "--out", str(tmp_path / "grades"))
    done = outside.run(sections, *words, cwd=tmp_path, home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "grades" / "grades.csv").read_text("utf-8-sig")
    rows = {row["learner"]: row for row in csv.DictReader(text.splitlines())}
    assert float(rows["ada"]["tea-round.handle"]) == 2 and float(rows["ada"]["direct.handle"]) > 0, text
    assert float(rows["eve"]["tea-round.handle"]) == 0, text
