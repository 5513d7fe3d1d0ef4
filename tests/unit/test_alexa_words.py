"""What people say for numbers and dates, as Alexa writes it into slots.

https://developer.amazon.com/en-US/docs/alexa/custom-skills/slot-type-reference.html
"""

from __future__ import annotations

from datetime import date

import pytest

from lambda_workshop.simulators.alexa.dates import spoken_date
from lambda_workshop.simulators.alexa.words import four_digits, number, ordinal, words_of

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("one two three", 123),
        ("123", 123),
        ("4 5 6", 456),
        ("seven", 7),
        ("oh", 0),
        ("nineteen", 19),
        ("thirty-five", 35),
        ("one hundred", 100),
        ("one hundred and five", 105),
        ("one hundred twenty three", 123),
        ("two thousand and twenty six", 2026),
        ("twelve thousand three hundred and one", 12301),
        ("two million", 2_000_000),
        ("oh oh seven", 7),
    ],
)
def test_a_number_is_understood_however_it_is_said(said: str, value: int) -> None:
    assert number(words_of(said)) == value


@pytest.mark.parametrize(
    "said", ["", "photos", "one photo", "hundred", "twenty thirty", "thousand", "two thousand thousand", "and"]
)
def test_what_is_no_number_is_none(said: str) -> None:
    assert number(words_of(said)) is None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("six zero four five", "6045"),
        ("nineteen ninety nine", "1999"),
        ("twenty twenty six", "2026"),
        ("nineteen oh five", "1905"),
        ("two thousand twenty six", "2026"),
        ("0042", "0042"),
        ("oh oh four two", "0042"),
    ],
)
def test_four_digits_keep_their_zeros(said: str, value: str) -> None:
    assert four_digits(words_of(said)) == value


@pytest.mark.parametrize("said", ["one two three", "12345", "ninety", "one two three four five"])
def test_other_counts_of_digits_are_no_four_digit_number(said: str) -> None:
    assert four_digits(words_of(said)) is None


@pytest.mark.parametrize(("said", "value"), [("third", 3), ("twenty first", 21), ("3rd", 3), ("twentieth", 20)])
def test_an_ordinal_is_a_place(said: str, value: int) -> None:
    assert ordinal(words_of(said)) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("today", "2026-11-23"),
        ("tomorrow", "2026-11-24"),
        ("yesterday", "2026-11-22"),
        ("now", "PRESENT_REF"),
        ("friday", "2026-11-27"),
        ("monday", "2026-11-30"),
        ("last friday", "2026-11-20"),
        ("this week", "2026-W48"),
        ("next weekend", "2026-W49-WE"),
        ("next month", "2026-12"),
        ("next year", "2027"),
        ("december", "2026-12"),
        ("january", "2027-01"),
        ("december third", "2026-12-03"),
        ("the third of december", "2026-12-03"),
        ("march twenty first", "2027-03-21"),
        ("december 3rd 2027", "2027-12-03"),
        ("december twenty first twenty twenty seven", "2027-12-21"),
        ("2026-12-01", "2026-12-01"),
    ],
)
def test_a_date_is_written_as_alexa_writes_it(said: str, value: str) -> None:
    assert spoken_date(words_of(said), MONDAY) == value


@pytest.mark.parametrize("said", ["", "soon", "february thirtieth", "next photo", "may december", "the of"])
def test_what_is_no_date_is_none(said: str) -> None:
    assert spoken_date(words_of(said), MONDAY) is None
