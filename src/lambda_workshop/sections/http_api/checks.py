"""The exercises of the HTTP API: what a client gets, the orders API, its wiring, and an API that moved unchanged."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.http_api.checks_debug import debug
from lambda_workshop.sections.http_api.checks_handle import handle
from lambda_workshop.sections.http_api.checks_wire import wire

predict = Question(
    "predict",
    title="What the client gets",
    points=1,
    hints=(
        "API Gateway looks for one key in what the function returns. Read the dictionary letter by letter.",
        "In format 2.0 a return value without `statusCode` is still an answer. Which one?",
        "Without `statusCode` the status is 200, and the body is the whole value as JSON.",
    ),
    text="`status` in the place of `statusCode`",
    options={
        "a": Option(
            "404, with the text `no such order`.",
            "The key that API Gateway reads is `statusCode`. `status` is a key like any other to it.",
        ),
        "b": Option(
            '200, with `{"status": 404, "body": "no such order"}` as JSON.',
            "Format 2.0 takes a value without `statusCode` for a body. That is handy, and it turns a misspelt error "
            "into a success that no monitoring counts.",
            correct=True,
        ),
        "c": Option(
            "500, with `Internal Server Error`.",
            "That is what format 1.0 makes of it, and a REST API answers 502. Format 2.0 infers an answer instead.",
        ),
        "d": Option(
            "200, with the text `no such order`.",
            "`body` counts only beside a `statusCode`. Without one nothing is picked out of the value.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
