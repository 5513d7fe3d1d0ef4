"""Answers that are alike are found whatever they are called, and the course's own code is nobody's copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_class import OTHER, answer

from lambda_workshop.authoring.build import generated
from lambda_workshop.authoring.section import load
from lambda_workshop.classroom.similar import alike, course_grams, fingerprints

EXERCISE = "direct.handle"
ADA = answer("mine", "total", "page")


@pytest.mark.parametrize(
    "copied",
    [
        answer("another word altogether", "summe", "seite"),
        "# a long comment\n" + ADA.replace("    ", "\t"),
        '"""A docstring."""\n' + ADA.replace("5000", "5_000").replace('"EUR"', "'EUR'"),
        ADA + "\n\nprint(handler({'pages': []}, None))\n",
        "%time x = 1\n" + ADA + "\n!ls\n",
    ],
    ids=["renamed", "comments and layout", "docstring and spelling", "more below", "notebook commands"],
)
def test_a_copy_in_disguise_is_alike(copied: str) -> None:
    (pair,) = alike(EXERCISE, {"ada": ADA, "bob": copied, "cyd": OTHER})
    assert (pair.one, pair.other) == ("ada", "bob") and pair.share > 0.85


def test_part_of_a_longer_answer_is_found_with_its_lines() -> None:
    longer = OTHER + ADA.replace("handler", "price_of")
    (pair,) = alike(EXERCISE, {"ada": ADA, "bob": longer})
    first = longer.split("\n").index("def price_of(event, context):") + 1
    assert min(pair.lines[1]) >= first


def test_two_who_thought_for_themselves_are_not_alike() -> None:
    assert alike(EXERCISE, {"ada": ADA, "bob": OTHER}) == []


def test_what_was_handed_out_and_the_courses_solution_are_nobodys_copy() -> None:
    for name in ("direct.handle", "direct.wire", "direct.debug", "sqs.handle", "sqs.wire"):
        section = load(name.partition(".")[0])
        solution = section.solution(name.partition(".")[2])
        assert solution and fingerprints(solution, course_grams(name)) == {}, name
        assert alike(name, {"ada": solution, "bob": solution.replace("event", "e")}) == [], name
    for path, content in generated([load("direct")]).items():
        if path.name == "handler.py":
            assert alike("direct.lab", {"ada": content.decode(), "bob": content.decode()}) == [], path


def test_what_much_of_the_class_has_says_nothing() -> None:
    assert alike(EXERCISE, {f"learner{number}": answer("x", f"v{number}", "p") for number in range(8)}) == []
    two = {"ada": ADA, "bob": answer("y", "summe", "seite")}
    rest = {f"learner{number}": OTHER.replace("sorted", f"sort{number}") for number in range(6)}
    assert [(pair.one, pair.other) for pair in alike(EXERCISE, two | rest)] == [("ada", "bob")]


def test_code_that_does_not_parse_is_compared_by_its_words() -> None:
    broken = ADA.replace("context):", "context)")
    (pair,) = alike(EXERCISE, {"ada": broken, "bob": broken.replace("total", "summe")})
    assert pair.share > 0.9


def test_short_answers_are_not_compared() -> None:
    assert alike(EXERCISE, {"ada": "x = 1", "bob": "y = 1"}) == []


def test_no_answer_breaks_it(tmp_path: Path) -> None:
    odd = {"a": "", "b": "(" * 50_000, "c": "\0", "d": "x = " + "[" * 3_000, "e": "\ud800", "f": "def f():\n" * 500}
    assert alike(EXERCISE, odd) == []
