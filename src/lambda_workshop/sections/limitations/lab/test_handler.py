"""Your handler, with moto in the place of S3 and a clock that the test winds."""

import importlib
import sys
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

HERE = Path(__file__).parent


class Hurried:
    """A context whose time goes by 100 ms with every look at it."""

    def __init__(self, looks):
        self.left = 400 + 100 * looks
        self.aws_request_id = "r-1"

    def get_remaining_time_in_millis(self):
        self.left -= 100
        assert self.left > 0, "the time is over"
        return self.left + 100


@pytest.fixture
def s3(monkeypatch):
    """An empty bucket, with `handler.py` freshly imported beside it."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "BUCKET": "books",
    }.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.syspath_prepend(str(HERE))
    with mock_aws():
        client = boto3.client("s3")
        client.create_bucket(Bucket="books")
        sys.modules.pop("handler", None)
        yield client
        sys.modules.pop("handler", None)


def run(looks=1000, book="B-7"):
    return importlib.import_module("handler").handler({"book": book}, Hurried(looks))


def put(s3, count, book="B-7"):
    """That many pages, with bytes that are no text; returns the whole book."""
    pages = [bytes([number % 256, 255, 0, 137]) * 3 for number in range(1, count + 1)]
    for number, page in enumerate(pages, start=1):
        s3.put_object(Bucket="books", Key=f"books/{book}/pages/{number:04d}", Body=page)
    return b"".join(pages)


def bound(s3, url):
    """What lies behind an address, by its key."""
    key = url.partition("?")[0].split("books", 1)[1].partition("/")[2]
    return s3.get_object(Bucket="books", Key=key)["Body"].read()


def test_a_short_book_is_bound_in_one_call(s3):
    whole = put(s3, 5)
    answer = run()
    assert (answer["bound"], answer["of"], answer["done"]) == (5, 5, True)
    assert bound(s3, answer["url"]) == whole


def test_it_stops_before_its_time_is_over_and_says_where_it_is(s3):
    put(s3, 30)
    answer = run(looks=8)
    assert 0 < answer["bound"] <= 8
    assert (answer["of"], answer["done"]) == (30, False)


def test_another_environment_goes_on_and_the_book_is_whole(s3):
    whole, answer, calls = put(s3, 30), {"done": False, "bound": 0}, 0
    while not answer["done"]:
        before = answer["bound"]
        sys.modules.pop("handler", None)
        answer, calls = run(looks=8), calls + 1
        assert answer["bound"] > before or answer["done"]
        assert calls < 20
    assert calls > 2
    assert bound(s3, answer["url"]) == whole


def test_a_call_after_the_last_one_changes_nothing(s3):
    whole = put(s3, 3)
    run()
    answer = run()
    assert (answer["bound"], answer["done"]) == (3, True)
    assert bound(s3, answer["url"]) == whole


def test_two_books_stay_apart(s3):
    first, second = put(s3, 3, "B-7"), put(s3, 4, "B-70")
    assert bound(s3, run(book="B-7")["url"]) == first
    assert bound(s3, run(book="B-70")["url"]) == second


@pytest.mark.parametrize("book", ["B-8", "", "B-", "../B-7", "B-7/pages", "b-7"])
def test_what_is_no_book_raises(s3, book):
    put(s3, 2)
    with pytest.raises((LookupError, ValueError)):
        run(book=book)
