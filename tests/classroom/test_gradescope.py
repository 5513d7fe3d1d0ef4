"""Gradescope's steps, run by hand in folders as its containers have them."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import load
from lambda_workshop.classroom.class_file import read_class
from lambda_workshop.classroom.release.packages import release

CLASS = 'name = "Start"\nsections = ["start"]\n[points]\ntotal = 10\n'


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`/autograder` after the image was built: the archive's files, and an environment with the course in it."""
    folder = tmp_path_factory.mktemp("gradescope")
    (folder / "class.toml").write_text(CLASS, "utf-8")
    release(read_class(folder / "class.toml"), folder / "out", ["gradescope"])
    root = folder / "autograder"
    with zipfile.ZipFile(folder / "out" / "gradescope-autograder.zip") as archive:
        archive.extractall(root / "source")
    programs = root / "source" / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "workshop").write_text(f'#!/bin/sh\nexec {sys.executable} -m lambda_workshop.cli "$@"\n')
    (programs / "workshop").chmod(0o755)
    (root / "submission_metadata.json").write_text('{"id": 123456, "users": [{"email": "ada@example.org"}]}')
    return root


def run(root: Path, documents: dict[str, bytes]) -> tuple[subprocess.CompletedProcess[str], Path]:
    for name, content in documents.items():
        (root / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "submission" / name).write_bytes(content)
    line = ["bash", str(root / "source" / "run_autograder")]
    done = subprocess.run(line, env={"AUTOGRADER": str(root), "PATH": "/usr/bin:/bin"}, capture_output=True, text=True)
    return done, root / "results" / "results.json"


def test_a_solved_submission_has_full_points_and_the_same_again(root: Path) -> None:
    files = generated([load("start")])
    solved = nbformat.reads(files[Path("solutions/00_start.ipynb")].decode(), as_version=4)
    content = {"00_start.ipynb": nbformat.writes(solved).encode()}
    done, results = run(root, content)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(results.read_text("utf-8"))
    assert found["score"] == 10 and [test["name"] for test in found["tests"]] == ["start.warmup"]
    first = {key: value for key, value in found.items() if key != "execution_time"}
    done, results = run(root, content)
    assert {key: value for key, value in json.loads(results.read_text()).items() if key != "execution_time"} == first


def test_what_cannot_be_graded_writes_no_results_so_that_nobody_has_a_zero(root: Path) -> None:
    (root / "results" / "results.json").unlink(missing_ok=True)
    for path in (root / "submission").iterdir():
        path.unlink()
    (root / "source" / "class.toml").rename(root / "source" / "gone")
    done, results = run(root, {"00_start.ipynb": b"{}"})
    (root / "source" / "gone").rename(root / "source" / "class.toml")
    assert done.returncode == 1 and not results.exists() and "cannot be read" in done.stderr
