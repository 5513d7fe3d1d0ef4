"""The course's linter: each rule fires on a section that breaks it, and on none that does not."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lambda_workshop.authoring.course_check import check_course, check_section
from lambda_workshop.authoring.section import Section, load, load_folder

Change = Callable[[str], str]


@pytest.fixture
def section(tmp_path: Path) -> Section:
    """A copy of a good section, to break."""
    folder = tmp_path / "sqs"
    shutil.copytree(load("sqs").folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return load_folder(folder)


def problems(section: Section) -> str:
    return "\n".join(str(problem) for problem in check_section(section))


def test_the_courses_own_sections_keep_the_rules() -> None:
    assert check_course() == []


def test_a_good_section_has_no_problem(section: Section) -> None:
    assert problems(section) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace("## Predict", "## Guess"), "the headings are"),
        (lambda text: text.replace("# ## Recap", "# ## Recap\n#\n# " + "word " * 60), "words of prose"),
        (lambda text: text.replace("# ## Clean up", "# ## Clean up\n#\n# " + "word " * 240), "since the last cell"),
        (lambda text: text.replace("sqs.cleanup()", "sqs.cleanup()\n" + "x = 1\n" * 30), "the cell has"),
        (lambda text: text.replace("sqs.cleanup()", "import time\ntime.sleep(1)"), "the cell sleeps"),
        (lambda text: text.replace("sqs.cleanup()", "sqs.cleanup("), "is not Python"),
        (
            lambda text: text.replace('exercise="predict" role="check"', 'exercise="guess" role="check"'),
            "not in checks.py",
        ),
        (lambda text: text.replace("sqs.wire.check()", "sqs.wire.hint()"), "the last line must be a call"),
        (lambda text: text.replace("accDescr", "description"), "needs accTitle and accDescr"),
        (lambda text: text.replace("<!-- next -->", ""), "`<!-- next -->` is missing"),
        (lambda text: text.replace("# ## Recap", "# ## Recap\n#\n# ![](queue.png)"), "no alternative text"),
        (lambda text: text.replace("# ## Recap", "# ## Recap\n#\n# [page](http://example.com)"), "is not https"),
        (lambda text: text.replace('"inkwell-sqs-hello"', '"inkwell-hello"', 1), "does not start with inkwell-sqs"),
        (lambda text: text.replace("### END SOLUTION", "", 1), "mend the region"),
    ],
)
def test_a_lesson_that_breaks_a_rule_is_told_what_to_do(section: Section, change: Change, told: str) -> None:
    path = section.folder / "lesson.py"
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert told in problems(section)


def test_missing_files_are_named(section: Section) -> None:
    (section.folder / "lab" / "README.md").unlink()
    shutil.rmtree(section.folder / "events")
    found = problems(section)
    assert "README.md:1: is missing" in found
    assert "put the event" in found


def test_too_few_answers_and_answers_without_a_message_are_named(section: Section) -> None:
    for path in sorted((section.folder / "answers" / "wrong").glob("wire__*.py"))[3:]:
        path.unlink()
    (section.folder / "answers" / "right" / "weave__it.py").write_text('"""x"""\n')
    (section.folder / "answers" / "wrong" / "handle__silent.py").write_text('"""Says nothing."""\n')
    found = problems(section)
    assert "wire has 3 wrong answers; write 4" in found
    assert "name it EXERCISE__WHAT.py" in found
    assert "must begin with `expect: `" in found


def test_answers_that_make_no_program_or_no_sense_are_named(section: Section) -> None:
    wrong, right = section.folder / "answers" / "wrong", section.folder / "answers" / "right"
    (wrong / "handle__old.py").write_text('"""expect: x"""\n\n### INSTEAD OF\nnot there = 1\n### THIS\n')
    (wrong / "handle__half.py").write_text('"""expect: x"""\n### ADD\ndef other(:\n')
    (right / "handle__half.py").write_text('"""expect: x"""\npass\n')
    found = problems(section)
    assert "handle__old.py:3: the solution has no line `not there = 1`" in found
    assert "its program is not Python: invalid syntax: see line" in found
    assert "`workshop answer show sqs handle__half`" in found
    assert "a right answer has no `expect: `" in found
    assert "a wrong answer has this name, too" in found


def test_a_panel_that_imports_the_checks_is_named(section: Section) -> None:
    panel = section.folder / "panel.py"
    panel.write_text(panel.read_text("utf-8").replace("sections.sqs.names", "sections.sqs.checks_wire"), "utf-8")
    assert "panel.py" in problems(section) and "imports the checks" in problems(section)


def test_facts_without_a_page_are_named(section: Section) -> None:
    path = section.folder / "section.toml"
    path.write_text(path.read_text("utf-8").replace("https://docs.aws.amazon.com/lambda", "docs/lambda"), "utf-8")
    assert "has no page" in problems(load_folder(section.folder))
    bad = dataclasses.replace(section, prefix="shop")
    assert "must start with `inkwell-`" in problems(bad)


def test_an_incomplete_section_toml_is_one_problem(section: Section, tmp_path: Path) -> None:
    (section.folder / "section.toml").write_text('id = "sqs"\n')
    found = check_course(tmp_path)
    assert len(found) == 1
    assert "says no number: add `number = ...`" in str(found[0])
