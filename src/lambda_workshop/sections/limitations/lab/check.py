"""Grades the lab: deploys the learner's handler, gives it little time, and reads the book that it binds."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lambda_workshop.checks import Exercise, NotYet, Passed
from lambda_workshop.checks.lab import CLIENTS, handler_text, wrapper
from lambda_workshop.cloud import Cloud, cleanup, deploying, functions

ROOM = "inkwell-limitations-lab"
FUNCTION = f"{ROOM}-binder"
SERVICES = ("lambda", "s3", "iam", "logs")
_LOOKS = 9
"""How often the handler may look at its time before fewer than 500 ms are left."""
_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

# The time that is left goes by with every look at it, so that a slow machine is told the same as a fast one.
PROBE = (
    wrapper("handler", context="Hurried(context)")
    + f"""

class Hurried:
    def __init__(self, context):
        self._context, self._left = context, 400 + 100 * {_LOOKS}

    def __getattr__(self, name):
        return getattr(self._context, name)

    def get_remaining_time_in_millis(self):
        self._left -= 100
        return max(self._left + 100, 0)
"""
)

LAB = Exercise(
    "lab",
    title="A book of any length",
    points=6,
    hints=(
        "What does the next call have to know, and where can it be so that it is never half true?",
        "`put_object` takes `Metadata`, which is text by name, and `get_object` gives it back with the bytes. "
        "`context.get_remaining_time_in_millis()` belongs in the loop's condition.",
        "Read `books/B-7/bound` and its `Metadata['pages']`, add pages while there is time, and put both back with one "
        "`put_object(Body=data, Metadata={'pages': str(done)})`.",
    ),
    resources=(ROOM,),
)


@dataclass(frozen=True)
class Book:
    """A book in the bucket: its id, and all its bytes."""

    id: str
    pages: int
    data: bytes


@LAB.step("`handler.py` is written")
def source(work: object) -> Passed:
    return handler_text(work, "limitations")


@LAB.step("It runs, and a book without pages raises")
def deployed(cloud: Cloud, source: str, random: Random) -> Passed:
    cleanup.remove(cloud, (ROOM,), SERVICES)
    bucket = _build(cloud, source)
    for event in ({"book": f"B-{random.randrange(9000)}"}, {"book": "../pages"}, {}):
        answer = functions.invoke(cloud, FUNCTION, event)
        if not answer.error_text or "Runtime." in answer.error_text:
            raise NotYet(
                f"for `{json.dumps(event)}` it answered `{answer.error_text or json.dumps(answer.value)}`",
                expected="an error of your code: there is no such book",
                advice="run `python -m pytest` in the lab's folder first",
                evidence=f"logged:\n{answer.log}",
            )
    return Passed(bucket, found="what is no book raises")


@LAB.step("A short book is bound in one call")
def short(cloud: Cloud, deployed: str, random: Random) -> Passed:
    book = _put(cloud, deployed, random, 4)
    answer = _call(cloud, book)
    if answer != {"bound": 4, "of": 4, "done": True, "url": answer.get("url")}:
        raise NotYet(
            f"for four pages it answered `{json.dumps(answer)}`",
            expected='`{"bound": 4, "of": 4, "done": true, "url": ...}`',
            advice="go on while there are pages and time",
        )
    _expect_whole(answer, book)
    return Passed(book, found="four pages, byte for byte")


@LAB.step("A long book takes several calls, and each stops in time", weight=2)
def long(cloud: Cloud, short: Book, deployed: str, random: Random) -> Passed:
    book, bound, calls = _put(cloud, deployed, random, 25), 0, 0
    while True:
        answer, calls = _call(cloud, book), calls + 1
        evidence = f"call {calls} answered:\n  {json.dumps(answer)}"
        if not bound < answer.get("bound", 0) <= bound + _LOOKS:
            raise NotYet(
                f"call {calls} got from page {bound} to page {answer.get('bound')}",
                expected=f"1 to {_LOOKS} pages more: the context says when fewer than 500 ms are left",
                advice="ask `context.get_remaining_time_in_millis()` before each page, and save how far you are",
                evidence=evidence,
            )
        bound = answer["bound"]
        if answer.get("done") is not (bound == book.pages):
            raise NotYet(f"at page {bound} of {book.pages}, `done` is {answer.get('done')}",
                         expected="true at the end, and not before", advice="compare both", evidence=evidence)  # fmt: skip
        if answer["done"]:
            _expect_whole(answer, book)
            return Passed(book, found=f"{book.pages} pages in {calls} calls, byte for byte", evidence=evidence)


@LAB.step("The next call may come in another environment")
def elsewhere(cloud: Cloud, long: Book, deployed: str, random: Random) -> Passed:
    book = _put(cloud, deployed, random, 15)
    first = _call(cloud, book)
    binder = functions.find(cloud, FUNCTION)
    assert binder is not None
    functions.renew(cloud, binder, book.id)
    second = _call(cloud, book)
    if second.get("bound", 0) <= first.get("bound", 0):
        raise NotYet(
            f"at page {first.get('bound')} its environment ended, and the next one began with page 1",
            expected="the next page: globals and `/tmp` end with their environment",
            advice="save the bytes and the number of pages in one object in S3",
        )
    for _ in range(3):
        second = second if second.get("done") else _call(cloud, book)
    _expect_whole(second, book)
    return Passed(found="it carries on from where the other one was")


@LAB.step("A call after the last one changes nothing")
def again(cloud: Cloud, short: Book, long: Book) -> Passed:
    for book in (short, long):
        answer = _call(cloud, book)
        if (answer.get("bound"), answer.get("done")) != (book.pages, True):
            raise NotYet(f"it answered `{json.dumps(answer)}`", expected="the same as before", advice="look first")
        _expect_whole(answer, book)
    return Passed(found="both books are as they were")


@LAB.step("The address is good for an hour at most")
def expires(cloud: Cloud, short: Book) -> Passed:
    query = parse_qs(urlsplit(_call(cloud, short)["url"]).query)
    moment = int(query.get("Expires", ["0"])[0])
    seconds = int(query["X-Amz-Expires"][0]) if "X-Amz-Expires" in query else round(moment - time.time())
    if not 0 < seconds <= 3600:
        raise NotYet(f"it is good for {seconds} seconds", expected="at most 3600", advice="set `ExpiresIn`, in seconds")
    return Passed(found=f"{seconds} seconds")


@LAB.step("No client is made in a call")
def one_client(cloud: Cloud, short: Book) -> Passed:
    for _ in range(4):
        log = functions.invoke(cloud, FUNCTION, {"book": short.id}).log
        counted = next((line for line in log.splitlines() if line.startswith(CLIENTS)), f"{CLIENTS} 0")
        # A first call in a new environment may make its client late.
        if counted.removeprefix(CLIENTS).strip() == "0":
            return Passed(found="a warm call makes no client")
    raise NotYet(
        f"a warm call made {counted.removeprefix(CLIENTS).strip()} client(s)",
        expected="none: making a client takes longer than a page",
        advice="make the client outside the handler, so that the environment keeps it",
    )


def _build(cloud: Cloud, source: str) -> str:
    bucket = f"{ROOM}-{cloud.account}"
    cloud.client("s3").create_bucket(Bucket=bucket)
    rights: list[Mapping[str, Any]] = [
        {"Action": ["s3:GetObject", "s3:PutObject"], "Resource": f"arn:aws:s3:::{bucket}/*"},
        {"Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"},
    ]
    deploying.deploy(
        cloud,
        FUNCTION,
        functions.zip_of({"handler.py": source, "probe.py": PROBE}),
        handler="probe.handler",
        role_arn=deploying.role(cloud, f"{ROOM}-role", rights),
        timeout=10,
        environment={"BUCKET": bucket},
    )
    return bucket


def _put(cloud: Cloud, bucket: str, random: Random, pages: int) -> Book:
    book, parts = f"B-{random.randrange(10_000, 10_000_000)}", [random.randbytes(300) for _ in range(pages)]
    for number, part in enumerate(parts, start=1):
        cloud.client("s3").put_object(Bucket=bucket, Key=f"books/{book}/pages/{number:04d}", Body=part)
    return Book(book, pages, b"".join(parts))


def _call(cloud: Cloud, book: Book) -> dict[str, Any]:
    answer = functions.invoke(cloud, FUNCTION, {"book": book.id})
    if answer.error_text or not isinstance(answer.value, dict):
        raise NotYet(
            f"for a book of {book.pages} pages it answered `{answer.error_text or json.dumps(answer.value)}`",
            expected="`bound`, `of` and `done`",
            advice="read the log below",
            evidence=f"logged:\n{answer.log}",
        )
    return answer.value


def _expect_whole(answer: dict[str, Any], book: Book) -> None:
    try:
        with _opener.open(str(answer.get("url")), timeout=10) as found:
            data = found.read()
    except (ValueError, urllib.error.URLError) as error:
        raise NotYet(
            f"the address `{answer.get('url')}` gives nothing: {error}",
            expected="the whole book, for whoever has the address",
            advice="sign it: `s3.generate_presigned_url('get_object', Params=...)`",
        ) from error
    if data != book.data:
        raise NotYet(
            f"the bound book has {len(data)} bytes, and its pages have {len(book.data)}"
            if len(data) != len(book.data)
            else "the bound book has other bytes than its pages",
            expected="every page once, in order, byte for byte",
            advice="put bytes together, and save them together with the number of pages",
        )
