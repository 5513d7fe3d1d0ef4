"""Runs a lesson's cells in this process, as a kernel would, with another answer in the place of one exercise's."""

from __future__ import annotations

import ast
import itertools
import linecache
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambda_workshop.answers.answer import Answer
from lambda_workshop.authoring.cells import Cell
from lambda_workshop.authoring.section import Section
from lambda_workshop.checks import CheckResult
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.emulator.host.access import REGION
from lambda_workshop.notebook.lesson import Lesson

_numbers = itertools.count()


@dataclass
class Stage:
    """The names that a notebook's cells have made so far."""

    names: dict[str, Any] = field(default_factory=dict)

    def run(self, source: str) -> Any:
        """Run one cell; returns the value of its last line, if that is an expression."""
        # A lesson takes AWS_* away, and only in a notebook tells plain boto3 its region again.
        os.environ.setdefault("AWS_DEFAULT_REGION", REGION)
        name = f"<cell {next(_numbers)}>"
        # As IPython does, so that a handler's source can be found.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        tree = ast.parse(source, name)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), self.names)
        if last is None:
            return None
        assert isinstance(last, ast.Expr)
        return eval(compile(ast.Expression(last.value), name, "eval"), self.names)

    def run_solved(self, cells: Iterable[Cell]) -> None:
        """Run these cells with their solutions, without showing what they give; checks are left out."""
        for cell in cells:
            if cell.is_code and cell.role != "check":
                self.run(cell.solved())


def before(section: Section, exercise: str) -> list[Cell]:
    """The cells above the exercise's first one."""
    return list(itertools.takewhile(lambda cell: cell.exercise != exercise, section.cells()))


def check_lab(section: Section, source: str | bytes) -> CheckResult:
    """What the lab's check says of this `handler.py`, deployed on the backend; nothing of it stays there."""
    lab, opened = section.lab(), Lesson(section)
    assert lab is not None
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "handler.py").write_bytes(source.encode() if isinstance(source, str) else source)
        try:
            return run_check(lab, section.id, cloud=lambda: opened.cloud, work=Path(folder))
        finally:
            remove(opened.cloud, lab.resources, section.services)


def try_answer(stage: Stage, answer: Answer) -> CheckResult:
    """What the check says of this answer, on a stage where the cells above have run."""
    mine = [cell for cell in answer.section.cells() if cell.exercise == answer.exercise]
    lesson = stage.names[answer.section.id.replace("-", "_")]
    lesson.exercises[answer.exercise].reset()
    tried = Stage(dict(stage.names))
    for cell in mine:
        if cell.role == "setup":
            tried.run(cell.solved())
    for source in answer.cells():
        tried.run(source)
    check = next(cell for cell in mine if cell.role == "check")
    result = tried.run(check.solved())
    assert isinstance(result, CheckResult)
    return result
