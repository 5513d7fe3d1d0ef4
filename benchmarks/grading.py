"""How long grading takes, beside bare nbclient and nbgrader on the same notebooks: `make bench ARGS=grading`.

    make bench ARGS="grading"         12 submissions of three sections
    make bench ARGS="grading 200"     as many as a large class hands in (an hour and more)

The baseline is what anybody would write first: nbclient runs the three solution notebooks of each submission, each on
a fresh backend, as many submissions at a time as `workshop grade` takes. nbgrader's autograde runs them one after the
other, without a sandbox; it is measured on at most four submissions.
"""

from __future__ import annotations

import concurrent.futures
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTIONS = ("direct", "s3", "sqs")
NOTEBOOKS = ("02_direct", "09_s3", "11_sqs")
JOBS = 2 * (os.cpu_count() or 1)
_NBGRADER_MOST = 4
# One submission as bare nbclient does it: every notebook with a backend of its own.
_BARE = """
import os, sys, tempfile
import nbformat
from nbclient import NotebookClient
from lambda_workshop.emulator.host.handle import find
for path in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as home:
        os.environ["WORKSHOP_HOME"] = home
        notebook = nbformat.read(path, as_version=4)
        NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
        found = find()
        if found:
            found.stop()
"""


def grading(count: int = 12) -> list[tuple[str, str, str]]:
    """Rows of what was measured, the figure, and what is wanted."""
    with tempfile.TemporaryDirectory(prefix="grading-bench-") as name:
        folder = Path(name)
        submissions = _submissions(folder / "submissions", count)
        ours = _timed(lambda: _ours(submissions, folder / "grades"))
        bare = _timed(lambda: _bare(submissions))
        few = min(count, _NBGRADER_MOST)
        theirs = _timed(lambda: _nbgrader(folder / "course", submissions, few)) / few * count
    return [
        (f"{count} submissions of three sections graded", f"{ours:.0f} s, {count / ours * 60:.1f} a minute", ""),
        ("the same by bare nbclient", f"{bare:.0f} s, a fresh backend for each notebook", ""),
        ("grading against bare nbclient", f"{ours / bare:.2f} times its time", "at most 1.3"),
        ("the same by nbgrader autograde", f"{theirs:.0f} s, from {few} submissions", ""),
        ("grading against nbgrader", f"{ours / theirs:.2f} times its time", "at most 1"),
    ]


def _submissions(folder: Path, count: int) -> Path:
    for number in range(count):
        notebooks = folder / f"learner{number:04d}" / "notebooks"
        notebooks.mkdir(parents=True)
        for notebook in NOTEBOOKS:
            shutil.copy(ROOT / "solutions" / f"{notebook}.ipynb", notebooks)
    return folder


def _ours(submissions: Path, out: Path) -> None:
    line = [sys.executable, "-m", "lambda_workshop.cli", "grade", str(submissions), "--out", str(out)]
    for section in SECTIONS:
        line += ["--section", section]
    subprocess.run(line, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # A fast grader that is wrong is of no use to anybody.
    last = (out / "grades.csv").read_text("utf-8").splitlines()[1:]
    assert all(",36.00,54.00," in line for line in last), last[0]


def _bare(submissions: Path) -> None:
    def run(folder: Path) -> None:
        paths = map(str, sorted((folder / "notebooks").glob("*.ipynb")))
        environment = {**os.environ, "WORKSHOP_BACKEND": "embedded"}
        subprocess.run([sys.executable, "-c", _BARE, *paths], check=True, env=environment, stderr=subprocess.DEVNULL)

    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        list(pool.map(run, sorted(submissions.iterdir())))


def _nbgrader(course: Path, submissions: Path, count: int) -> None:
    course.mkdir()
    shutil.copy(ROOT / "deploy" / "nbgrader" / "nbgrader_config.py", course)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "WORKSHOP_BACKEND": "embedded",
        "WORKSHOP_HOME": str(course / "home"),
    }
    for section, notebook in zip(SECTIONS, NOTEBOOKS, strict=True):
        (course / "source" / section).mkdir(parents=True)
        shutil.copy(ROOT / "notebooks" / f"{notebook}.ipynb", course / "source" / section)
        for folder in sorted(submissions.iterdir())[:count]:
            handed_in = course / "submitted" / folder.name / section
            handed_in.mkdir(parents=True)
            shutil.copy(folder / "notebooks" / f"{notebook}.ipynb", handed_in)
    try:
        for section in SECTIONS:
            for command in ("generate_assignment", "autograde"):
                line = [sys.executable, "-m", "nbgrader", command, section, "--create"]
                subprocess.run(line, check=True, cwd=course, env=environment, capture_output=True)
    finally:
        stop = "from lambda_workshop.emulator.host.handle import find; found = find(); found and found.stop()"
        subprocess.run([sys.executable, "-c", stop], env=environment, check=False)


def _timed(action: object) -> float:
    assert callable(action)
    began = time.perf_counter()
    action()
    return time.perf_counter() - began
