"""Patterns with `*` and `?`: one matcher for policies, filters and rules, in time that grows with the text alone."""

from __future__ import annotations

import time

import pytest

from lambda_workshop.aws.wildcards import matches

hypothesis = pytest.importorskip("hypothesis", reason="`make test` installs it")
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

PATTERNS, TEXTS = st.text("ab*?", max_size=8), st.text("ab", max_size=8)


def by_definition(pattern: str, text: str) -> bool:
    """What a pattern means, said as a recursion that tries everything."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return by_definition(pattern[1:], text) or (bool(text) and by_definition(pattern, text[1:]))
    return bool(text) and pattern[0] in (text[0], "?") and by_definition(pattern[1:], text[1:])


@given(PATTERNS, TEXTS)
def test_a_pattern_matches_what_its_definition_says(pattern: str, text: str) -> None:
    assert matches(pattern, text) == by_definition(pattern, text)


@given(st.text(max_size=30))
def test_a_text_without_wildcards_matches_itself_and_a_star_everything(text: str) -> None:
    assert matches("*", text)
    assert matches("".join("?" for _ in text), text)
    assert matches(text.replace("*", "").replace("?", ""), text.replace("*", "").replace("?", ""))


@pytest.mark.parametrize("text", ["[ab]", "a.c", "(x)", "^a$", "\\d"])
def test_nothing_else_is_special(text: str) -> None:
    assert matches(text, text)
    assert not matches(text, "a")


def test_capitals_count_unless_told_otherwise() -> None:
    assert not matches("lambda:Invoke*", "LAMBDA:INVOKEFUNCTION")
    assert matches("lambda:Invoke*", "LAMBDA:INVOKEFUNCTION", ignore_case=True)


def test_a_backslash_makes_a_star_plain_where_the_grammar_has_it() -> None:
    assert matches(r"a\*b", "a*b", escapes=True)
    assert not matches(r"a\*b", "axb", escapes=True)
    assert matches("what?", "what?", one=False)
    assert not matches("what?", "whats", one=False)


def test_a_hundred_stars_take_no_longer_than_one() -> None:
    began = time.process_time()
    assert not matches("*a" * 120 + "b", "a" * 20_000)
    assert time.process_time() - began < 1
