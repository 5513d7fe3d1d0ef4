"""What Gradescope's `run_autograder` runs: one submission graded, and its results where Gradescope looks for them.

https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lambda_workshop.classroom.class_file import ClassFile
from lambda_workshop.classroom.exports.others import gradescope
from lambda_workshop.classroom.grading import with_class
from lambda_workshop.classroom.marks import Marks
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.run import Options, grade_all
from lambda_workshop.grading.sandbox import Kind
from lambda_workshop.grading.store import write_atomically


class GradescopeError(Exception):
    """The submission could not be graded: nothing is written, so that nobody has a 0 for it."""


@dataclass(frozen=True)
class Graded:
    """Where the results are, the points, and how the submission was confined."""

    results: Path
    points: float
    kind: Kind


def grade(root: Path, settings: ClassFile) -> Graded:
    """Grade `root/submission` and write `root/results/results.json`; raises GradescopeError and what grading raises.

    Without namespaces, which a container may forbid, it runs without a sandbox: the container is the submission's own.
    """
    kind = Kind.NONE if sandbox.unusable() else Kind.BUBBLEWRAP
    with tempfile.TemporaryDirectory(prefix="gradescope-") as draft:
        submissions, grades = Path(draft) / "submissions", Path(draft) / "grades"
        shutil.copytree(root / "submission", submissions / "learner", symlinks=True)
        # The seed is the submission's own number: the same submission draws the same probes.
        options = with_class(Options(submissions, grades, seed=_number(root), jobs=1, kind=kind), settings)
        grade_all(options)
        mark = next(Marks(grades, settings).every(), None)
        if mark is None or not mark.complete:
            why = mark.grade.failed if mark else "nothing was handed in"
            raise GradescopeError(f"The submission could not be graded: {why}")
        results = root / "results" / "results.json"
        results.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(results, gradescope(mark))
        return Graded(results, mark.grade.points, kind)


def _number(root: Path) -> int:
    try:
        return int(json.loads((root / "submission_metadata.json").read_text("utf-8"))["id"]) % (1 << 31)
    except (OSError, ValueError, KeyError, TypeError):
        return 1
