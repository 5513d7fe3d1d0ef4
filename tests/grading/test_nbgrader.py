"""nbgrader takes the generated notebooks as an assignment, and gives the points that `workshop grade` gives."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from corpus import graded, notebook, said

from lambda_workshop.emulator.host.handle import find
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.sandbox import Kind

CONFIG = Path(__file__).parents[2] / "deploy" / "nbgrader" / "nbgrader_config.py"
# A step or two of it pass: the discount and the missing field are forgotten.
HALF_A_HANDLER = """
def handler(event, context):
    prices = {"A3": 180, "A4": 90, "A5": 50}
    return {"price": prices[event["paper"]] * event["copies"]}
"""


def test_nbgrader_gives_the_same_points(tmp_path: Path) -> None:
    submissions = {
        "ada": notebook("direct"),
        "bob": notebook("direct", solved=False),
        "cyd": notebook("direct", answers={"predict": 'answer = "a"', "handle": HALF_A_HANDLER}),
    }
    given = by_nbgrader(tmp_path, submissions)
    kind = Kind.NONE if sandbox.unusable() else Kind.BUBBLEWRAP
    for learner, document in submissions.items():
        ours = graded([document], kind=kind)
        points = sum(item.points for item in ours.exercises if item.exercise != "direct.lab")
        assert given[learner] == pytest.approx(points, abs=0.001), f"{learner}: {given}\n{said(ours)}"
    assert given["ada"] == 12 and given["bob"] == 0 and 0 < given["cyd"] < 12


def by_nbgrader(course: Path, submissions: dict[str, nbformat.NotebookNode]) -> dict[str, float]:
    """The learners' points as nbgrader's own three commands give them."""
    shutil.copy(CONFIG, course)
    source = course / "source" / "direct" / "02_direct.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook("direct", solved=False), source)
    for learner, document in submissions.items():
        handed_in = course / "submitted" / learner / "direct" / source.name
        handed_in.parent.mkdir(parents=True)
        nbformat.write(document, handed_in)
    home = course / "home"
    environment = {
        **os.environ,
        # nbgrader starts a program of its own by name.
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "WORKSHOP_HOME": str(home),
        "WORKSHOP_BACKEND": "embedded",
    }
    try:
        for command in (["generate_assignment", "--create"], ["autograde", "--create"], ["generate_feedback"]):
            line = [sys.executable, "-m", "nbgrader", command[0], "direct", *command[1:]]
            ran = subprocess.run(line, cwd=course, env=environment, capture_output=True, text=True, timeout=180)
            assert ran.returncode == 0, ran.stderr
        line = [sys.executable, "-m", "nbgrader", "export"]
        subprocess.run(line, cwd=course, env=environment, capture_output=True, check=True, timeout=60)
    finally:
        if started := find(home):
            started.stop()
    # Nothing of it is the instructor's own progress, and every learner reads the check's words.
    assert not (home / "progress.jsonl").exists()
    for learner in submissions:
        page = (course / "feedback" / learner / "direct" / "02_direct.html").read_text("utf-8")
        assert "Every event is answered" in page or "<code>direct.handle</code>" in page, learner
    with (course / "grades.csv").open(newline="") as file:
        return {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
