"""Every exercise four ways: the starter, the solution (test_notebooks), every wrong answer, every right one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from stage import Stage, before, check_lab, try_answer

from lambda_workshop.answers.answer import Answer, answers
from lambda_workshop.authoring.section import Section, all_sections, load
from lambda_workshop.checks import CheckResult, Exercise, Status
from lambda_workshop.checks.runner import run_check
from lambda_workshop.cloud import Cloud
from lambda_workshop.cloud.cleanup import remove
from lambda_workshop.notebook.lesson import Lesson

QUESTIONS = [
    (section, exercise, letter)
    for section in all_sections()
    for exercise in section.exercises()
    for letter, option in (exercise.options or {}).items()
    if not option.correct
]


_stages: dict[str, tuple[str, Stage]] = {}


def stage_before(section_id: str, exercise: str) -> Stage:
    """A stage on which the solved cells above the exercise have run, once for all its answers.

    A section has one stage at a time, and each begins with nothing of the section in the cloud: what a wrong wiring
    has left may be in the way of the right one.
    """
    known, stage = _stages.get(section_id, ("", Stage()))
    if known != exercise:
        section, stage = load(section_id), Stage()
        remove(Lesson(section).cloud, (section.prefix,), section.services)
        stage.run_solved(before(section, exercise))
        _stages[section_id] = exercise, stage
    return stage


NONSENSE: list[object] = ["", "nonsense", b"\xff", 42, float("nan"), [None], {"a": {}}, object(), Cloud, Path("none")]
"""What a learner may pass to a check by mistake."""


def nonsense_earns_nothing(lesson: Lesson, exercise: Exercise) -> None:
    for work in NONSENSE:
        result = run_check(exercise, lesson.id, cloud=lambda: lesson.cloud, work=work)
        assert result.status in (Status.NOT_YET, Status.NOT_ATTEMPTED), str(result)
        assert result.points == 0, str(result)


def no_cloud() -> Cloud:
    raise AssertionError("this check must not need a backend")


@pytest.mark.parametrize(
    "wrong", [answer for section in all_sections() for answer in answers(section) if not answer.right], ids=str
)
def test_a_wrong_answer_fails_with_its_own_message(wrong: Answer) -> None:
    assert wrong.expected, f"{wrong.path}: the docstring's first line must be `expect: ...`"
    result = _check(wrong)
    assert result.status is Status.NOT_YET, str(result)
    assert wrong.expected in _plain(str(result)), f"wanted: {wrong.expected}\n{result}"


@pytest.mark.parametrize(
    "right", [answer for section in all_sections() for answer in answers(section) if answer.right], ids=str
)
def test_another_right_answer_passes(right: Answer) -> None:
    result = _check(right)
    assert result.status is Status.PASSED, str(result)


@pytest.mark.parametrize("body", ["return None", "return {}", "return event", "raise ValueError('no')"])
@pytest.mark.parametrize(
    ("section", "exercise"),
    [
        pytest.param(section, exercise, id=f"{section.id}-{exercise.name}")
        for section in all_sections()
        for exercise in section.exercises()
        if exercise.on_handler_only
    ],
)
def test_a_handler_without_work_earns_nothing(section: Section, exercise: Exercise, body: str) -> None:
    source = f"def handler(event, context):\n    {body}\n"
    result = run_check(exercise, section.id, cloud=no_cloud, work=source)
    assert result.status is Status.NOT_YET, str(result)
    assert result.points == 0, str(result)


@pytest.mark.parametrize(
    ("section", "question", "letter"),
    QUESTIONS,
    ids=[f"{section.id}-{question.name}-{letter}" for section, question, letter in QUESTIONS],
)
def test_a_wrong_choice_gets_its_own_explanation(section: Section, question: Exercise, letter: str) -> None:
    assert question.options is not None
    result = run_check(question, section.id, cloud=no_cloud, work=letter)
    assert result.status is Status.NOT_YET
    assert question.options[letter].why in str(result)


def _check(answer: Answer) -> CheckResult:
    if answer.exercise == "lab":
        return check_lab(answer.section, answer.program())
    exercise = next(item for item in answer.section.exercises() if item.name == answer.exercise)
    if exercise.on_handler_only:
        return run_check(exercise, answer.section.id, cloud=no_cloud, work=answer.program())
    return try_answer(stage_before(answer.section.id, answer.exercise), answer)


def _plain(text: str) -> str:
    """Evidence and indentation do not matter to what an answer is told."""
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("section", "exercise"),
    [
        pytest.param(section, exercise, id=f"{section.id}-{exercise.name}")
        for section in all_sections()
        for exercise in section.exercises()
        if exercise.setup is not None
    ],
)
def test_what_was_put_in_place_earns_nothing(section: Section, exercise: Exercise) -> None:
    stage = stage_before(section.id, exercise.name)
    lesson = stage.names[section.id.replace("-", "_")]
    lesson.exercises[exercise.name].reset()
    lesson.exercises[exercise.name].start()
    nonsense_earns_nothing(lesson, exercise)


@pytest.mark.parametrize(
    ("section", "exercise"),
    [
        pytest.param(section, exercise, id=f"{section.id}-{exercise.name}")
        for section in all_sections()
        for exercise in section.exercises()
    ],
)
def test_nonsense_on_an_empty_account_earns_nothing_and_breaks_no_check(
    section: Section, exercise: Exercise, account: str
) -> None:
    nonsense_earns_nothing(Lesson(section), exercise)


@pytest.mark.parametrize("text", [b"def handler(event:", b"raise SystemExit\n", b"\xff"], ids=repr)
@pytest.mark.parametrize(
    "section", [section for section in all_sections() if section.lab()], ids=lambda section: section.id
)
def test_a_lab_without_a_handler_breaks_no_check(section: Section, text: bytes, account: str) -> None:
    result = check_lab(section, text)
    assert result.status in (Status.NOT_YET, Status.NOT_ATTEMPTED), str(result)
    assert result.points < result.max_points / 2, str(result)
