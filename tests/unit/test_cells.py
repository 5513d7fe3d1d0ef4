"""A lesson's source as cells, and the two forms of a cell."""

from __future__ import annotations

import pytest

from lambda_workshop.authoring.cells import LessonError, parse, transform

SOURCE = """\
# %% [markdown]
# # Title
#
# Text.

# %% exercise="wire" role="answer"
before = 1
### BEGIN SOLUTION
answer = "b"
### STARTER
# answer = None
#
#     # indented
### END SOLUTION
"""


def test_cells_know_their_kind_exercise_and_line() -> None:
    markdown, code = parse(SOURCE)
    assert (markdown.kind, markdown.source, markdown.line) == ("markdown", "# Title\n\nText.", 1)
    assert (code.kind, code.exercise, code.role, code.line) == ("code", "wire", "answer", 6)


def test_the_solution_keeps_nothing_of_the_starter() -> None:
    assert parse(SOURCE)[1].solved() == 'before = 1\nanswer = "b"'


def test_the_starter_keeps_nothing_of_the_solution() -> None:
    assert parse(SOURCE)[1].starter() == "before = 1\nanswer = None\n\n    # indented"


def test_a_region_inside_a_function_keeps_its_indentation() -> None:
    body = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### STARTER\n    # ...\n    ### END SOLUTION"
    assert transform(body, solution=False) == "def f():\n    ..."


def test_comments_for_the_authors_tools_are_not_the_learners() -> None:
    body = 'call(  # why\n    1,\n)  # fmt: skip\nx = 1  # noqa: F841\nprint("# fmt: skip")'
    assert transform(body, solution=True) == 'call(  # why\n    1,\n)\nx = 1\nprint("# fmt: skip")'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("text\n# %%\n", "text before"),
        ('# %% role="reply"\nx = 1\n', "none of answer, check, setup"),
        ("# %%\n### BEGIN SOLUTION\nx = 1\n", "has no `### END SOLUTION`"),
        ("# %%\n### STARTER\n", "out of order"),
        ("# %%\n### BEGIN SOLUTION\n### STARTER\nx = 1\n### END SOLUTION\n", "must be a comment"),
    ],
)
def test_a_malformed_lesson_is_refused_with_its_line(text: str, told: str) -> None:
    with pytest.raises(LessonError, match=told) as refused:
        parse(text)
    assert "line " in str(refused.value)
