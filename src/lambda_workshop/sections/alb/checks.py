"""The exercises of the load balancer: a parameter that comes twice, the storefront, its wiring, and a page that is 502."""

from __future__ import annotations

from lambda_workshop.checks import Option, Question
from lambda_workshop.sections.alb.checks_debug import debug
from lambda_workshop.sections.alb.checks_handle import handle
from lambda_workshop.sections.alb.checks_wire import wire

predict = Question(
    "predict",
    title="A parameter that comes twice",
    points=1,
    hints=(
        "The target group is in its default mode: it has not been told to hand over several values.",
        "In this mode each name has one text for a value, and one of the client's values is kept.",
        "The documentation says which one: the last that the client sent.",
    ),
    text="`paper=A4&paper=A3` in the default mode",
    options={
        "a": Option('`"A4"`', "The first one would be kept by many web frameworks. A load balancer keeps the last."),
        "b": Option('`"A4,A3"`', "That is what an HTTP API makes of it in format 2.0. A load balancer joins nothing."),
        "c": Option(
            '`["A4", "A3"]`',
            "A list comes only once `lambda.multi_value_headers.enabled` is true, and then the key is "
            "`multiValueQueryStringParameters`.",
        ),
        "d": Option(
            '`"A3"`',
            "In the default mode the last value wins, silently. With multi-value headers on, all of them come, "
            "under another key.",
            correct=True,
        ),
    },
)

EXERCISES = (predict, handle, wire, debug)
