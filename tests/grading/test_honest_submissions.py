"""Honest submissions get exactly what they are worth: perfect, empty, half done, each with another wrong answer."""

from __future__ import annotations

import itertools
import re

import pytest
from corpus import exercise, graded, notebook, said, solved_lab

from lambda_workshop.answers.answer import Answer, answers
from lambda_workshop.authoring.section import load
from lambda_workshop.checks import Status
from lambda_workshop.grading import sandbox
from lambda_workshop.grading.grade import Grade
from lambda_workshop.grading.limits import Limits

if missing := sandbox.unusable():
    pytest.skip(missing, allow_module_level=True)

SECTIONS = ("direct", "s3", "sqs")
# The SQS debug exercise waits for a job to die on its queue, some fifteen seconds: `tests/course` has those answers.
EXERCISES = {"direct": ("handle", "wire", "debug"), "s3": ("handle", "wire", "debug"), "sqs": ("handle", "wire")}


def wrong(section: str, exercise: str) -> list[Answer]:
    return [answer for answer in answers(load(section)) if answer.exercise == exercise and not answer.right]


# One wrong answer to each exercise makes a submission, until every answer has been in one.
ROUNDS = [
    pytest.param(section, dict(zip(EXERCISES[section], chosen, strict=True)), id=f"{section}-{number}")
    for section in SECTIONS
    for number, chosen in enumerate(itertools.zip_longest(*(wrong(section, name) for name in EXERCISES[section])))
]


@pytest.mark.parametrize(("section", "chosen"), ROUNDS)
def test_every_wrong_answer_is_told_what_is_wrong(section: str, chosen: dict[str, Answer | None]) -> None:
    given = {name: answer for name, answer in chosen.items() if answer is not None}
    handler = next(
        cell.source
        for cell in notebook(section).cells
        if cell.metadata.get("lambda_workshop") == {"exercise": f"{section}.handle", "role": "answer"}
    )
    # The exercises after a wrong handler are about something else: they have the right one.
    untouched = {} if "debug" in EXERCISES[section] else {"debug": ""}
    programs = {name: answer.cells() for name, answer in given.items()}
    grade = graded([notebook(section, answers=untouched | programs, before={"wire": handler})])
    for name, answer in given.items():
        found = exercise(grade, f"{section}.{name}")
        assert found.status is Status.NOT_YET, said(grade)
        assert found.points < found.max_points, said(grade)
        assert answer.expected in told(grade, f"{section}.{name}"), f"wanted: {answer.expected}\n{said(grade)}"


def told(grade: Grade, name: str) -> str:
    """All that the steps of an exercise say, in one line."""
    texts = [
        text
        for step in exercise(grade, name).steps
        for text in (step.text, step.actual, step.expected, step.advice, step.evidence)
    ]
    return re.sub(r"\s+", " ", " ".join(texts))


def test_a_perfect_submission_of_three_sections_gets_every_point() -> None:
    labs = {name: solved_lab(load(name)) for name in SECTIONS}
    grade = graded([notebook(name) for name in SECTIONS], labs=labs)
    assert (grade.points, grade.max_points) == (54, 54), said(grade)
    assert not grade.notices and not grade.failed, said(grade)
    lab = exercise(grade, "sqs.lab")
    assert any("The course's tests" in step.text and step.status is Status.PASSED for step in lab.steps), said(grade)


def test_a_lab_without_a_notebook_is_graded_with_its_tests() -> None:
    grade = graded([], labs={"inkwell": solved_lab(load("inkwell"))}, sections=["inkwell"], limits=Limits())
    lab = exercise(grade, "inkwell.lab")
    assert grade.exercises == (lab,) and grade.points == grade.max_points > 0, said(grade)
    assert any("The course's tests" in step.text and step.status is Status.PASSED for step in lab.steps), said(grade)


def test_an_empty_submission_gets_none_and_nothing_is_run() -> None:
    grade = graded([], sections=SECTIONS)
    assert grade.points == 0 and grade.max_points == 54
    assert {item.submitted for item in grade.exercises} == {False}
    assert {item.status for item in grade.exercises} == {Status.NOT_ATTEMPTED}


def test_half_a_submission_gets_what_is_done_and_its_syntax_error_costs_one_exercise() -> None:
    half = notebook("direct", answers={"wire": "def broken(:\n", "debug": ""})
    grade = graded([half])
    status = {item.exercise: item.status for item in grade.exercises}
    assert status["direct.predict"] is status["direct.handle"] is Status.PASSED, said(grade)
    assert status["direct.wire"] is Status.NOT_ATTEMPTED, said(grade)
    assert grade.points == 4, said(grade)


def test_a_handler_that_does_not_parse_is_told_so() -> None:
    grade = graded([notebook("direct", answers={"handle": "def handler(event, context)\n    return 1\n"})])
    assert "NameError" in told(grade, "direct.handle") or "SyntaxError" in told(grade, "direct.handle"), said(grade)
