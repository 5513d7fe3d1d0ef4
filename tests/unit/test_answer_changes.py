"""An answer as a change of the solution: the program that it makes, and what is said of one that does not fit."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from lambda_workshop.answers.answer import AnswerError, answers, find
from lambda_workshop.answers.change import ChangeError, apply
from lambda_workshop.authoring.section import Section, SectionError, load
from lambda_workshop.cli import main

SOLUTION = """\
import json

topic = sns.create_topic(Name="orders")["TopicArn"]
lam.add_permission(
    FunctionName=name,
    SourceArn=topic,
)
sns.subscribe(TopicArn=topic)
sns.publish(TopicArn=topic)
"""


def made_of(change: str) -> str:
    (cell,) = apply(change, (SOLUTION,))
    return cell


def test_a_block_takes_the_place_of_another() -> None:
    change = "### INSTEAD OF\n    SourceArn=topic,\n### THIS\n    SourceArn='*',\n    Qualifier='live',\n"
    wanted = SOLUTION.replace("    SourceArn=topic,\n", "    SourceArn='*',\n    Qualifier='live',\n")
    assert made_of(change) == wanted


def test_a_block_goes_where_nothing_takes_its_place() -> None:
    assert made_of("\n### INSTEAD OF\n\n    SourceArn=topic,\n\n### THIS\n\n") == SOLUTION.replace(
        "    SourceArn=topic,\n", ""
    )


def test_several_blocks_in_any_order_and_lines_after_the_solution() -> None:
    change = """
### ADD
print(topic)
### INSTEAD OF
sns.publish(TopicArn=topic)
### THIS
sns.publish(TopicArn=topic, Message="x")
### INSTEAD OF
import json

topic = sns.create_topic(Name="orders")["TopicArn"]
### THIS
topic = "t"
"""
    made = made_of(change)
    assert made.startswith('topic = "t"\nlam.add_permission(')
    assert made.endswith('sns.publish(TopicArn=topic, Message="x")\n\nprint(topic)\n')


def test_the_cells_of_the_solution_stay_apart() -> None:
    change = "### INSTEAD OF\nx = 1\n### THIS\nx = 2\n### INSTEAD OF\nz = 1\n### THIS\n### ADD\nw = 1\n"
    assert apply(change, ("x = 1", "y = 1", "z = 1")) == ("x = 2\n", "y = 1\n", "\nw = 1\n".lstrip())
    with pytest.raises(ChangeError, match="do not follow each other in a cell of the solution"):
        apply("### INSTEAD OF\nx = 1\ny = 1\n### THIS\n", ("x = 1", "y = 1"))


def test_a_line_may_be_copied_with_a_comment_that_only_tools_read() -> None:
    change = "### INSTEAD OF\nsns.publish(TopicArn=topic)  # noqa: F821\n### THIS\n"
    assert made_of(change) == SOLUTION.replace("sns.publish(TopicArn=topic)\n", "")


def test_a_text_without_marks_is_the_whole_program() -> None:
    assert made_of("\n\nprint(1)\n") == "print(1)\n"


@pytest.mark.parametrize(
    ("change", "line", "told"),
    [
        (
            "### INSTEAD OF\n    SourceArn=topics,\n### THIS\n",
            1,
            "`    SourceArn=topics,`, but `    SourceArn=t",
        ),
        ("### INSTEAD OF\nSourceArn=topic,\n### THIS\n", 1, "no line `SourceArn=topic,`, but `    SourceArn=t"),
        (
            "### INSTEAD OF\nimport json\nlam.add_permission(\n### THIS\n",
            1,
            "do not follow each other",
        ),
        (
            "### INSTEAD OF\n)\n### THIS\n\n### INSTEAD OF\nx\n### THIS\n",
            5,
            "no line `x`: copy the block",
        ),
        ("### INSTEAD OF\nimport json\n", 1, "out of order: a change is `### INSTEAD OF`, `### THIS`"),
        ("### THIS\nimport json\n", 1, "`### THIS` out of order"),
        ("### INSTEAD OF\n### THIS\nx\n", 1, "names no line of the solution"),
        ("### ADD\n\n", 1, "adds nothing"),
        ("\nimport os\n### ADD\nx\n", 2, "lines above the first mark"),
        ("### INSTEAD OF\nimport json\n### THIS\nimport json\n", 1, "leaves the solution as it is"),
        (
            "### INSTEAD OF\n    SourceArn=topic,\n)\n### THIS\n### INSTEAD OF\n    SourceArn=topic,\n### THIS\n",
            5,
            "the block of line 1 has some of these lines",
        ),
    ],
)
def test_a_change_that_does_not_fit_is_told_what_to_do(change: str, line: int, told: str) -> None:
    with pytest.raises(ChangeError) as caught:
        made_of(change)
    assert told in str(caught.value)
    assert caught.value.line == line


def test_a_block_that_stands_twice_in_the_solution_is_told() -> None:
    with pytest.raises(ChangeError, match="2 times: add a line above or below"):
        apply("### INSTEAD OF\nx()\n### THIS\n", ("x()\ny()", "x()\n"))


@pytest.fixture
def section(tmp_path: Path) -> Section:
    """The section `direct` with no answers but those that a test writes."""
    folder = tmp_path / "direct"
    for kind in ("wrong", "right"):
        (folder / "answers" / kind).mkdir(parents=True)
    (folder / "lesson.py").write_text(
        '# %% exercise="wire" role="answer"\n### BEGIN SOLUTION\nx = 1\n### STARTER\n# x = None\n### END SOLUTION\n'
    )
    return dataclasses.replace(load("direct"), folder=folder)


def test_an_answer_knows_its_exercise_its_message_and_its_program(section: Section) -> None:
    (section.folder / "answers" / "wrong" / "wire__two.py").write_text(
        '"""expect: made `2`\n\nAnother number.\n"""\n### INSTEAD OF\nx = 1\n### THIS\nx = 2\n'
    )
    (section.folder / "answers" / "right" / "wire__sum.py").write_text('"""A sum."""\n\nx = 0 + 1\n')
    wrong, right = answers(section)
    assert (wrong.name, wrong.exercise, wrong.right, wrong.expected) == ("wire__two", "wire", False, "made `2`")
    assert wrong.program() == "x = 2\n"
    assert (right.name, right.right, right.expected, str(right)) == ("wire__sum", True, "", "direct-wire__sum")
    assert right.program() == "x = 0 + 1\n"
    assert find(section, "wire__sum") == right


def test_an_answer_that_does_not_fit_names_its_file_and_line(section: Section) -> None:
    path = section.folder / "answers" / "wrong" / "wire__two.py"
    path.write_text('"""expect: made `2`\n\nAnother number.\n"""\n\n### INSTEAD OF\ny = 1\n### THIS\nx = 2\n')
    with pytest.raises(AnswerError) as caught:
        find(section, "wire__two").program()
    assert str(caught.value).startswith(f"{path}:6: the solution has no line `y = 1`, but `x = 1`")


def test_an_unknown_answer_is_told_those_of_its_exercise(section: Section) -> None:
    (section.folder / "answers" / "right" / "wire__sum.py").write_text("x = 0 + 1\n")
    (section.folder / "answers" / "right" / "handle__sum.py").write_text("x = 0 + 1\n")
    with pytest.raises(SectionError, match=r"it has: wire__sum$"):
        find(section, "wire__som")


def test_the_command_prints_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    name = next(answer.name for answer in answers(load("sqs")) if answer.exercise == "lab")
    assert main(["answer", "show", "sqs", name]) == 0
    shown = capsys.readouterr().out
    assert "### " not in shown
    compile(shown, name, "exec")
    assert main(["answer", "show", "sqs", "lab__nothing"]) == 1
    assert 'the section sqs has no answer "lab__nothing"; it has: lab__' in capsys.readouterr().err
