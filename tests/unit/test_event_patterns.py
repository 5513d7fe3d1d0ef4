"""Event patterns of EventBridge, and the filters that are written as such.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from lambda_workshop.aws.event_patterns import BadPattern, combinations, compile_pattern, problem_of

hypothesis = pytest.importorskip("hypothesis", reason="`make test` installs it")
from hypothesis import given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402


def fits(rule: object, event: object) -> bool:
    """Whether a leaf's alternatives fit an event's value at the same place."""
    return compile_pattern(json.dumps({"detail": {"a": rule}}))({"detail": event})


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        (["x"], "x", True),
        (["x"], "X", False),
        (["x", "y"], "y", True),
        ([""], "", True),
        ([None], None, True),
        ([None], "null", False),
        ([True], True, True),
        ([True], "true", False),
        ([True], 1, False),
        ([1], 1.0, True),
        ([1], "1", False),
        ([0], False, False),
        (["x"], ["y", "x"], True),
        (["x"], [["x"]], True),
        (["x"], [], False),
        (["x"], {"b": "x"}, False),
        ([{"prefix": "us-"}], "us-east-1", True),
        ([{"prefix": ""}], "", True),
        ([{"prefix": "1"}], 12, False),
        ([{"prefix": {"equals-ignore-case": "US"}}], "us-east-1", True),
        ([{"suffix": ".png"}], "a.png", True),
        ([{"suffix": {"equals-ignore-case": ".PNG"}}], "a.png", True),
        ([{"equals-ignore-case": "ALICE"}], "alice", True),
        ([{"wildcard": "*/dir/*.png"}], "a/dir/b.png", True),
        ([{"wildcard": "a*b"}], "axc", False),
        ([{"wildcard": r"a\*b"}], "a*b", True),
        ([{"wildcard": r"a\*b"}], "axb", False),
        ([{"wildcard": "a?"}], "ab", False),
        ([{"wildcard": ""}], "x", False),
        ([{"cidr": "10.0.0.0/24"}], "10.0.0.255", True),
        ([{"cidr": "10.0.0.0/24"}], "10.0.1.0", False),
        ([{"cidr": "10.0.0.0/24"}], "no address", False),
        ([{"cidr": "2001:db8::/32"}], "2001:db8::7", True),
        ([{"numeric": ["=", 5]}], 5.0, True),
        ([{"numeric": [">", 0, "<=", 5]}], 5, True),
        ([{"numeric": [">", 0, "<=", 5]}], 0, False),
        ([{"numeric": ["<", 5]}], "4", False),
        ([{"numeric": ["<", 5]}], True, False),
        ([{"exists": True}], None, True),
        ([{"exists": True}], [], False),
        ([{"exists": True}], {"b": 1}, False),
        ([{"exists": False}], {"b": 1}, True),
        ([{"exists": False}, "x"], "x", True),
        ([{"anything-but": "x"}], "y", True),
        ([{"anything-but": "x"}], "x", False),
        ([{"anything-but": "x"}], None, True),
        ([{"anything-but": "x"}], 5, True),
        ([{"anything-but": ["x", "y"]}], "y", False),
        ([{"anything-but": [1, 2]}], 3, True),
        ([{"anything-but": 0}], 0, False),
        ([{"anything-but": {"prefix": "a"}}], "abc", False),
        ([{"anything-but": {"prefix": ["a", "b"]}}], "bc", False),
        ([{"anything-but": {"suffix": "c"}}], "abd", True),
        ([{"anything-but": {"equals-ignore-case": ["A"]}}], "a", False),
        ([{"anything-but": {"wildcard": "*/lib/*"}}], "x/lib/y", False),
        ([{"anything-but": {"wildcard": "*/lib/*"}}], 5, True),
    ],
)  # fmt: skip
def test_a_value_or_operator_fits_what_its_page_says(rule: object, value: object, expected: bool) -> None:
    assert fits(rule, {"a": value}) is expected


@pytest.mark.parametrize("rule", [["x"], [{"anything-but": "x"}], [{"exists": True}], [None], [{"prefix": ""}]])
def test_what_is_not_there_fits_only_what_must_not_exist(rule: object) -> None:
    assert not fits(rule, {})
    assert not fits(rule, {"b": "x"})
    assert fits([{"exists": False}], {})
    assert fits([{"exists": False}], "no object")


def test_all_keys_fit_the_same_element_of_an_array() -> None:
    pattern = compile_pattern('{"items": {"sku": ["mug"], "size": ["L"]}}')
    assert pattern({"items": [{"sku": "cup", "size": "M"}, {"sku": "mug", "size": "L"}]})
    assert not pattern({"items": [{"sku": "mug", "size": "M"}, {"sku": "cup", "size": "L"}]})


def test_dots_join_keys_in_patterns_and_in_events() -> None:
    assert compile_pattern('{"detail.state": ["on"]}')({"detail": {"state": "on"}})
    assert compile_pattern('{"detail": {"state": ["on"]}}')({"detail.state": "on"})
    assert not compile_pattern('{"detail": {"state.s": {"s": ["on"]}}}')({"detail": {"state": {"s": "on"}}})
    assert compile_pattern('{"a.b": ["x"], "a": {"c": ["y"]}}')({"a": {"b": "x", "c": "y"}})


def test_one_of_the_alternatives_of_or_is_enough() -> None:
    pattern = compile_pattern('{"$or": [{"a": [1]}, {"b": {"c": [2]}}], "d": [3]}')
    assert pattern({"a": 1, "d": 3})
    assert pattern({"b": {"c": 2}, "d": 3})
    assert not pattern({"a": 1})
    assert not pattern({"a": 2, "d": 3})


@pytest.mark.parametrize("pattern", ['{"$or": ["x"]}', '{"$or": ["x", "y"]}'])
def test_or_without_two_alternatives_is_a_fields_name(pattern: str) -> None:
    assert compile_pattern(pattern)({"$or": "x"})


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ([], "Empty arrays are not allowed"),
        ({}, "Empty objects are not allowed"),
        ("x", '"a" must be an object or an array'),
        ([["x"]], "Match value must be String, number, true, false, or null"),
        ([{"EXISTS": True}], "Unrecognized match type EXISTS"),
        ([{"exists": "true"}], "exists match pattern must be either true or false."),
        ([{"prefix": 5}], "prefix match pattern must be a string"),
        ([{"suffix": ["x"]}], "suffix match pattern must be a string"),
        ([{"prefix": "x", "suffix": "y"}], "Only one key allowed in match expression"),
        ([{"equals-ignore-case": 5}], "equals-ignore-case match pattern must be a string"),
        ([{"wildcard": 5}], "wildcard match pattern must be a string"),
        ([{"wildcard": "a**"}], "Consecutive wildcard characters at pos 2"),
        ([{"wildcard": "a\\b"}], "Invalid escape character at pos 2"),
        ([{"cidr": "10.0.0.0"}], "Malformed CIDR, one '/' required"),
        ([{"cidr": "10.0.0.0/x"}], "Malformed CIDR, mask bits must be an integer"),
        ([{"cidr": "10.0.0.0/33"}], "IPv4 mask bits must be < 32"),
        ([{"cidr": "xx.11.xx/8"}], "Nonstandard IP address: xx.11.xx"),
        ([{"numeric": 5}], "Value of numeric must be an array."),
        ([{"numeric": []}], "Invalid member in numeric match: ]"),
        ([{"numeric": [">", 20, 30]}], "Bad value in numeric range: 30"),
        ([{"numeric": [">", 20, "<="]}], "Value of <= must be numeric"),
        ([{"numeric": ["=", "000"]}], "Value of equals must be numeric"),
        ([{"numeric": ["operator"]}], "Unrecognized numeric range operator: operator"),
        ([{"numeric": [">=", 1, ">", 2]}], "Bad numeric range operator: >"),
        ([{"numeric": ["<", 100, ">", 10]}], "Too many elements in numeric expression"),
        ([{"numeric": [">", 20, "<", 30, "<", 50]}], "Too many terms in numeric range expression"),
        ([{"numeric": [">", 3, "<", 1]}], "Bottom must be less than top"),
        ([{"anything-but": None}], "Value of anything-but must be an array or single string/number value."),
        ([{"anything-but": ["x", None]}], "Inside anything but list, start|null|boolean is not supported."),
        ([{"anything-but": {"prefix": ""}}], "Null prefix/suffix not allowed"),
        ([{"anything-but": {"prefix": 5}}], "prefix/suffix match pattern must be a string"),
        ([{"anything-but": {"wildcard": [5]}}], "wildcard match pattern must be a string"),
        (
            [{"anything-but": {"equals-ignore-case": 5}}],
            "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
        ),
    ],
)
def test_what_aws_refuses_is_refused_in_its_words(rule: object, reason: str) -> None:
    assert problem_of(json.dumps({"detail": {"a": rule}})) == reason


@pytest.mark.parametrize("text", ["", "x", "[]", '"x"', "{}", '{"a": [NaN]}', "[" * 100_000, '{"a":' * 50_000])
def test_what_is_no_object_is_no_pattern(text: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(text)


def test_a_wildcard_of_a_hundred_stars_is_no_slower_than_one() -> None:
    began = time.process_time()
    assert not fits([{"wildcard": "*a" * 120 + "b"}], {"a": "a" * 20_000})
    assert time.process_time() - began < 1


def test_combinations_are_multiplied_and_those_of_alternatives_added() -> None:
    assert combinations({"a": [1, 2, 3], "b": [1], "c": [1, 2]}) == 6
    assert combinations({"a": {"b": {"c": [1, 2, 3, 4]}}}) == 12
    assert combinations({"$or": [{"a": [1, 2]}, {"b": [1]}], "c": [1, 2]}) == 6


plain = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.text("ab", max_size=2))
events = st.recursive(
    plain,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)),
    max_leaves=8,
)


def as_pattern(event: Any) -> Any:
    """The pattern that names every leaf of an event without arrays."""
    return {key: as_pattern(value) if isinstance(value, dict) else [value] for key, value in event.items()}


objects = st.recursive(
    st.dictionaries(st.sampled_from("abc"), plain, min_size=1, max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), st.one_of(plain, inner), min_size=1, max_size=3),
    max_leaves=6,
)


@given(objects)
def test_an_event_fits_the_pattern_of_its_own_leaves(event: dict[str, Any]) -> None:
    assert compile_pattern(json.dumps(as_pattern(event)))(event)


@given(st.dictionaries(st.sampled_from("abc"), events, max_size=3), st.sampled_from("abc"))
def test_a_key_exists_or_it_does_not(event: dict[str, Any], key: str) -> None:
    there, absent = (compile_pattern(json.dumps({key: [{"exists": want}]}))(event) for want in (True, False))
    assert there is not absent
