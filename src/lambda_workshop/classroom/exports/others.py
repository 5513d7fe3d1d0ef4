"""A table for a mail merge, checks for GitHub, and the results that Gradescope reads."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable
from typing import Any

from lambda_workshop.checks import Status, Step
from lambda_workshop.classroom.exports.tables import Sheet, points
from lambda_workshop.classroom.marks import Mark
from lambda_workshop.grading.grade import ExerciseGrade
from lambda_workshop.grading.reports.tables import harmless
from lambda_workshop.grading.store import file_name

_LONGEST_SUMMARY = 60_000
_REPOSITORY = re.compile(r"github\.com[:/](?P<name>[^/\s]+/[^/\s]+?)(?:\.git)?/?$")


def mail_merge(marks: Iterable[Mark], class_name: str) -> str:
    """A CSV file with a line for each learner, for any program that merges mails; marked as Unicode for Excel."""
    rows = [["email", "name", "class", "points", "of", "percent", "handed in", "comments", "feedback"]]
    for mark in marks:
        whole = mark.grade.max_points
        time = mark.handed.time.strftime("%Y-%m-%d %H:%M") if mark.handed and mark.handed.time else ""
        score = [points(mark.grade.points), points(whole), points(100 * mark.grade.points / whole if whole else 0.0)]
        said = " ".join(mark.kept.comments)
        page = f"feedback/{file_name(mark.learner.id)}.html"
        about = [mark.learner.email, mark.learner.shown, class_name]
        row = [*about, *(score if mark.complete else ["", points(whole), ""]), time, said, page]
        rows.append([str(harmless(cell)) for cell in row])
    return Sheet(rows, mark=True).to_text()


def github_check(mark: Mark, class_name: str) -> tuple[str, str] | None:
    """A repository and the check run to create in it; None where no repository or no commit is known.

    https://docs.github.com/en/rest/checks/runs#create-a-check-run
    """
    match = _REPOSITORY.search(mark.learner.git)
    commit = mark.kept.ids.get("commit", "")
    if match is None or not commit:
        return None
    whole, graded = mark.grade.max_points, mark.complete
    conclusion = "success" if graded and mark.grade.points >= whole else "neutral"
    title = f"{points(mark.grade.points)} of {points(whole)} points" if graded else "Could not be graded"
    run = {
        "name": class_name[:100],
        "head_sha": commit,
        "status": "completed",
        "conclusion": conclusion,
        "output": {"title": title, "summary": summary(mark)},
    }
    return match["name"], json.dumps(run, indent=1) + "\n"


def summary(mark: Mark) -> str:
    """The marks in Markdown: a line for each exercise, and what failed below it."""
    lines = ["| exercise | verdict | points |", "|---|---|---|"]
    for item in mark.grade.exercises:
        verdict = item.status.words if item.submitted else "Nothing handed in"
        lines.append(f"| `{item.exercise}` | {verdict} | {points(item.points)} of {points(item.max_points)} |")
    for item in mark.grade.exercises:
        if said := _said(item):
            lines += [
                "",
                f"**{item.exercise}**",
                "",
                *(f"- {_cell(line)}" for line in said.splitlines() if line.strip()),
            ]
    text = "\n".join(lines)
    return text if len(text) <= _LONGEST_SUMMARY else f"{text[:_LONGEST_SUMMARY]}\n\n..."


def gradescope(mark: Mark) -> str:
    """The text of `results.json`.

    https://gradescope-autograders.readthedocs.io/en/latest/specs/
    """
    tests: list[dict[str, Any]] = []
    for number, item in enumerate(mark.grade.exercises, start=1):
        tests.append(
            {
                "name": item.exercise,
                "number": str(number),
                "score": round(item.points, 2),
                "max_score": round(item.max_points, 2),
                "status": "passed" if item.status is Status.PASSED else "failed",
                "output": _said(item) or item.status.words,
                "output_format": "text",
                "visibility": "visible",
            }
        )
    whole = f"{points(mark.grade.points)} of {points(mark.grade.max_points)} points"
    results = {
        "score": round(mark.grade.points, 2),
        "execution_time": round(mark.grade.seconds),
        "output": " ".join(mark.kept.comments) or whole,
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": tests,
    }
    return json.dumps(results, indent=1) + "\n"


def _said(item: ExerciseGrade) -> str:
    """What is to be said of an exercise: why its points are what they are, and the steps that did not pass."""
    text = io.StringIO()
    if item.reason:
        text.write(f"{item.reason[:1].upper()}{item.reason[1:]}.\n")
    for step in item.steps:
        if step.status in (Status.NOT_YET, Status.UNAVAILABLE):
            text.write(_words(step))
    return text.getvalue().rstrip()


def _words(step: Step) -> str:
    found = [f"{step.status.words}: {step.text}"]
    found += [f"found: {step.actual}"] if step.actual else []
    found += [f"expected: {step.expected}"] if step.expected else []
    found += [f"next: {step.advice}"] if step.advice else []
    return "; ".join(" ".join(part.split()) for part in found) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
