"""The exercises of the REST API: what a client gets, the orders API, its wiring, and a receipt that became 502."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.rest_api.checks_debug import debug
from lambda_workshop.sections.rest_api.checks_handle import handle
from lambda_workshop.sections.rest_api.checks_wire import wire

predict = Question(
    "predict",
    title="A method that was just added",
    points=1,
    hints=(
        "What does a stage serve: the API, or a picture of it?",
        "A deployment is a snapshot. Which requests does this one know?",
        "The stage does not know the path, and what it does not know it answers like a request that is not signed.",
    ),
    text="`GET /offers` was added after the deployment",
    options={
        "a": Option(
            "200, with the offers.",
            "That is how an HTTP API with automatic deployment behaves. A REST API's stage serves a snapshot.",
        ),
        "b": Option(
            "404, with `Not Found`.",
            "An HTTP API says that. A REST API does not tell strangers what is there and what is not.",
        ),
        "c": Option(
            "403, with `Missing Authentication Token`.",
            "The stage serves the deployment from before. A method that it does not know gets this text, which sends "
            "many a professional looking for a token that nobody asked for.",
            correct=True,
        ),
        "d": Option(
            "502, with `Internal server error`.",
            "502 means that a function was called, and that its answer could not be read. Here none is called.",
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
