"""Regular expressions of strangers: they match what Python's do, and never take long."""

from __future__ import annotations

import re
import time

import pytest

from lambda_workshop.aws.regular import BadRegex, compiled

hypothesis = pytest.importorskip("hypothesis", reason="`make test` installs it")
from hypothesis import given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

# Not \\B: until 3.14, Python's does not match in an empty text.
single = st.sampled_from(
    ["a", "b", "A", ".", "[ab]", "[^a]", "[a-c_]", r"\w", r"\W", r"\d", r"\s", r"\.", r"\x61", "-", "^", "$", r"\b"]
)
times = st.sampled_from(["", "*", "+", "?", "{2}", "{1,}", "{0,2}", "{0}", "{1,3}", "*?", "+?", "??"])
expressions = st.recursive(
    st.builds(lambda part, how: part if part in ("^", "$", r"\b") else part + how, single, times),
    lambda inner: st.one_of(
        st.builds("".join, st.lists(inner, max_size=3)),
        st.builds(lambda parts, how: f"({'|'.join(parts)}){how}", st.lists(inner, min_size=1, max_size=3), times),
        st.builds("|".join, st.lists(inner, min_size=1, max_size=3)),
    ),
    max_leaves=8,
)


@settings(max_examples=200, deadline=None)
@given(expressions, st.text("abAc_.- 1\n", max_size=10))
def test_an_expression_matches_what_pythons_matcher_does(text: str, given_text: str) -> None:
    # Python's `$` also stands before a newline at the end; these services' does not.
    known = re.compile(text.replace("$", r"\Z"), re.ASCII)
    assert compiled(text).search(given_text) is (known.search(given_text) is not None)
    assert compiled(text).matches(given_text) is (known.fullmatch(given_text) is not None)


@pytest.mark.parametrize(
    "text",
    ["(", ")", "a)", "[a", "*", "a**", "a{2", "a{x}", "a{3,2}", "a{1001}", "a++", "(?=a)", "(?P<n>a)", r"\1", r"\pL",
     r"\x4", r"\xgg", "[b-a]", r"[a-\d]", "\\", "(((a{99}){99}){99})", "(" * 60 + ")" * 60],
)  # fmt: skip
def test_what_is_no_expression_is_refused_in_words(text: str) -> None:
    with pytest.raises(BadRegex, match=r"\w"):
        compiled(text)


def test_without_groups_parentheses_are_refused() -> None:
    with pytest.raises(BadRegex, match="parentheses"):
        compiled("(a)", groups=False)


def test_capitals_count_unless_told_otherwise() -> None:
    assert not compiled("^[a-c]+$").search("ABC")
    assert compiled("^[a-c]+$", ignore_case=True).search("ABC")


@pytest.mark.parametrize("text", ["(a*)*b", "(a|a)*b", "(a|aa)+$", "(.*)(.*)(.*)(.*)x", "a{1,99}b", "(a?){50}a{50}b"])
def test_no_expression_takes_long(text: str) -> None:
    began = time.process_time()
    assert not compiled(text).search("a" * 20_000 + "!")
    assert time.process_time() - began < 2
