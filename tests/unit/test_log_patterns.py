"""Filter patterns of CloudWatch Logs.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

from __future__ import annotations

import json
import time

import pytest

from lambda_workshop.aws.log_patterns import BadPattern, compile_pattern, fields_of

ORDER = json.dumps(
    {
        "level": "error", "code": 503, "seconds": 1.5, "paid": False, "coupon": None, "user": {"name": "Ada"},
        "items": [{"sku": "mug"}, {"sku": "card"}], "ip": "10.0.3.7",
    }
)  # fmt: skip
ACCESS = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /prints HTTP/1.0" 404 1534'


@pytest.mark.parametrize(
    ("pattern", "message", "found"),
    [
        ("", "anything", True),
        ("ERROR", "[ERROR 400] BAD REQUEST", True),
        ("ERROR", "error", False),
        ("ERROR ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", True),
        ("ERROR ARGUMENTS", "[ERROR 400] BAD REQUEST", False),
        ("?ERROR ?WARN", "WARN: slow", True),
        ("?ERROR ?WARN", "INFO: fine", False),
        ("ERROR -ARGUMENTS", "[ERROR 419] MISSING ARGUMENTS", False),
        ("ERROR -ARGUMENTS", "[ERROR 400] BAD REQUEST", True),
        ('"INTERNAL SERVER ERROR"', "500 INTERNAL SERVER ERROR", True),
        ('"INTERNAL SERVER ERROR"', "SERVER INTERNAL ERROR", False),
        ("%J-[0-9]{4}%", "printed J-1042", True),
        ("%J-[0-9]{4}%", "printed J-104", False),
        ("ERROR ?WARN", "ERROR only", True),
    ],
)
def test_terms(pattern: str, message: str, found: bool) -> None:
    assert compile_pattern(pattern)(message) is found


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ('{ $.level = "error" }', True),
        ("{ $.level = error }", True),
        ('{ $.level = "err*" }', True),
        ('{ $.level = "*rr*" }', True),
        ('{ $.level != "error" }', False),
        ('{ $.level = "ERROR" }', False),
        ("{ $.level = %^err% }", True),
        ("{ $.code = 503 }", True),
        ("{ $.code >= 500 }", True),
        ("{ $.code < 500 }", False),
        ("{ $.seconds > 1e0 }", True),
        ('{ $.code = "503" }', False),
        ("{ $.paid IS FALSE }", True),
        ("{ $.paid IS TRUE }", False),
        ("{ $.coupon IS NULL }", True),
        ("{ $.voucher IS NULL }", False),
        ("{ $.voucher NOT EXISTS }", True),
        ("{ $.coupon NOT EXISTS }", False),
        ('{ $.user.name = "Ada" }', True),
        ('{ $.items[1].sku = "card" }', True),
        ('{ $.items[*].sku = "card" }', True),
        ('{ $.items[0].sku = "card" }', False),
        ('{ $.code = 503 && $.level = "error" }', True),
        ('{ ($.code = 404 || $.code = 503) && $.paid IS TRUE }', False),
        ('{ $.code = 404 || $.code = 503 && $.paid IS FALSE }', True),
        ("{ $.ip = 10.0.* }", True),
    ],
)  # fmt: skip
def test_json(pattern: str, found: bool) -> None:
    assert compile_pattern(pattern)(ORDER) is found


def test_a_json_pattern_never_matches_what_is_no_json() -> None:
    assert not compile_pattern("{ $.level = error }")('level=error {"level": "error"}')


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("[ip, id, user, time, request, status_code, size]", True),
        ("[ip, id, user, time, request, status_code]", False),
        ("[ip, id, user, time, request, status_code = 404, size]", True),
        ("[ip, id, user, time, request, status_code = 4*, size > 1500]", True),
        ("[ip, id, user, time, request, status_code = 4* && status_code != 404, size]", False),
        ("[..., status_code = 404 || status_code = 500, size]", True),
        ("[ip, ..., size >= 2000]", False),
        ('[ip, id, user, time, request = "*prints*", ...]', True),
        ("[ip = %^127[.]%, ...]", True),
        ("[ip, id, user, time, request, status_code = 404, size, more, ...]", False),
    ],
)
def test_fields(pattern: str, found: bool) -> None:
    assert compile_pattern(pattern)(ACCESS) is found


@pytest.mark.parametrize(
    "pattern",
    [
        "a-b:c", '"open', "{ $.level }", "{ level = error }", "{ $.code > many }", "{ $.a = 1", "{ $.a = 1 } x",
        "[a, b", "[..., a, ...]", "{ $. = 1 }", "%(%", "{ $.a IS MAYBE }", "x" * 1025,
    ],
)  # fmt: skip
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(pattern)


def test_a_line_of_brackets_and_quotation_marks_is_taken_apart_at_once() -> None:
    began = time.process_time()
    for line in ("[ " * 100_000, '" ' * 99_999, '\\" ' * 100_000, '"' + '\\"' * 100_000):
        assert fields_of(line)
    assert time.process_time() - began < 3


def test_a_pattern_of_a_hundred_stars_is_no_slower_than_one() -> None:
    began = time.process_time()
    stars = compile_pattern('{ $.a = "' + "*a" * 120 + 'b" }')
    regex = compile_pattern("%" + "a*" * 120 + "b%")
    assert not stars(json.dumps({"a": "a" * 20_000}))
    assert not regex("a" * 20_000)
    assert time.process_time() - began < 3


def test_a_message_that_is_nested_without_end_matches_nothing() -> None:
    assert not compile_pattern("{ $.a = 1 }")("[" * 100_000)


@pytest.mark.parametrize("pattern", ["%(a)%", "%wow!%", "%ž%", "{ $.a = %x% && $.b = %y% && $.c = %z% }"])
def test_a_regular_expression_has_what_the_page_lists(pattern: str) -> None:
    with pytest.raises(BadPattern):
        compile_pattern(pattern)


@pytest.mark.parametrize("value", ["nan", "1_0", "infinity"])
def test_what_only_python_calls_a_number_is_a_text(value: str) -> None:
    assert compile_pattern(f"{{ $.a = {value} }}")(json.dumps({"a": value}))
    assert not compile_pattern("{ $.a >= 0 }")(json.dumps({"a": value}))
