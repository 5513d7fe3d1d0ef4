"""A learner's page: every exercise with its verdict, what was found, what was expected, and what to do next."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from lambda_workshop.authoring.section import SectionError, all_sections, load
from lambda_workshop.checks import CheckResult, Status
from lambda_workshop.grading.grade import LONGEST_EVIDENCE, ExerciseGrade, Grade, shortened
from lambda_workshop.grading.reports.page import closing, number, opening, text

_LONGEST_FOUND = 2_000


def _for_its_learner(item: ExerciseGrade) -> ExerciseGrade:
    """The grade as its learner may read it: what was found at no great length, and nothing of a check's own source."""
    steps = []
    for step in item.steps:
        step = replace(step, actual=shortened(step.actual, _LONGEST_FOUND))
        # What a check that broke has for evidence is its own source.
        steps.append(replace(step, evidence="") if step.status is Status.UNAVAILABLE else step)
    return replace(item, steps=tuple(steps))


def feedback_page(grade: Grade, comments: Sequence[str] = ()) -> str:
    """The page as one HTML text; `comments` are the instructor's words on the whole."""
    titles = {section.id: section.title for section in all_sections()}
    parts = [f"<p><strong>{number(grade.points)} of {number(grade.max_points)} points</strong></p>"]
    parts += [f"<p>Your instructor says: {text(words)}</p>" for words in comments]
    if grade.failed:
        parts.append(f"<p>Not everything could be graded, which is not your mistake: {text(grade.failed)}</p>")
    for section, items in groupby(grade.exercises, key=lambda item: item.section):
        exercises = [_for_its_learner(item) for item in items]
        points = number(sum(item.points for item in exercises))
        most = number(sum(item.max_points for item in exercises))
        parts.append(f"<section><h2>{text(titles.get(section, section))}</h2><p>{points} of {most} points</p>")
        if any(item.submitted for item in exercises):
            parts += [_exercise(item) for item in exercises]
        else:
            parts.append("<p>Nothing was handed in.</p>")
        parts.append("</section>")
    return f"{opening(f'Feedback for {grade.learner}')}{''.join(parts)}{closing()}"


def _exercise(item: ExerciseGrade) -> str:
    title = f"<h3>{text(_titles(item.section).get(item.exercise, item.exercise))}</h3>"
    if not item.submitted:
        points = f"0 of {number(item.max_points)} points"
        return f"<article>{title}<p><code>{text(item.exercise)}</code>: nothing was handed in · {points}</p></article>"
    steps = tuple(replace(step, evidence=shortened(step.evidence, LONGEST_EVIDENCE)) for step in item.steps)
    result = CheckResult(item.exercise, item.status, steps, item.points, item.max_points, item.seconds)
    reason = f"<p>{text(item.reason[:1].upper() + item.reason[1:])}.</p>" if item.reason else ""
    return f"<article>{title}{result.as_html()}{reason}</article>"


@functools.cache
def _titles(section_id: str) -> dict[str, str]:
    """The titles of a section's exercises, by id; none of a section that this copy does not have."""
    try:
        section = load(section_id)
    except SectionError:
        return {}
    lab = section.lab()
    items = [*section.exercises(), *([lab] if lab is not None else [])]
    return {f"{section_id}.{item.name}": item.title for item in items}
