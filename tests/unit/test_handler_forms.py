"""What a learner may pass as a handler: any callable name of a cell, as Lambda takes it."""

from __future__ import annotations

import linecache
from typing import Any

import pytest

from lambda_workshop.checks.handler import Handler, handler_from, handler_of
from lambda_workshop.checks.work import from_data, to_data

PLAIN = "def handler(event, context):\n    return event['n'] * 2\n"
DECORATED = """\
def logged(function):
    def wrapper(event, context):
        return function(event, context)

    return wrapper


@logged
def handler(event, context):
    return event["n"] * 2
"""
METHOD = """\
class Doubler:
    def run(self, event, context):
        return event["n"] * 2


handler = Doubler().run
"""
FORMS = {
    "a function": PLAIN,
    "a plain decorator": DECORATED,
    "functools.wraps": "import functools\n\n\n"
    + DECORATED.replace("    def wr", "    @functools.wraps(function)\n    def wr"),
    "a lambda expression": "handler = lambda event, context: event['n'] * 2\n",
    "a method": METHOD,
    "an object": METHOD.replace("def run", "def __call__").replace("Doubler().run", "Doubler()"),
    "a partial": "import functools\n\n\ndef times(by, event, context):\n    return event['n'] * by\n\n\n"
    "handler = functools.partial(times, 2)\n",
    "a decorator of a library": "from functools import cache, wraps\nfrom contextlib import ContextDecorator\n\n\n"
    "class Quiet(ContextDecorator):\n    def __enter__(self): ...\n    def __exit__(self, *error): ...\n\n\n@Quiet()\n"
    + PLAIN,
    "another name": PLAIN.replace("def handler", "def double") + "\n\ndef handler(event, context):\n    return 0\n",
}


def run_cell(source: str, name: str) -> dict[str, Any]:
    """The names of a notebook after this cell."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    names: dict[str, Any] = {}
    exec(compile(source, name, "exec"), names)
    return names


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_the_file_of_its_cell_and_runs_by_its_name(form: str) -> None:
    names = run_cell(FORMS[form], f"<cell {form}>")
    handler = handler_from(names["double" if form == "another name" else "handler"], "sqs.handle")
    assert handler.source == FORMS[form]
    assert [answer.value for answer in handler.run([{"n": 1}, {"n": 21}])] == [2, 42]


def test_a_handler_that_is_handed_in_is_the_one_that_was_passed() -> None:
    names = run_cell(METHOD, "<cell handed in>")
    assert from_data(to_data(names["handler"])) == handler_of(names["handler"]) == Handler(METHOD, "handler")


def test_what_is_no_function_of_a_cell_is_told() -> None:
    names: dict[str, Any] = {}
    exec(PLAIN, names)
    data = to_data(names["handler"])
    assert (data["kind"], data["advice"]) == (
        "unreadable",
        "write it with `def` in a cell of its own and run that cell again",
    )
